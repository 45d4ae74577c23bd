"""Tests of prompts' commands."""
