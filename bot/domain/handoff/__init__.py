"""A clip handed over to an editor, as plain data: what the pack holds, what comes back from it."""
