"""The page with a long history: how soon it shows something, and how smoothly it scrolls."""

from __future__ import annotations

from benchmarks.page.history import measure

BENCHMARKS = {"page_5000_first_paint_s": measure}
