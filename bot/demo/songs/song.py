"""A song as a score: words, notes and chords, nothing about how they sound.

Times are counted in beats from the song's start; ``seconds`` turns them into seconds. A lyric line
takes two bars, and each of its syllables has one note and one vowel for the voice to sing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

BEATS_A_BAR: Final = 4
BEATS_A_LINE: Final = 8

# Two ways of laying eight syllables over two bars; the last one is held.
WALK: Final = (0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 5.5)
SKIP: Final = (0.0, 0.5, 1.5, 2.0, 2.5, 3.5, 4.0, 5.0)


@dataclass(frozen=True, slots=True)
class Sung:
    """A lyric line: ``words`` with ``·`` between syllables, a vowel and a MIDI note for each.

    ``beats`` are the syllables' starts, counted from the line's first beat.
    """

    words: str
    vowels: str
    notes: tuple[int, ...]
    beats: tuple[float, ...]

    @property
    def text(self) -> str:
        """The line as people read it."""
        return self.words.replace("·", "")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading in the lyrics, its chords (one a bar) and its lines."""

    heading: str
    kind: str
    chords: tuple[str, ...]
    lines: tuple[Sung, ...] = ()


@dataclass(frozen=True, slots=True)
class Song:
    """A song; ``chords`` and ``roots`` give the MIDI notes of the chords that its parts name."""

    title: str
    artist: str
    tempo_bpm: int
    chords: Mapping[str, tuple[int, int, int]]
    roots: Mapping[str, int]
    parts: tuple[Section, ...]

    def seconds(self, beat: float) -> float:
        """The moment of ``beat``, in seconds from the song's start."""
        return beat * 60 / self.tempo_bpm

    def length_s(self) -> float:
        """How long the song is: all bars of all parts."""
        return self.seconds(sum(len(part.chords) for part in self.parts) * BEATS_A_BAR)

    def timed(self) -> list[tuple[str, float, Sung]]:
        """Every line in order: its section's heading, its first beat and itself."""
        notes: list[tuple[str, float, Sung]] = []
        bar = 0
        for part in self.parts:
            for index, line in enumerate(part.lines):
                notes.append((part.heading, bar * BEATS_A_BAR + index * BEATS_A_LINE, line))
            bar += len(part.chords)
        return notes
