"""``/prompt``, ``/style`` and ``/cast``."""
