"""What the board says of a clip: its shots, page by page, and the steps that come next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.line import LineState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

PER_PAGE: Final = 20
"""Shots on one picture: five in a row, four rows, wider than high as channels show pictures."""


class Standing(StrEnum):
    """Why a shot is shown by this very take."""

    WINNER = "winner"
    LEADER = "leader"  # has most votes so far
    FIRST = "first"  # nobody leads, or nobody may know yet who does


class Step(StrEnum):
    """What can be done next; all that hold at once, in the order in which a clip is made."""

    LYRICS = "lyrics"
    SONG = "song"
    TIMES = "times"
    PROMPTS = "prompts"
    PAINT = "paint"
    WAIT = "wait"
    VOTE = "vote"
    DECIDE = "decide"  # ties and rounds without a vote wait for the director
    RENDER = "render"


@dataclass(frozen=True, slots=True)
class BoardShot:
    """A line's shot: its words, its time in seconds of the song, its state, its picture."""

    line_id: int
    number: int
    text: str
    start_s: float | None
    guessed: bool
    state: LineState
    author: str | None
    """Who wrote the prompt."""
    picture: Path | None = None
    standing: Standing | None = None
    take: str | None = None
    """What people call the take that is shown ("12c")."""
    notes: int = 0
    """How many notes on it wait."""


def pages(count: int) -> int:
    """How many pages so many shots take; an empty board has one."""
    return max(1, -(-count // PER_PAGE))


def page_of_interest(states: Sequence[LineState]) -> int:
    """The page, from 1, with the first shot that still needs something; else the first one."""
    done = {LineState.DECIDED, LineState.SHARED}
    first = next((index for index, state in enumerate(states) if state not in done), 0)
    return first // PER_PAGE + 1


def next_steps(states: Collection[LineState], *, has_song: bool, untimed: int) -> tuple[Step, ...]:
    """The steps that a clip with lines in these states is ready for."""
    if not states:
        return (Step.LYRICS,) if has_song else (Step.LYRICS, Step.SONG)
    wanted = {state for state in states if state is not LineState.SHARED}
    steps = (
        (Step.SONG, not has_song),
        (Step.TIMES, has_song and untimed > 0),
        (Step.PROMPTS, LineState.EMPTY in wanted),
        (Step.PAINT, LineState.PROMPTED in wanted),
        (Step.WAIT, bool(wanted & {LineState.WAITING, LineState.PAINTING})),
        (Step.VOTE, LineState.VOTING in wanted),
        (Step.DECIDE, bool(wanted & {LineState.TIED, LineState.UNDECIDED})),
        (Step.RENDER, has_song and wanted <= {LineState.DECIDED}),
    )
    return tuple(step for step, holds in steps if holds)
