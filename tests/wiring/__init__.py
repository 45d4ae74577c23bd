"""Tests of what is built from the settings."""
