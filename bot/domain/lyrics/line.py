"""A lyric line and where it stands on its way to a shot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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
    SHARED = "shared"  # seen in the shot of a line before it: it needs no picture of its own


class LineShot(StrEnum):
    """What is seen from a line's start on; a line without words is there for its shot alone."""

    OWN = "own"  # the line has a shot of its own
    SHARED = "shared"  # the shot of the line before goes on
    PART = "part"  # no words: a further shot of the sung line before
    GAP = "gap"  # no words: a stretch in which nobody sings


GAP_TEXT: Final = "♪"
PART_TEXT: Final = "…"
"""What stands for the words of lines without words, wherever lines are listed."""


BACKGROUND: Final = "bg"
"""The voice of what is sung behind a line."""


@dataclass(frozen=True, slots=True)
class Word:
    """One sung word and when it begins, in seconds from the song's start."""

    text: str
    start_s: float


@dataclass(frozen=True, slots=True)
class LineId:
    """A line meant by its row: whatever number it has by the time it is looked up."""

    id: int


@dataclass(frozen=True, slots=True)
class Line:
    """One lyric line; ``number`` counts from 1, times are seconds from the song's start.

    ``guessed`` says that the software placed the line and no person has confirmed it. A line may
    end after others have begun. ``voice`` is who sings it, where that is known.
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
    shot: LineShot = LineShot.OWN
    voice: str | None = None
    cut_by_s: float = 0.0
    """How much later than the line its shot begins, as somebody has cut it; below zero: earlier."""

    @property
    def sung(self) -> bool:
        """Whether it has words, and is no mere shot."""
        return self.shot in {LineShot.OWN, LineShot.SHARED}


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line about to be stored: what an import or a paste found."""

    text: str
    section: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    guessed: bool = False
    words: tuple[Word, ...] = ()
    shot: LineShot = LineShot.OWN
    voice: str | None = None

    @property
    def sung(self) -> bool:
        """Whether it has words, and is no mere shot."""
        return self.shot in {LineShot.OWN, LineShot.SHARED}


@dataclass(frozen=True, slots=True)
class LineOverview:
    """A line with all that a list or an autocomplete shows of it."""

    line: Line
    state: LineState
    prompt: str | None
    rounds: int
    takes: int
