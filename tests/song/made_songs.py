"""Songs of known beats, made by script: drums, bass, chords and a tune, in several styles.

They stand for what people bring as far as a script can: swing, silence at the start, a tempo that
changes, syncopation, no drums at all, noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]

RATE_HZ: Final = 22_050
_SCALE: Final = (0, 2, 4, 5, 7, 9, 11)


@dataclass(frozen=True, slots=True)
class Made:
    """A song and the truth of it: where its beats and bars are, in seconds."""

    name: str
    sound: Sound
    beats_s: tuple[float, ...]
    bars_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a song is played; steps are sixteenths of a bar of four beats."""

    kick: tuple[int, ...] = (0, 8)
    snare: tuple[int, ...] = (4, 12)
    hats: int = 2  # a hat every so many sixteenths; 0 for none
    drums: float = 1.0
    chords: float = 1.0
    noise: float = 0.002


STYLES: Final = {
    "rock": Style(),
    "house": Style(kick=(0, 4, 8, 12), snare=(4, 12), hats=2),
    "syncopated": Style(kick=(0, 3, 8, 11), snare=(4, 12), hats=1),
    "ballad": Style(kick=(0, 10), snare=(8,), hats=4, drums=0.5),
    "no drums": Style(drums=0.0),
    "noisy": Style(noise=0.03),
}


def grid(segments: list[tuple[float, int]], silence_s: float) -> list[float]:
    """Beat times for stretches of (tempo in bpm, beats), after some silence."""
    times: list[float] = []
    at = silence_s
    for bpm, beats in segments:
        for _ in range(beats):
            times.append(at)
            at += 60 / bpm
    return [*times, at]


def make(
    name: str,
    style: Style,
    segments: list[tuple[float, int]],
    *,
    silence_s: float = 0.3,
    swing: float = 0.5,
    seed: int = 0,
) -> Made:
    """Play ``style``; ``swing`` is where the second half of a beat falls (0.5 is straight)."""
    band = _Band(style, grid(segments, silence_s), swing, seed)
    for sixteenth in range((len(band.times) - 1) * 4):
        band.drum(sixteenth)
        band.play(sixteenth)
    beats = tuple(band.times[:-1])
    return Made(name, band.recorded(), beats, beats[::4])


class _Band:
    """Plays one sixteenth after the other onto ``sound``; hands are 4 ms unsteady."""

    def __init__(self, style: Style, times: list[float], swing: float, seed: int) -> None:
        self.style = style
        self.times = times
        self.swing = swing
        self.rng = np.random.default_rng(seed)
        self.sound = np.zeros(round((times[-1] + 1.0) * RATE_HZ))
        chords = self.rng.choice([0, 2, 3, 4, 5], size=len(times) // 4 + 1)
        self.roots = [_SCALE[int(chord)] for chord in chords]

    def at(self, sixteenth: int) -> float:
        """When a sixteenth falls."""
        beat, step = divmod(sixteenth, 4)
        share = (0.0, self.swing / 2, self.swing, (1 + self.swing) / 2)[step]
        length = self.times[beat + 1] - self.times[beat]
        return self.times[beat] + share * length + self.rng.normal(0, 0.004)

    def lay(self, when: float, note: NDArray[np.float64], gain: float) -> None:
        """Add a note to the recording."""
        start = max(0, round(when * RATE_HZ))
        end = min(len(self.sound), start + len(note))
        self.sound[start:end] += gain * note[: end - start]

    def drum(self, sixteenth: int) -> None:
        """The drums of one sixteenth."""
        style, step, when = self.style, sixteenth % 16, self.at(sixteenth)
        if step in style.kick:
            self.lay(when, _kick(), 0.8 * style.drums)
        if step in style.snare:
            self.lay(when, _noise(self.rng, 0.12), 0.4 * style.drums)
        if style.hats and step % style.hats == 0:
            self.lay(when, np.diff(_noise(self.rng, 0.03), prepend=0), 0.25 * style.drums)

    def play(self, sixteenth: int) -> None:
        """Bass, chords and tune of one sixteenth."""
        step, when = sixteenth % 16, self.at(sixteenth)
        root = self.roots[sixteenth // 16]
        if step % 4 == 0 or (step % 2 == 0 and self.rng.random() < 0.4):
            self.lay(when, _tone(110 * 2 ** (root / 12), 0.3), 0.3)
        if step % 8 == 0:
            for third in (0, 4, 7):
                chord = _tone(220 * 2 ** ((root + third) / 12), 2 * (self.times[1] - self.times[0]))
                self.lay(when, chord, 0.12 * self.style.chords)
        if step % 2 == 0 and self.rng.random() < 0.45:
            pitch_hz = 440 * 2 ** ((root + _SCALE[int(self.rng.integers(7))]) / 12)
            self.lay(when, _tone(pitch_hz, 0.35, attack_s=0.02), 0.15)

    def recorded(self) -> Sound:
        """The recording with its noise, at a usual level."""
        sound = self.sound + self.rng.normal(0, self.style.noise, len(self.sound))
        return np.asarray(0.7 / np.abs(sound).max() * sound, np.float32)


def suite(length_s: float = 30.0, seed: int = 0) -> list[Made]:
    """Songs from 60 to 180 bpm in all styles, and the awkward ones."""
    made: list[Made] = []
    for index, bpm in enumerate((60, 70, 80, 92, 104, 118, 126, 140, 155, 168, 180)):
        names = list(STYLES)
        for name in (names[index % len(names)], names[(index + 2) % len(names)]):
            beats = int(length_s * bpm / 60)
            made.append(make(f"{name} {bpm}", STYLES[name], [(bpm, beats)], seed=seed + index))
    beats = int(length_s * 1.8)
    rock = STYLES["rock"]
    made += [
        make("swing 108", rock, [(108, beats)], swing=0.64, seed=seed),
        make("swing 132", STYLES["house"], [(132, beats)], swing=0.62, seed=seed),
        make("silence first", rock, [(110, beats)], silence_s=6.0, seed=seed),
        make("change 96 to 120", rock, [(96, beats // 2), (120, beats // 2)], seed=seed),
        make(
            "change 140 to 112", STYLES["house"], [(140, beats // 2), (112, beats // 2)], seed=seed
        ),
        make("slows down", rock, [(120 - n * 0.6, 1) for n in range(beats)], seed=seed),
    ]
    return made


def _kick() -> NDArray[np.float64]:
    t = np.arange(int(0.25 * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * (50 * t + 90 * 0.03 * (1 - np.exp(-t / 0.03)))
    return np.sin(phase) * np.exp(-t / 0.09)


def _noise(rng: np.random.Generator, length_s: float) -> NDArray[np.float64]:
    t = np.arange(int(length_s * 2 * RATE_HZ)) / RATE_HZ
    return rng.normal(0, 1, len(t)) * np.exp(-t / (length_s / 2))


def _tone(pitch_hz: float, length_s: float, attack_s: float = 0.005) -> NDArray[np.float64]:
    t = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * k * pitch_hz * t) / k**1.5 for k in range(1, 6))
    return np.asarray(tone * np.minimum(t / attack_s, 1) * np.exp(-t / (length_s / 2)))
