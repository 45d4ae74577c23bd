"""The song, as data."""
