"""What all services stand on: waking the loops, wanting posts, rows that must be there."""
