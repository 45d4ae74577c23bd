"""The board: every shot of a clip at a glance, and what is next."""
