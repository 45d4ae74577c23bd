"""Ballots and votes, as data, and the rules that decide them."""
