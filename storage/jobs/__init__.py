"""Rows of jobs, and the queue in one look."""
