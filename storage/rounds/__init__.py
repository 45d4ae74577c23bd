"""Rows of rounds, takes and measured speeds."""
