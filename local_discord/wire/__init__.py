"""The shapes of what is sent, as Discord documents them."""
