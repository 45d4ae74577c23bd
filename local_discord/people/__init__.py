"""People: what they do, what they see, and the page they see it on."""
