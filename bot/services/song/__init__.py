"""The song of a clip: taken in, measured, kept."""
