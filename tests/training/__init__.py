"""Tests of the sketch model: its words, its scenes, its weights."""
