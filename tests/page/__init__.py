"""Tests of the page: a browser, a real bot, and people who type and click."""
