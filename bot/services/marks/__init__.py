"""Marks on what leaves the house: what is claimed of it, and the signed copy that is posted."""
