"""Rows of lyric lines, of changes to them, and of links to the tap page."""
