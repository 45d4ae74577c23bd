"""Posts of the outbox and what they show, as data."""
