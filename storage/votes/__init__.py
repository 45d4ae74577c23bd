"""Rows of ballots and votes."""
