"""The band: each function makes one note or stroke as samples, from sines and noise alone.

All sounds are float64 arrays at ``RATE_HZ``. Randomness comes from a generator that the caller
seeds, so the same score gives the same samples again.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]

RATE_HZ: Final = 44_100

# First three formants of a high voice in Hz, after common phonetics tables; capitals are nasal or
# open: A as in “vent”, E as in “mer”, I as in “train”, N as in “ballon”, O as in “port”.
FORMANTS_HZ: Final[dict[str, tuple[float, float, float]]] = {
    "a": (800, 1350, 2800),
    "e": (430, 1500, 2600),
    "i": (310, 2500, 3200),
    "o": (430, 850, 2700),
    "u": (330, 780, 2600),
    "y": (310, 2000, 2500),
    "A": (680, 1050, 2700),
    "E": (580, 2000, 2800),
    "I": (600, 1650, 2700),
    "N": (480, 780, 2700),
    "O": (560, 950, 2700),
}


def pitch_hz(note: int) -> float:
    """The frequency of a MIDI note, A4 = 440 Hz."""
    return float(440 * 2 ** ((note - 69) / 12))


def clock(length_s: float) -> Sound:
    """The times of the samples of a sound that long, in seconds."""
    return np.arange(round(length_s * RATE_HZ)) / RATE_HZ


def edges(sound: Sound, rise_s: float, fall_s: float) -> Sound:
    """``sound`` with soft ends, so that nothing clicks."""
    rise = np.minimum(clock(len(sound) / RATE_HZ) / rise_s, 1)
    fall = np.minimum(clock(len(sound) / RATE_HZ)[::-1] / fall_s, 1)
    return sound * rise * fall


def kick() -> Sound:
    """A bass drum: a sine that falls from 150 to 48 Hz."""
    t = clock(0.32)
    phase = 2 * np.pi * (48 * t - (150 - 48) * 0.035 * np.expm1(-t / 0.035))
    return edges(np.sin(phase) * np.exp(-t / 0.11), 0.001, 0.02)


def snare(rng: np.random.Generator) -> Sound:
    """A snare drum: bright noise over a short low tone."""
    t = clock(0.24)
    noise = np.diff(rng.standard_normal(len(t) + 1)) * np.exp(-t / 0.06)
    tone = np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.04)
    return edges(0.34 * noise + 0.7 * tone, 0.001, 0.02)


def hat(rng: np.random.Generator, decay_s: float) -> Sound:
    """A hi-hat: noise differenced, which leaves its top."""
    t = clock(decay_s * 5)
    noise = np.diff(rng.standard_normal(len(t) + 1)) * np.exp(-t / decay_s)
    return edges(0.5 * noise, 0.001, 0.01)


def bass(note: int, length_s: float) -> Sound:
    """A round synth bass: eight harmonics, the higher the sooner gone."""
    t = clock(length_s)
    f = pitch_hz(note)
    sound = np.zeros_like(t)
    for k in range(1, 9):
        sound += np.sin(2 * np.pi * k * f * t) / k * np.exp(-t * k / 0.5)
    return edges(sound, 0.004, 0.03)


def pad(note: int, length_s: float, bright: float, detune: float) -> Sound:
    """A soft string-like note; ``bright`` (0 to 1) opens it, ``detune`` is a factor near 1."""
    t = clock(length_s)
    f = pitch_hz(note) * detune
    sound = np.zeros_like(t)
    for k in range(1, 13):
        weight = 1 / k / (1 + (k * f / (700 + 2200 * bright)) ** 2)
        sound += weight * np.sin(2 * np.pi * k * f * t + k)
    return edges(sound, 0.08, 0.12)


def bell(note: int) -> Sound:
    """A plucked bell by frequency modulation."""
    t = clock(0.7)
    f = pitch_hz(note)
    sweep = 2.2 * np.exp(-t / 0.12) * np.sin(2 * np.pi * 2.0 * f * t)
    return edges(np.sin(2 * np.pi * f * t + sweep) * np.exp(-t / 0.2), 0.002, 0.05)


def syllable(
    note: int, previous: int, vowel: str, length_s: float, rng: np.random.Generator
) -> Sound:
    """One sung syllable: a glottal spectrum shaped by the vowel's formants.

    It glides from the ``previous`` note, gains vibrato when held, and opens with a short breath
    that stands for the consonant.
    """
    t = clock(length_s)
    glide = (previous - note) * np.exp(-t / 0.03)
    vibrato = 0.28 * np.sin(2 * np.pi * 5.6 * t) * np.clip((t - 0.25) / 0.3, 0, 1)
    f = pitch_hz(note) * 2 ** ((glide + vibrato) / 12)
    phase = 2 * np.pi * np.cumsum(f) / RATE_HZ
    centre_hz = pitch_hz(note)
    sound = np.zeros_like(t)
    for k in range(1, int(5000 / centre_hz) + 1):
        shape = sum(
            gain / (1 + ((k * centre_hz - formant) / width) ** 2)
            for formant, width, gain in zip(
                FORMANTS_HZ[vowel], (120, 190, 320), (1.0, 0.7, 0.45), strict=True
            )
        )
        sound += (0.06 + shape) / k**0.6 * np.sin(k * phase)
    breath = np.diff(rng.standard_normal(len(t) + 1)) * np.exp(-t / 0.018) * 0.22
    return edges(sound, 0.03, 0.06) + edges(breath, 0.004, 0.01)


def room(length_s: float, rng: np.random.Generator) -> Sound:
    """An impulse response of a hall: decaying noise, darker with time."""
    t = clock(length_s)
    noise = rng.standard_normal(len(t)) * np.exp(-t / (length_s / 5))
    dark = np.convolve(noise, np.ones(24) / 24, mode="same")
    blend = np.clip(t / 0.25, 0, 1)
    tail = noise * (1 - blend) + 3 * dark * blend
    return np.asarray(tail / np.sqrt(np.sum(tail**2)), dtype=np.float64)
