"""Hand-off: a clip as a pack for editors, and what comes back from them."""
