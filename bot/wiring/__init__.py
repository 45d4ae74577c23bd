"""Builds every object, a subject a module, joins them, and closes them in the right order."""
