"""The outbox: what is to stand in a channel, and bringing it there exactly once."""
