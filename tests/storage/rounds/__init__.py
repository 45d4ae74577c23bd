"""Tests of the subject that this folder is named for."""
