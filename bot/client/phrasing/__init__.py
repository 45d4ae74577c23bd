"""What is said in posts and answers, put together from the catalogue in the reader's language."""
