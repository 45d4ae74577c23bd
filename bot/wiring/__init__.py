"""Builds every object, joins them, and closes them in the right order."""
