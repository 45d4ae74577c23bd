"""The queue: whose job is next, who works on it, and how it ends."""
