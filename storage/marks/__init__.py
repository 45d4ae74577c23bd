"""Rows of what posted files say of themselves."""
