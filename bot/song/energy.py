"""A song's energy as it seems to the ear, and where it is first heard."""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.song.onsets import RATE_HZ, Floats

ENERGY_HZ: Final = 10
"""How often in a second the song's energy is noted."""

_RANGE_DB: Final = 30.0
_CLEARLY: Final = 0.1
"""The share of the highest peak at which sound stands out from the hiss before it."""
_BLOCK: Final = 1 << 20


def find_energy(sound: Floats) -> tuple[float, ...]:
    """Root mean square in decibels below the song's loud moments, 0 at 30 dB below, 1 at them."""
    width = RATE_HZ // ENERGY_HZ
    bins = len(sound) // width
    level = np.sqrt(np.mean(np.square(sound[: bins * width].reshape(bins, width)), axis=1))
    if (remainder := sound[bins * width :]).size:
        level = np.append(level, np.sqrt(np.sum(np.square(remainder)) / width))
    loud = max(1e-6, float(np.percentile(level, 95))) if level.size else 1.0
    decibels = 20 * np.log10(np.maximum(level, 1e-9) / loud)
    return tuple(round(float(value), 3) for value in np.clip(1 + decibels / _RANGE_DB, 0, 1))


def first_sound_s(sound: Floats) -> float:
    """Where the sound is first clearly heard, in seconds; 0 where it never is."""
    blocks = range(0, len(sound), _BLOCK)
    highest = max((float(np.abs(sound[at : at + _BLOCK]).max()) for at in blocks), default=0.0)
    for at in blocks:
        clear = np.abs(sound[at : at + _BLOCK]) >= _CLEARLY * highest
        if highest > 0 and clear.any():
            return round((at + int(clear.argmax())) / RATE_HZ, 4)
    return 0.0
