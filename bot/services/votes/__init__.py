"""Votes and ballots: from reactions to winners."""
