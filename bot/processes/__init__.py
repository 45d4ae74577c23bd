"""Child processes: their environment, their limits, their end."""
