"""Places for lines that nobody has timed: between their timed neighbours, by syllables.

Every time made here is a guess and marked so; a line that has a time already keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.domain.lyrics.line import Line, NewLine
from bot.domain.lyrics.syllables import language, syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

AnyLine = TypeVar("AnyLine", Line, NewLine)

BREATH_SYLLABLES: Final = 2  # the pause after a line, counted in syllables
_SECTION_SYLLABLES: Final = 6  # the pause before a new section
_LONGEST_LEAD_S: Final = 10.0


def spread(
    lines: Sequence[AnyLine], duration_s: float, locale: str | None = None
) -> tuple[AnyLine, ...]:
    """``lines`` with a start for each: those without one share the time that is free by syllables.

    ``duration_s`` is the song's length. Before a first and after a last untimed line one line's
    share stays free, as most songs begin and end without words. ``locale`` (``fr``, ``en``) says
    how to count; without it the words decide.
    """
    tongue = locale or language("\n".join(line.text for line in lines))
    lines_now = list(lines)
    index = 0
    while index < len(lines_now):
        if lines_now[index].start_s is not None:
            index += 1
            continue
        end = index
        while end < len(lines_now) and lines_now[end].start_s is None:
            end += 1
        left = lines_now[index - 1] if index else None
        right = lines_now[end].start_s if end < len(lines_now) else None
        starts = _places(lines_now[index:end], left, right, duration_s, tongue)
        for offset, start_s in enumerate(starts):
            lines_now[index + offset] = replace(
                lines_now[index + offset], start_s=start_s, end_s=None, guessed=True, words=()
            )
        index = end
    return tuple(lines_now)


def _places(
    run: Sequence[Line | NewLine],
    left: Line | NewLine | None,
    right: float | None,
    duration_s: float,
    locale: str,
) -> list[float]:
    """Starts for a run of untimed lines between what stands left and right of it."""
    weights: list[float] = []
    section = left.section if left else run[0].section
    for line in run:
        pause = _SECTION_SYLLABLES if line.section != section else 0
        section = line.section
        # A pause before a section belongs to the line before it, which is left standing longer.
        if weights:
            weights[-1] += pause
        weights.append(float(syllables(line.text, locale) + BREATH_SYLLABLES))
    mean = sum(weights) / len(weights)
    begin = 0.0
    lead = mean if left is None else 0.0
    if left is not None and left.start_s is not None:
        sung = syllables(left.text, locale) + BREATH_SYLLABLES
        begin, lead = (left.end_s, 0.0) if left.end_s is not None else (left.start_s, float(sung))
    finish = max(right if right is not None else duration_s, begin)
    tail = mean if right is None else 0.0
    unit = (finish - begin) / (lead + sum(weights) + tail)
    if left is None:
        lead = min(lead, _LONGEST_LEAD_S / unit) if unit > 0 else 0.0
    starts: list[float] = []
    at = begin + lead * unit
    for weight in weights:
        starts.append(round(at, 3))
        at += weight * unit
    return starts
