"""Marks, by the real C2PA library in real children."""
