"""Tests of the local Discord, with the unmodified client library as the client."""
