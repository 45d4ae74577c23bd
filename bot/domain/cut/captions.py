"""Captions: which words are on screen from which frame to which, and how lines are broken.

What they look like is drawn elsewhere; this module knows words and frames only.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.cut.timeline import ShotKind, frame_at
from bot.domain.lyrics.line import LineShot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.cut.timeline import TimedLine, Timeline

LINGER_S: Final = 6.0
"""A caption whose end nobody knows leaves after this long, even if its shot goes on."""

READING_S: Final = 0.45
"""Reading time of a word; a long line may linger for as long as its words need."""

SLIP_S: Final = 0.25
"""An end that is less than this after the next start is loose timing, not a voice held on."""

MOST_AT_ONCE: Final = 3
"""So many captions stand over one another at most; the one that has stood longest leaves."""


class CaptionStyle(StrEnum):
    """Three looks: plain and clear, loud capitals, a quiet serif."""

    CLEAN = "clean"
    POSTER = "poster"
    QUIET = "quiet"


class CaptionPlace(StrEnum):
    """Where captions stand within the safe margins."""

    BOTTOM = "bottom"
    MIDDLE = "middle"
    TOP = "top"


class CaptionSize(StrEnum):
    """How large captions are, relative to the frame."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class CaptionOptions:
    """How captions look; ``karaoke`` lights the words up where their times are known."""

    style: CaptionStyle = CaptionStyle.CLEAN
    place: CaptionPlace = CaptionPlace.BOTTOM
    size: CaptionSize = CaptionSize.MEDIUM
    karaoke: bool = True


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on screen from frame ``start`` up to ``end``.

    ``pieces`` are the offsets in ``text`` at which something begins to be sung, each with its
    frame: a word, a syllable, a letter; empty when that is not known. ``slot`` counts upwards from
    where captions stand: no two at a time have the same. ``line`` is the number of the line.
    """

    text: str
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...] = ()
    slot: int = 0
    line: int = 0


def captions_of(timeline: Timeline) -> tuple[Caption, ...]:
    """One caption for each line that is heard and has words, when it is sung.

    A line with an end keeps its caption up to there, whatever begins meanwhile; without one, the
    next line that begins later or a stretch without singing ends it. A cut within it does not.
    """
    closing = timeline.shots[-1]
    over = closing.start if closing.kind is ShotKind.CLOSING else timeline.frames
    heard_lines = [line for line in timeline.lines if line.shot is not LineShot.PART]
    starts = [timeline.frame_of(line.start_s) for line in heard_lines]
    captions: list[Caption] = []
    for line, start in zip(heard_lines, starts, strict=True):
        if not line.sung or not line.text.strip():
            continue
        following = next((later for later in starts if later > start), over)
        if line.end_s is not None:
            end = min(timeline.frame_of(line.end_s), over)
            if following < end < following + frame_at(SLIP_S, timeline.rate):
                end = following
        else:
            reading_s = max(LINGER_S, READING_S * len(line.text.split()))
            end = min(start + int(reading_s * timeline.rate), following)
        end = min(max(end, start + 1), timeline.frames)
        if end > start:
            text = " ".join(line.text.split())
            captions.append(
                Caption(text, start, end, _pieces(line, text, timeline), line=line.number)
            )
    return tuple(_stacked(captions))


def _pieces(line: TimedLine, text: str, timeline: Timeline) -> tuple[tuple[int, int], ...]:
    """Where in ``text`` the line's words begin, and when; nothing where they do not belong to it.

    Only what is no letter may stand between two of them: they are the whole line.
    """
    pieces: list[tuple[int, int]] = []
    place = 0
    for word in line.words:
        sung = " ".join(word.text.split())
        at = text.find(sung, place)
        if at < 0 or any(map(str.isalnum, text[place:at])):
            return ()
        pieces.append((at, timeline.frame_of(max(word.start_s, line.start_s))))
        place = at + len(sung)
    return () if any(map(str.isalnum, text[place:])) else tuple(pieces)


def _stacked(captions: Sequence[Caption]) -> list[Caption]:
    """The captions with a slot each: who comes while another stands goes over it.

    Of those that begin together the first one is the highest, as an original over its translation.
    """
    stacked: list[Caption] = []
    for start, together in itertools.groupby(captions, key=lambda caption: caption.start):
        arriving = list(together)[:MOST_AT_ONCE]
        standing = sorted(
            (one for one in stacked if one.end > start), key=lambda one: (one.start, one.slot)
        )
        for one in standing[: max(len(standing) + len(arriving) - MOST_AT_ONCE, 0)]:
            standing.remove(one)
            stacked[stacked.index(one)] = replace(one, end=start)
        taken = {one.slot for one in standing}
        free = (slot for slot in itertools.count() if slot not in taken)
        slots = sorted(itertools.islice(free, len(arriving)), reverse=True)
        stacked += [replace(one, slot=slot) for one, slot in zip(arriving, slots, strict=True)]
    return stacked


def wrap_balanced(
    units: Sequence[str], measure: Callable[[str], float], width: float
) -> tuple[str, ...]:
    """The units joined in as few rows as fit ``width``, the rows as even as they can be.

    A row may end after any unit; the space that a unit ends with then takes no room. ``measure``
    gives a text's width in the unit of ``width``. A unit wider than ``width`` gets a row of its
    own: shrinking or breaking it is the caller's choice.
    """
    if not units:
        return ()
    wide = [(measure(unit), measure(unit.rstrip())) for unit in units]
    best = _greedy(wide, width)
    # The narrowest width that still needs no more rows than the greedy way is the balanced one.
    count, low, high = len(best), 0.0, width
    for _ in range(12):
        middle = (low + high) / 2
        tried = _greedy(wide, middle)
        if len(tried) <= count:
            best, high = tried, middle
        else:
            low = middle
    return tuple("".join(units[since:until]) for since, until in best)


def _greedy(wide: Sequence[tuple[float, float]], width: float) -> list[tuple[int, int]]:
    """From which unit to which each row goes; widths are with and without a last space."""
    rows: list[tuple[int, int]] = []
    since, filled = 0, 0.0
    for index, (whole, bare) in enumerate(wide):
        if index > since and filled + bare > width:
            rows.append((since, index))
            since, filled = index, 0.0
        filled += whole
    return [*rows, (since, len(wide))]
