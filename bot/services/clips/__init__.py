"""Clips and servers: beginning a clip, finding it again, its settings, its end."""
