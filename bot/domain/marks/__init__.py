"""What a file says of how it was made: the claim that we put in, the report on any file."""
