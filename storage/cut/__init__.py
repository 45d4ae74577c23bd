"""Rows of looks and renders."""
