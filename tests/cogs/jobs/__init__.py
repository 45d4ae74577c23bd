"""Tests of jobs' commands."""
