"""A song's outline for pictures: its peaks, and its energy as it seems to the ear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bot.hearing.onsets import RATE_HZ, Floats
from bot.hearing.rhythm import ENERGY_HZ, PEAKS_HZ, Rhythm

if TYPE_CHECKING:
    from bot.hearing.beats import Beats

_RANGE_DB: Final = 30.0


def find_shape(sound: Floats, duration_s: float, beats: Beats) -> Rhythm:
    """All that is told of a song, from its sound at ``RATE_HZ``."""
    return Rhythm(
        duration_s=round(duration_s, 6),
        tempo_bpm=beats.tempo_bpm,
        beats_s=beats.beats_s,
        bars_s=beats.bars_s,
        energy=_energy(sound),
        peaks=_peaks(sound),
    )


def _rows(sound: Floats, rate_hz: int) -> Floats:
    """``sound`` cut into pieces of 1/``rate_hz`` s, the last one filled with silence."""
    width = RATE_HZ // rate_hz
    count = max(1, -(-len(sound) // width))
    padded = np.zeros(count * width, np.float32)
    padded[: len(sound)] = sound
    return padded.reshape(count, width)


def _peaks(sound: Floats) -> tuple[float, ...]:
    highest = np.abs(_rows(sound, PEAKS_HZ)).max(axis=1)
    return tuple(round(float(value), 3) for value in highest)


def _energy(sound: Floats) -> tuple[float, ...]:
    """Root mean square in decibels below the song's loud moments, 0 at 30 dB below, 1 at them."""
    level = np.sqrt(np.mean(np.square(_rows(sound, ENERGY_HZ)), axis=1))
    loud = max(1e-6, float(np.percentile(level, 95)))
    decibels = 20 * np.log10(np.maximum(level, 1e-9) / loud)
    return tuple(round(float(value), 3) for value in np.clip(1 + decibels / _RANGE_DB, 0, 1))
