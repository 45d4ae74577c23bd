"""Rows of prompts, styles and cast."""
