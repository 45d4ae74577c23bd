"""Tests of the words that the sketch model knows."""
