"""Scriptable doubles, named like the ports they stand in for."""
