"""Asking for exports, and what becomes of them."""
