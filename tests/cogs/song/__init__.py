"""Tests of song' commands."""
