"""Tests of the cut's commands."""
