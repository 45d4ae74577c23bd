"""Captions: which words are on screen from which frame to which, and how lines are broken.

What they look like is drawn elsewhere; this module knows words and frames only.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.cut.timeline import ShotKind
from bot.domain.lyrics.line import LineShot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.cut.timeline import Timeline

LINGER_S: Final = 6.0
"""A caption whose end nobody knows leaves after this long, even if its shot goes on."""

READING_S: Final = 0.45
"""Reading time of a word; a long line may linger for as long as its words need."""


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

    ``word_starts`` are the frames in which the words of ``text`` (split at spaces) begin to be
    sung; empty when they are not known.
    """

    text: str
    start: int
    end: int
    word_starts: tuple[int, ...] = ()


def captions_of(timeline: Timeline) -> tuple[Caption, ...]:
    """One caption for each line that is heard and has words, when it is sung.

    The next line, or a stretch without singing, ends it; a cut within the line does not.
    """
    captions: list[Caption] = []
    closing = timeline.shots[-1]
    over = closing.start if closing.kind is ShotKind.CLOSING else timeline.frames
    heard = [line for line in timeline.lines if line.shot is not LineShot.PART]
    starts_at = [*(timeline.frame_of(line.start_s) for line in heard), over]
    for line, (start, limit) in zip(heard, itertools.pairwise(starts_at), strict=True):
        if not line.sung or not line.text.strip():
            continue
        if line.end_s is not None:
            end = timeline.frame_of(line.end_s)
        else:
            reading_s = max(LINGER_S, READING_S * len(line.text.split()))
            end = start + int(reading_s * timeline.rate)
        end = min(max(end, start + 1), limit)
        if end <= start:
            continue
        sung = [word.text for word in line.words]
        starts = (
            tuple(min(max(timeline.frame_of(word.start_s), start), end) for word in line.words)
            if sung and " ".join(sung).split() == line.text.split() and _single(sung)
            else ()
        )
        captions.append(Caption(" ".join(line.text.split()), start, end, starts))
    return tuple(captions)


def _single(words: Sequence[str]) -> bool:
    """Whether each timed word is one word of the text, so that times and words pair up."""
    return all(len(word.split()) == 1 for word in words)


def wrap_balanced(
    words: Sequence[str], measure: Callable[[str], float], width: float
) -> tuple[tuple[str, ...], ...]:
    """The words in as few rows as fit ``width``, the rows as even as they can be.

    ``measure`` gives a text's width in the unit of ``width``. A word wider than ``width`` gets a
    row of its own: shrinking or breaking it is the caller's choice.
    """
    if not words:
        return ()
    count = len(_greedy(words, measure, width))
    best = _greedy(words, measure, width)
    # The narrowest width that still needs no more rows than the greedy way is the balanced one.
    low, high = 0.0, width
    for _ in range(12):
        middle = (low + high) / 2
        tried = _greedy(words, measure, middle)
        if len(tried) <= count:
            best, high = tried, middle
        else:
            low = middle
    return tuple(tuple(row) for row in best)


def _greedy(words: Sequence[str], measure: Callable[[str], float], width: float) -> list[list[str]]:
    rows: list[list[str]] = [[words[0]]]
    for word in words[1:]:
        if measure(" ".join([*rows[-1], word])) <= width:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows
