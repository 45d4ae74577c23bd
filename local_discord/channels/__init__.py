"""Guilds, channels and threads."""
