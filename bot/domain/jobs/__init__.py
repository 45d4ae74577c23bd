"""Jobs, as data, and whose turn it is."""
