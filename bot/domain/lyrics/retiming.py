"""Moving lines in time: what people type, shifting a stretch of lines, snapping to beats."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, TypeVar

from bot.domain.errors import UserError
from bot.domain.lyrics.line import Line, LineShot, NewLine, Word
from bot.domain.texts import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

AnyLine = TypeVar("AnyLine", Line, NewLine)

BEATS_A_BAR: Final = 4

_BARS: Final = frozenset({"bar", "bars", "mesure", "mesures"})
_NUMBER: Final = r"\d{1,5}(?:[.,]\d{1,3})?"
_ABSOLUTE: Final = re.compile(rf"(?:(?P<m>\d{{1,3}}):(?=[0-5]\d(?!\d)))?(?P<s>{_NUMBER})\s*s?")
_RELATIVE: Final = re.compile(
    rf"(?P<sign>[+\-−])\s*(?P<n>{_NUMBER})\s*"
    r"(?P<unit>s|sec|ms|beats?|temps|bars?|mesures?)?",
    re.IGNORECASE,
)


def read_time(
    text: str, current_s: float | None, beats_s: Sequence[float], duration_s: float
) -> float:
    """The time in seconds that a person means by ``text``.

    ``1:23.4`` and ``83,4`` are times in the song; ``+0.2``, ``-50 ms``, ``-1 beat``, ``+2 bars``
    (``temps``, ``mesures``) are counted from ``current_s``, the line's present start.

    Raises:
        UserError: ``lyrics.bad_time``, ``lyrics.no_time``, ``lyrics.no_beats``,
            ``lyrics.time_before_start`` or ``lyrics.time_after_end``.
    """
    text = text.strip()
    if match := _ABSOLUTE.fullmatch(text):
        time_s = int(match["m"] or 0) * 60 + float(match["s"].replace(",", "."))
    elif match := _RELATIVE.fullmatch(text):
        if current_s is None:
            raise UserError("lyrics.no_time", text=text)
        amount = float(match["n"].replace(",", ".")) * (1 if match["sign"] == "+" else -1)
        unit = (match["unit"] or "s").lower()
        if unit.startswith("s"):
            time_s = current_s + amount
        elif unit == "ms":
            time_s = current_s + amount / 1000
        else:
            beats = amount * (BEATS_A_BAR if unit in _BARS else 1)
            time_s = by_beats(current_s, beats, beats_s)
    else:
        raise UserError("lyrics.bad_time", text=text[:40])
    if time_s < 0:
        raise UserError("lyrics.time_before_start")
    if time_s >= duration_s:
        raise UserError("lyrics.time_after_end", end=Moment(duration_s))
    return round(time_s, 3)


def by_beats(time_s: float, beats: float, beats_s: Sequence[float]) -> float:
    """``time_s`` moved by so many beats; it keeps its place between two beats.

    Before the first beat and after the last one the beats go on at their usual distance.

    Raises:
        UserError: ``lyrics.no_beats`` where fewer than two are known.
    """
    if len(beats_s) < 2:
        raise UserError("lyrics.no_beats")
    step = median(b - a for a, b in pairwise(beats_s))

    def beat(place: float) -> float:
        index = int(place // 1)
        if index < 0:
            return beats_s[0] + place * step
        if index >= len(beats_s) - 1:
            return beats_s[-1] + (place - len(beats_s) + 1) * step
        return beats_s[index] + (place - index) * (beats_s[index + 1] - beats_s[index])

    after = bisect_left(beats_s, time_s)
    if after == 0:
        place = (time_s - beats_s[0]) / step
    elif after == len(beats_s):
        place = len(beats_s) - 1 + (time_s - beats_s[-1]) / step
    else:
        before = beats_s[after - 1]
        place = after - 1 + (time_s - before) / (beats_s[after] - before)
    return beat(place + beats)


def shifted(line: AnyLine, by_s: float) -> AnyLine:
    """``line`` with its start, end and words moved by ``by_s`` seconds, never before the start."""

    def moved(time_s: float) -> float:
        return round(max(0.0, time_s + by_s), 3)

    return replace(
        line,
        start_s=None if line.start_s is None else moved(line.start_s),
        end_s=None if line.end_s is None else moved(line.end_s),
        words=tuple(Word(word.text, moved(word.start_s)) for word in line.words),
    )


def moved_to(lines: Sequence[AnyLine], number: int, start_s: float) -> tuple[AnyLine, ...]:
    """``lines`` with line ``number`` (from 1) starting at ``start_s``, placed by a person.

    Its end, its words and the shots that part it move along. Where the move would let it run into
    the next line, or the line before into it, the end of the earlier one is cut to fit.
    """
    lines_now = list(lines)
    index = number - 1
    line = lines_now[index]
    if line.start_s is None:
        new = replace(line, start_s=start_s, end_s=None, words=(), guessed=False)
    else:
        by_s = start_s - line.start_s
        new = replace(shifted(line, by_s), guessed=False)
        for place in range(index + 1, len(lines_now)):
            if lines_now[place].shot is not LineShot.PART:
                break
            lines_now[place] = shifted(lines_now[place], by_s)
    following = _next_start(lines_now, index)
    clear = line.end_s is None or following is None or line.end_s <= following
    if following is not None and clear and new.end_s is not None and new.end_s > following:
        new = replace(new, end_s=following if following > start_s else None)
    lines_now[index] = new
    before = next((at for at in range(index - 1, -1, -1) if lines_now[at].sung), None)
    if before is not None:
        ahead = lines_now[before]
        if (
            ahead.start_s is not None
            and ahead.end_s is not None
            and ahead.start_s < start_s < ahead.end_s
            and (line.start_s is None or ahead.end_s <= line.start_s)
        ):
            lines_now[before] = replace(ahead, end_s=start_s)
    return tuple(lines_now)


def _next_start(lines: Sequence[Line | NewLine], index: int) -> float | None:
    """When the next line or gap begins; a further shot of the same line is neither."""
    return next(
        (
            line.start_s
            for line in lines[index + 1 :]
            if line.start_s is not None and line.shot is not LineShot.PART
        ),
        None,
    )


def shift_from(lines: Sequence[AnyLine], number: int, by_s: float) -> tuple[AnyLine, ...]:
    """``lines`` with line ``number`` (from 1) and all after it moved by ``by_s`` seconds."""
    lines_now = list(lines)
    for index in range(number - 1, len(lines_now)):
        lines_now[index] = shifted(lines_now[index], by_s)
    return tuple(lines_now)


def snap(
    lines: Sequence[AnyLine],
    marks_s: Sequence[float],
    tolerance_s: float,
    span: range | None = None,
) -> tuple[AnyLine, ...]:
    """``lines`` whose starts within ``tolerance_s`` of a mark (beats or bars) are moved onto it.

    A line that moves is marked guessed; its words stay where they are sung. A line that would
    come to stand on or before its neighbour stays. ``span`` are the numbers of the lines that may
    move at all; None is every one.
    """
    snapped = list(lines)
    last = -1.0
    for index, line in enumerate(snapped):
        if line.start_s is None:
            continue
        if span is not None and index + 1 not in span:
            last = line.start_s
            continue
        mark = _nearest(marks_s, line.start_s)
        following = next((o.start_s for o in snapped[index + 1 :] if o.start_s is not None), None)
        fits = mark is not None and mark > last and (following is None or mark < following)
        if mark is not None and fits and 0.001 < abs(mark - line.start_s) <= tolerance_s:
            start_s = round(mark, 3)
            words = tuple(Word(word.text, max(start_s, word.start_s)) for word in line.words)
            end_s = line.end_s if line.end_s is None or line.end_s > start_s else None
            snapped[index] = replace(line, start_s=start_s, end_s=end_s, words=words, guessed=True)
        last = snapped[index].start_s or 0.0
    return tuple(snapped)


def _nearest(marks_s: Sequence[float], time_s: float) -> float | None:
    after = bisect_left(marks_s, time_s)
    around = marks_s[max(0, after - 1) : after + 1]
    return min(around, key=lambda mark: abs(mark - time_s), default=None)
