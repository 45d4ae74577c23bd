"""Tests of the commands and events."""
