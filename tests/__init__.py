"""Couplet's tests; they mirror the source."""

from hypothesis import settings

# A busy machine is no reason to fail: how long one example takes says nothing of what it shows.
settings.register_profile("untimed")
settings.load_profile("untimed")
