"""Prompts, style and cast, as data, and the words composed of them."""
