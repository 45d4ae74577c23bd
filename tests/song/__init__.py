"""Tests of the analysis of songs."""
