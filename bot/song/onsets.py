"""Where something begins in the sound: its onset strength, a hundred times a second.

Spectral flux on a mel-like scale with a maximum filter across neighbouring bands, so that a
singer's vibrato is no onset (after Böck and Widmer, “Maximum filter vibrato suppression for onset
detection”, DAFx 2013). Knows nothing of beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ: Final = 22_050
HOP: Final = 220  # samples, 10 ms
WINDOW: Final = 1024  # samples, 46 ms
FRAMES_HZ: Final = RATE_HZ / HOP
_BANDS: Final = 48
_LOWEST_HZ: Final = 40.0
_HIGHEST_HZ: Final = 10_000.0
_BASS_BANDS: Final = 8  # up to about 160 Hz: bass drum and bass
_BLOCK: Final = 512  # frames at a time, so that memory does not grow with the song
_LAG: Final = 2  # frames between the spectra compared
_LATENCY_S: Final = 0.002  # how late strokes are by their frame; measured on synthetic songs


@dataclass(frozen=True, slots=True)
class Onsets:
    """Onset strength by frame: over all bands and in the bass alone; both are 0 and more.

    ``accent`` is the rise in plain loudness, in which a drum stands far above a hi-hat.
    """

    full: Floats
    bass: Floats
    accent: Floats

    @staticmethod
    def time_s(frame: float) -> float:
        """The moment of a frame, in seconds."""
        return max(0.0, frame / FRAMES_HZ + _LATENCY_S)


def find_onsets(sound: Floats) -> Onsets:
    """The onsets in one channel of sound at ``RATE_HZ``, samples between -1 and 1."""
    bank = _filters()
    frames = max(1, len(sound) // HOP)
    padded = np.concatenate(
        (np.zeros(WINDOW // 2, np.float32), sound, np.zeros(WINDOW + HOP, np.float32))
    )
    # Loud and quiet songs should look alike: the sound is brought to a common level first.
    level = float(np.sqrt(np.dot(sound, sound) / max(1, len(sound))))
    gain = 0.1 / level if level > 1e-6 else 0.0
    window = (np.hanning(WINDOW) * gain).astype(np.float32)
    logs = np.empty((frames, _BANDS), np.float32)
    loud = np.empty((frames, _BANDS), np.float32)
    for start in range(0, frames, _BLOCK):
        stop = min(frames, start + _BLOCK)
        view = np.lib.stride_tricks.sliding_window_view(
            padded[start * HOP : (stop - 1) * HOP + WINDOW], WINDOW
        )[::HOP]
        spectrum = np.abs(np.fft.rfft(view * window, axis=1)).astype(np.float32)
        loud[start:stop] = spectrum @ bank
        logs[start:stop] = np.log1p(20 * loud[start:stop])
    widened = logs.copy()
    widened[:, 1:] = np.maximum(widened[:, 1:], logs[:, :-1])
    widened[:, :-1] = np.maximum(widened[:, :-1], logs[:, 1:])
    rise = np.zeros_like(logs)
    rise[_LAG:] = np.maximum(logs[_LAG:] - widened[:-_LAG], 0)
    accent = np.zeros(frames, np.float32)
    accent[_LAG:] = np.maximum(loud[_LAG:] - loud[:-_LAG], 0).mean(axis=1)
    return Onsets(
        full=_evened(rise.mean(axis=1)),
        bass=_evened(rise[:, :_BASS_BANDS].mean(axis=1)),
        accent=accent,
    )


def _evened(strength: Floats) -> Floats:
    """``strength`` above its local mean, in units of its usual size over ten seconds."""
    local = _smoothed(strength, round(0.5 * FRAMES_HZ))
    above = np.maximum(strength - local, 0)
    usual = np.sqrt(_smoothed(np.square(above), round(10 * FRAMES_HZ)))
    floor = 0.1 * float(usual.max(initial=0)) + 1e-6
    return np.asarray(above / np.maximum(usual, floor), np.float32)


def _smoothed(values: Floats, width: int) -> Floats:
    """The mean over ``width`` frames around each; at the ends over what there is."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    index = np.arange(len(values))
    low = np.maximum(index - width // 2, 0)
    high = np.minimum(index + width // 2 + 1, len(values))
    return np.asarray((sums[high] - sums[low]) / (high - low), np.float32)


def _filters() -> Floats:
    """Triangular filters, evenly spaced in mel, each as heavy as the others: (bins, bands)."""
    edges = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _BANDS + 2)
    centres = 700 * (10 ** (edges / 2595) - 1)
    bins = np.arange(WINDOW // 2 + 1) * RATE_HZ / WINDOW
    up = (bins[:, None] - centres[None, :-2]) / np.diff(centres)[None, :-1]
    down = (centres[None, 2:] - bins[:, None]) / np.diff(centres)[None, 1:]
    bank = np.maximum(0, np.minimum(up, down))
    # In the bass a band is narrower than a bin: it takes the bin that is nearest to it.
    for band in np.flatnonzero(bank.sum(axis=0) < 0.5):
        bank[:, band] = 0
        bank[np.abs(bins - centres[band + 1]).argmin(), band] = 1
    return np.asarray(bank / bank.sum(axis=0), np.float32)


def _mel(frequency_hz: float) -> float:
    return float(2595 * np.log10(1 + frequency_hz / 700))
