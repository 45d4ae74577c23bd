"""``/render``, ``/captions``, ``/format`` and the look of a shot."""
