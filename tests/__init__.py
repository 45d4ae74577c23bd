"""Tests mirror the source; end-to-end tests are in tests/e2e."""
