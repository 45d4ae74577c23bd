"""The board in its channel: what it shows, and where it stands."""
