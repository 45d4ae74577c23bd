"""Tests of the original songs."""
