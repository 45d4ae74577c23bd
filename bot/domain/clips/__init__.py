"""A clip, its server and its people, as data."""
