"""What is wrong with the lines' times, each with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.imported import Note
from bot.domain.lyrics.line import LineShot
from bot.domain.texts import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line, NewLine

LEAST_LINE_S: Final = 0.4  # below it nobody can read a caption or see a picture
_ROUNDING_S: Final = 0.011  # files round to 10 ms; that much is no overlap


class Trouble(StrEnum):
    """What can be wrong with a line's time."""

    OVERLAP = "overlap"  # starts with or before the line before it
    RUNS_OVER = "runs_over"  # ends after the next one has begun
    BEYOND = "beyond"  # starts after the song's end
    ENDS_BEYOND = "ends_beyond"  # ends after the song's end
    SHORT = "short"  # gone before anybody has seen it


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble with line ``number`` (from 1); the note says it and what to do."""

    trouble: Trouble
    number: int
    note: Note


def problems(lines: Sequence[Line | NewLine], duration_s: float) -> tuple[Problem, ...]:
    """All trouble with the times of ``lines`` in a song of ``duration_s``, in order of lines.

    Lines without a time are passed over; a line has at most one problem, the gravest. The length
    of a song that there is not yet is infinite. A further shot of a line may begin within it, and
    so may lines that share its shot: other voices, a translation.
    """
    timed = [(number, line) for number, line in enumerate(lines, 1) if line.start_s is not None]
    problems_found: list[Problem] = []
    for place, (number, line) in enumerate(timed):
        before = timed[place - 1] if place else None
        after = next(
            (entry for entry in timed[place + 1 :] if entry[1].shot is not LineShot.PART), None
        )
        cut = timed[place + 1][1].start_s if place + 1 < len(timed) else None
        note = _trouble(number, line, before, after, duration_s) or _flash(
            number, line, cut, duration_s
        )
        if note is not None:
            problems_found.append(Problem(Trouble(note.key.removeprefix("lyrics.")), number, note))
    return tuple(problems_found)


def _trouble(
    number: int,
    line: Line | NewLine,
    before: tuple[int, Line | NewLine] | None,
    after: tuple[int, Line | NewLine] | None,
    duration_s: float,
) -> Note | None:
    start = line.start_s or 0.0
    if start >= duration_s:
        return Note(
            "lyrics.beyond", {"number": number, "start": Moment(start), "end": Moment(duration_s)}
        )
    since = None if before is None else before[1].start_s or 0.0
    together = line.shot is LineShot.SHARED and start == since
    if before is not None and since is not None and start <= since and not together:
        return Note(
            "lyrics.overlap",
            {
                "number": number,
                "start": Moment(start),
                "before": before[0],
                "before_start": Moment(since),
            },
        )
    if line.end_s is not None and line.end_s > duration_s + _ROUNDING_S:
        return Note(
            "lyrics.ends_beyond",
            {"number": number, "at": Moment(line.end_s), "end": Moment(duration_s)},
        )
    following = after[1].start_s if after is not None else None
    if (
        after is not None
        and following is not None
        and line.end_s is not None
        and line.end_s > following + _ROUNDING_S
        and following > start
        and after[1].shot is not LineShot.SHARED
    ):
        over = round(line.end_s - following, 2)
        return Note("lyrics.runs_over", {"number": number, "seconds": over, "next": after[0]})
    return None


def _flash(
    number: int, line: Line | NewLine, following: float | None, duration_s: float
) -> Note | None:
    """What is gone before anybody has seen it: the next shot begins, or the line ends."""
    start = line.start_s or 0.0
    last = following if following is not None and following > start else duration_s
    lasts = min(last, line.end_s if line.end_s is not None else last) - start
    if lasts < LEAST_LINE_S - 1e-9:
        return Note(
            "lyrics.short", {"number": number, "seconds": round(lasts, 2), "least": LEAST_LINE_S}
        )
    return None
