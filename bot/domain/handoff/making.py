"""How a clip was made, counted from its rows: what a making-of tells, and nothing else.

A number here is a count of rows or a sum of times in them. ``work_s`` adds up, for each person, the
time between deeds of theirs that were no more than ``PAUSE_S`` apart: what they thought about in
between is in it, what they did elsewhere is not, so it is a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path  # noqa: TC003 - the codec reads the annotations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

PAUSE_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class MadePrompt:
    """One version of a line's prompt; ``draft`` is the lyric as it stands."""

    version: int
    text: str
    author: str
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeLine:
    """A line and all that was done for it; ``decided`` is vote, pick or empty."""

    number: int
    text: str
    section: str
    prompts: tuple[MadePrompt, ...]
    rounds: int
    takes: int
    votes: int
    winner: str
    winner_prompt: str
    winner_seed: int
    decided: str
    picture: Path | None


@dataclass(frozen=True, slots=True)
class MadePerson:
    """Somebody's part, counted."""

    name: str
    lines: int
    prompts: int
    rounds: int
    votes: int
    decisions: int


@dataclass(frozen=True, slots=True)
class MadeModel:
    """A model that painted takes of this clip."""

    title: str
    licence: str
    training_data: str
    takes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingOf:
    """The whole; times in seconds since 1970, ``work_s`` as said above."""

    title: str
    artist: str
    locale: str
    director: str
    begun_at: float
    until: float
    work_s: float
    song: str
    song_sha256: str
    song_s: float
    lines: tuple[MadeLine, ...]
    people: tuple[MadePerson, ...]
    models: tuple[MadeModel, ...]
    decisions: int

    @property
    def totals(self) -> dict[str, int]:
        """The numbers that are shown large."""
        takes = sum(line.takes for line in self.lines)
        kept = sum(bool(line.winner) for line in self.lines)
        return {
            "lines": len(self.lines),
            "prompts": sum(len(line.prompts) for line in self.lines),
            "rounds": sum(line.rounds for line in self.lines),
            "takes": takes,
            "rejected": takes - kept,
            "votes": sum(line.votes for line in self.lines),
            "decisions": self.decisions,
            "people": len(self.people),
        }


def work_s(deeds: Iterable[tuple[int, float]]) -> float:
    """Seconds at work of all people together, from pairs of a person and a moment."""
    ordered = sorted(deeds)
    return sum(
        later - at
        for (person, at), (same, later) in pairwise(ordered)
        if person == same and later - at <= PAUSE_S
    )
