"""Files named by the SHA-256 of their content, and backups of them with the database."""
