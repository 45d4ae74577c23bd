"""A lyric line and where it stands on its way to a shot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineState(StrEnum):
    """What a line still needs, from nothing to decided."""

    EMPTY = "empty"  # no prompt yet
    PROMPTED = "prompted"  # words, no takes
    WAITING = "waiting"  # a round is in the queue
    PAINTING = "painting"  # a round is being painted
    VOTING = "voting"  # takes are posted, the ballot is open
    TIED = "tied"  # the ballot ended in a tie that the director breaks
    UNDECIDED = "undecided"  # takes exist, no ballot is open, no winner
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Word:
    """One sung word and when it begins, in seconds from the song's start."""

    text: str
    start_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """One lyric line; ``number`` counts from 1, times are seconds from the song's start.

    ``guessed`` says that the software placed the line and no person has confirmed it.
    """

    id: int
    clip_id: int
    number: int
    text: str
    section: str | None
    start_s: float | None
    end_s: float | None
    guessed: bool
    words: tuple[Word, ...]
    winner_take_id: int | None
    author_id: int


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line about to be stored: what an import or a paste found."""

    text: str
    section: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    guessed: bool = False
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class LineOverview:
    """A line with all that a list or an autocomplete shows of it."""

    line: Line
    state: LineState
    prompt: str | None
    rounds: int
    takes: int
