"""The cut: how it looks, the edit, and renders."""
