"""Tests of votes' commands."""
