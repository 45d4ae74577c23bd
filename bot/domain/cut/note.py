"""A note on a cut: what somebody found at a moment of a clip, kept with the line sung there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line

NOTE_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``at_s`` is in seconds of the song, ``done_at`` None while it waits."""

    id: int
    clip_id: int
    line_id: int
    line_number: int
    render_id: int
    person_id: int
    author: str
    at_s: float
    text: str
    made_at: float
    done_at: float | None = None


def line_at(lines: Sequence[Line], at_s: float) -> Line:
    """The line that is seen at a moment of the song: the last that has begun, else the first.

    Raises:
        ValueError: there is no line.
    """
    if not lines:
        raise ValueError("a note needs a line")
    begun = [line for line in lines if line.start_s is not None and line.start_s <= at_s]
    return max(begun, key=lambda line: (line.start_s or 0.0, line.number), default=lines[0])
