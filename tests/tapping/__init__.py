"""Tests of tapping along."""
