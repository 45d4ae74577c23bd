"""Tests of the lyrics before they are stored."""
