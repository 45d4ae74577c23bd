"""Packs for editors, read back by OpenTimelineIO."""
