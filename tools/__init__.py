"""Tools of the house: the lock, the reference of commands, the pictures of the documents."""
