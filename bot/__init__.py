"""Couplet: a Discord bot with which a team makes a music clip together."""
