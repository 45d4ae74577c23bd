"""``/generate``."""
