"""Rounds and takes, as data."""
