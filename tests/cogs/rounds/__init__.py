"""Tests of rounds' commands."""
