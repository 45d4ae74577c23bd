"""``/clip`` and ``/server``."""
