"""Rows of boards."""
