"""Buttons under posts, and menus on messages."""
