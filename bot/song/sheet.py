"""What a song's picture shows, as plain facts that travel to the child process that draws it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import cast


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

    def told(self) -> dict[str, object]:
        """As JSON can say it."""
        return asdict(self)

    @classmethod
    def heard(cls, told: dict[str, object]) -> Sheet:
        """From what ``told`` gave."""
        marks = cast("list[dict[str, object]]", told["marks"])
        tempo = told["tempo_bpm"]
        return cls(
            title=str(told["title"]),
            duration_s=float(cast("float", told["duration_s"])),
            peaks=tuple(cast("list[float]", told["peaks"])),
            beats_s=tuple(cast("list[float]", told["beats_s"])),
            bars_s=tuple(cast("list[float]", told["bars_s"])),
            tempo_bpm=None if tempo is None else float(cast("float", tempo)),
            marks=tuple(_mark(mark) for mark in marks),
        )


def _mark(told: dict[str, object]) -> Mark:
    section = told["section"]
    return Mark(
        number=int(cast("int", told["number"])),
        text=str(told["text"]),
        start_s=float(cast("float", told["start_s"])),
        section=None if section is None else str(section),
        guessed=bool(told["guessed"]),
    )
