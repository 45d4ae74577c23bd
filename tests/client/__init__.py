"""Tests of the Discord client and its gallery."""
