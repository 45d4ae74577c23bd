"""Marks, through fakes."""
