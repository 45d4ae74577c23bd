"""Messages and everything that hangs on them."""
