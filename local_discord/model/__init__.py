"""What this Discord holds and remembers."""
