"""Rows of posts, and of the smaller copies that they show."""
