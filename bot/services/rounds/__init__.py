"""Rounds of takes: asked for, painted, found again."""
