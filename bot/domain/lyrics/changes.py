"""A change to the lyrics as data: each line before and after, so that it can be taken back.

Winners are no part of it: deciding a line is no change to its words and times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.line import LineShot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line


class Change(StrEnum):
    """What people do to the lyrics; ``timing.change-…`` says it."""

    ADDED = "added"
    MERGED = "merged"
    EDITED = "edited"
    REMOVED = "removed"
    TIMED = "timed"
    SHIFTED = "shifted"
    SPREAD = "spread"
    SNAPPED = "snapped"
    CONFIRMED = "confirmed"
    TAPPED = "tapped"
    SHOT_MERGED = "shot-merged"
    SHOT_SPLIT = "shot-split"
    GAPS = "gaps"
    CUT = "cut"


DIRECTED: Final = frozenset(
    {Change.REMOVED, Change.SHOT_MERGED, Change.SHOT_SPLIT, Change.GAPS, Change.CUT}
)
"""What only the director does, and takes back."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One line before and after; ``before`` None was added, ``after`` None was taken out."""

    before: Line | None
    after: Line | None


@dataclass(frozen=True, slots=True)
class LyricsChange:
    """One person's change; ``unmatched`` are ids of lines that an import did not have."""

    id: int
    clip_id: int
    person_id: int
    what: Change
    lines: tuple[Changed, ...]
    unmatched: tuple[int, ...]
    at: float


def difference(before: Sequence[Line], after: Sequence[Line]) -> tuple[Changed, ...]:
    """What is not the same in two states of a clip's lines; winners are not looked at."""
    was = {line.id: _plain(line) for line in before}
    now = {line.id: _plain(line) for line in after}
    return tuple(
        Changed(was.get(line_id), now.get(line_id))
        for line_id in {**was, **now}
        if was.get(line_id) != now.get(line_id)
    )


def still_so(change: LyricsChange, lines: Sequence[Line]) -> bool:
    """Whether the lines are as ``change`` left them."""
    now = {line.id: _plain(line) for line in lines}
    ids = {
        line.id for pair in change.lines for line in (pair.before, pair.after) if line is not None
    }
    left = {pair.after.id: pair.after for pair in change.lines if pair.after is not None}
    return all(now.get(line_id) == left.get(line_id) for line_id in ids)


def shots_given(change: LyricsChange) -> tuple[Line, ...]:
    """The lines that got a shot of their own by ``change``: new ones, and those parted."""
    return tuple(
        pair.after
        for pair in change.lines
        if pair.after is not None
        and pair.after.shot is not LineShot.SHARED
        and (pair.before is None or pair.before.shot is LineShot.SHARED)
    )


def _plain(line: Line) -> Line:
    return replace(line, winner_take_id=None)
