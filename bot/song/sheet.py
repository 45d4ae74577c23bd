"""What a song's picture shows, as plain facts that travel to the child process that draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A lyric line on the picture; ``guessed`` lines are drawn dashed and with “≈”."""

    number: int
    text: str
    start_s: float
    section: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A song drawn as rows of waveform with its sections, lines, bars and beats.

    Times are seconds from the song's start; ``peaks`` are spread evenly over ``duration_s``.
    """

    title: str
    duration_s: float
    peaks: tuple[float, ...]
    beats_s: tuple[float, ...] = ()
    bars_s: tuple[float, ...] = ()
    tempo_bpm: float | None = None
    marks: tuple[Mark, ...] = ()
