"""``/render``, ``/captions``, ``/format`` and ``/shot``."""
