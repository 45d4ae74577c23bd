"""Rows of songs."""
