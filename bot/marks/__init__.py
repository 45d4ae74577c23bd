"""Provenance: C2PA manifests and XMP put into files that leave the house, and read from any file.

The bot imports ``marker`` only; the rest needs the C2PA library or a cryptographic one and runs in
a child (``python -m bot.marks``), for a file to be checked comes from anybody.
"""
