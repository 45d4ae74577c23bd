"""Shots beyond one a line: where a long line is cut, and where nobody sings for long.

Pure: it says where, the rows that come of it are made by ``bot.services.lyrics.shots``.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.line import LineShot
from bot.domain.lyrics.spreading import BREATH_SYLLABLES
from bot.domain.lyrics.syllables import language, syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line

LEAST_SHOT_S: Final = 0.4
"""What is seen for less is a flash, no shot."""

_LINE_S: Final = 4.0  # how long a line takes where no other line tells


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without singing behind line ``after`` (0: before the first one).

    ``guessed`` says that the line before it has no known end, so its words were counted.
    """

    after: int
    start_s: float
    end_s: float
    guessed: bool = False


def cuts_between(
    start_s: float, end_s: float, shots: int, beats_s: Sequence[float] = ()
) -> tuple[float, ...]:
    """Where to cut so that ``shots`` shots of about equal length fill the stretch.

    Each cut is on the beat nearest to its even place, where there is one no further than half an
    even shot away. Fewer cuts come back where shots would last less than ``LEAST_SHOT_S``.
    """
    even = (end_s - start_s) / shots
    cuts: list[float] = []
    for place in range(1, shots):
        at = start_s + place * even
        beat = min(_around(beats_s, at), key=lambda beat_s: abs(beat_s - at), default=at)
        cut = beat if abs(beat - at) <= even / 2 else at
        if cut - (cuts[-1] if cuts else start_s) >= LEAST_SHOT_S <= end_s - cut:
            cuts.append(round(cut, 3))
    return tuple(cuts)


def gaps(lines: Sequence[Line], duration_s: float, longer_than_s: float) -> tuple[Gap, ...]:
    """Stretches over ``longer_than_s`` in which nobody sings and that are no shot of their own yet.

    ``lines`` are the clip's in order. Where a line's end is unknown its words are counted, at the
    pace of the song's closest lines; a line without a time ends the stretch before it unknown, so
    nothing is found beside it.
    """
    pace_s = _pace(lines)
    tongue = language("\n".join(line.text for line in lines if line.sung))
    holes: list[Gap] = []
    if lines and lines[0].sung and (first := lines[0].start_s) is not None:
        holes.append(Gap(0, 0.0, first))
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if line.shot is LineShot.GAP or (following is not None and not following.sung):
            continue  # a gap already, or one stands behind; a further shot ends where its line does
        sung = line if line.sung else _owner(lines, index)
        until = duration_s if following is None else following.start_s
        if sung.start_s is None or until is None:
            continue
        if sung.end_s is not None:
            end_s, guessed = sung.end_s, False
        else:
            end_s = sung.start_s + pace_s * (syllables(sung.text, tongue) + BREATH_SYLLABLES)
            guessed = True
        if line.start_s is not None and end_s > line.start_s:
            holes.append(Gap(line.number, round(end_s, 3), until, guessed))
    return tuple(gap for gap in holes if gap.end_s - gap.start_s > longer_than_s)


def _owner(lines: Sequence[Line], index: int) -> Line:
    """The sung line whose further shot stands at ``index``."""
    return next((line for line in reversed(lines[:index]) if line.sung), lines[index])


def _pace(lines: Sequence[Line]) -> float:
    """Seconds a syllable, breath included, where lines follow one another closely."""
    sung = [line for line in lines if line.sung]
    tongue = language("\n".join(line.text for line in sung))
    paces = [
        (b.start_s - a.start_s) / (syllables(a.text, tongue) + BREATH_SYLLABLES)
        for a, b in pairwise(sung)
        if a.start_s is not None and b.start_s is not None and b.start_s > a.start_s
    ]
    if paces:
        return median(paces)
    counts = [syllables(line.text, tongue) + BREATH_SYLLABLES for line in sung]
    return _LINE_S / (median(counts) if counts else 1)


def _around(marks_s: Sequence[float], time_s: float) -> Sequence[float]:
    after = bisect_left(marks_s, time_s)
    return marks_s[max(0, after - 1) : after + 1]
