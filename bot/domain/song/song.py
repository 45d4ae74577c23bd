"""The clip's audio, as facts: the sound itself is a file named by its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Song:
    """A song as it was measured by decoding it, never as its header says."""

    id: int
    clip_id: int
    sha256: str
    filename: str
    duration_s: float
    sample_rate_hz: int
    channels: int
    loudness_lufs: float | None
    tempo_bpm: float | None
    beats_s: tuple[float, ...]
    bars_s: tuple[float, ...]
    energy: tuple[float, ...]
    """From 0 to 1, one value for each tenth of a second."""
    peak_dbfs: float | None
    added_by: int
    added_at: float
