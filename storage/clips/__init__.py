"""Rows of clips, servers, people and the history of what they did."""
