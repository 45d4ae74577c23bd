"""Captions drawn: three looks, wrapped and balanced inside the safe margins.

Which words and when is decided in ``bot.domain.cut.captions``; here is only what they look like.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.cut.captions import (
    Caption,
    CaptionOptions,
    CaptionPlace,
    CaptionSize,
    CaptionStyle,
    wrap_balanced,
)
from bot.video import ass, fonts
from bot.video.ass import Ink, Inscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from bot.domain.cut.formats import Format

MOST_ROWS: Final = 3
"""A caption that needs more rows is set smaller until it fits."""

SMALLEST_SHARE: Final = 0.45
"""No caption is set smaller than this share of its style's size."""

FADE_MS: Final = 140

_CLOSING: Final = frozenset(
    "、。，．・：；？！ー）」』】〉》〕ぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
)
"""Signs that never begin a row."""

_SIZES: Final = {CaptionSize.SMALL: 0.8, CaptionSize.MEDIUM: 1.0, CaptionSize.LARGE: 1.3}
_ANCHORS: Final = {CaptionPlace.BOTTOM: 2, CaptionPlace.MIDDLE: 5, CaptionPlace.TOP: 8}


@dataclass(frozen=True, slots=True)
class Look:
    """A style's ink at letter size 1, and how it treats words."""

    share: float  # letter size as a share of the frame's shorter side
    ink: Ink
    capitals: bool
    blur: float  # softness of the edge, as a share of the letter size
    leading: float  # from row to row, in letter sizes


_LOOKS: Final[dict[CaptionStyle, Look]] = {
    CaptionStyle.CLEAN: Look(
        0.066,
        Ink(fonts.TEXT, 1.0, edge=0.06, edge_opacity=0.72, unsung_opacity=0.6),
        capitals=False,
        blur=0.075,
        leading=1.2,
    ),
    CaptionStyle.POSTER: Look(
        0.105,
        Ink(
            fonts.POSTER,
            1.0,
            colour="FFFFFF",
            unsung="FFFFFF",
            unsung_opacity=1.0,
            edge=0.05,
            edge_colour="101014",
            edge_opacity=0.95,
            shadow=0.045,
            shadow_opacity=0.55,
            spacing=0.01,
        ),
        capitals=True,
        blur=0.012,
        leading=1.06,
    ),
    CaptionStyle.QUIET: Look(
        0.080,
        Ink(fonts.SERIF_ITALIC, 1.0, edge=0.05, edge_opacity=0.68, unsung_opacity=0.6),
        capitals=False,
        blur=0.09,
        leading=1.12,
    ),
}

SUNG_POSTER: Final = "FFD34D"
"""In the loud style the words sung so far turn to this warm yellow."""


def caption_inscriptions(
    captions: Iterable[Caption], options: CaptionOptions, frame: Format
) -> tuple[Inscription, ...]:
    """The captions as inscriptions, in the look and place that were chosen."""
    return tuple(one for caption in captions for one in _inscribe(caption, options, frame))


def fitted_rows(
    words: Sequence[str], ink: Ink, frame: Format, most_rows: int, *, room: float | None = None
) -> tuple[tuple[tuple[str, ...], ...], float]:
    """Rows of words that fit into ``room`` px, and the letter size at which they do.

    Without ``room`` it is the safe width of the frame.
    """
    safe = frame.safe
    room = frame.width_px - safe.left - safe.right if room is None else room
    size = ink.size
    while True:
        spacing = ink.spacing * size / ink.size

        def measure(text: str, size: float = size, spacing: float = spacing) -> float:
            return fonts.width(text, ink.face, size, spacing)

        rows = wrap_balanced(words, measure, room)
        widest = max(measure(" ".join(row)) for row in rows)
        fits = len(rows) <= most_rows and widest <= room
        if fits or size <= ink.size * SMALLEST_SHARE:
            # A single word longer than the frame is squeezed in rather than cut off.
            return rows, size * min(1.0, room / widest) if widest > room else size
        size *= 0.93


def _inscribe(caption: Caption, options: CaptionOptions, frame: Format) -> Iterable[Inscription]:
    look = _LOOKS[options.style]
    short = min(frame.width_px, frame.height_px)
    wanted = look.share * short * _SIZES[options.size] * (1.08 if frame.tall else 1.0)
    words = [word.upper() if look.capitals else word for word in caption.text.split()]
    if not words:
        return
    right_to_left = fonts.right_to_left(caption.text)
    # libass fills karaoke from the left, which is the wrong end of an Arabic or Hebrew word.
    sung = bool(caption.word_starts) and options.karaoke and not right_to_left
    safe = frame.safe
    alike = ass.unspaced(look.ink, caption.text)
    ink = scaled(alike, wanted)
    if not sung:
        words = _broken(words, ink, frame.width_px - safe.left - safe.right)
    rows, size = fitted_rows(words, ink, frame, MOST_ROWS)
    ink = scaled(alike, size)
    if sung and options.style is CaptionStyle.POSTER:
        ink = replace(ink, colour=SUNG_POSTER)
    starts = caption.word_starts if sung else ()
    body = _karaoke(rows, caption, starts, ink, frame.rate) if sung else _plain(rows, ink)
    x = safe.left + (frame.width_px - safe.left - safe.right) / 2
    y = {
        CaptionPlace.BOTTOM: frame.height_px - safe.bottom,
        CaptionPlace.MIDDLE: frame.height_px / 2,
        CaptionPlace.TOP: safe.top,
    }[options.place]
    yield Inscription(
        caption.start,
        caption.end,
        ink,
        f"{{\\fad({FADE_MS},{FADE_MS})\\blur{look.blur * size:.2f}}}{body}",
        _ANCHORS[options.place],
        (x, y),
        ass.faces_of(words, ink),
    )


def _broken(words: Sequence[str], ink: Ink, room: float) -> list[str]:
    """The words, with long stretches of a script without spaces cut into even pieces.

    No piece begins with a mark that closes what was before it.
    """
    pieces: list[str] = []
    for word in words:
        wide = fonts.width(word, ink.face, ink.size, ink.spacing)
        count = min(math.ceil(wide / room), len(word))
        if count < 2 or not all(map(fonts.unspaced, word)):
            pieces.append(word)
            continue
        cuts = [len(word) * k // count for k in range(count + 1)]
        cuts = [cut + 1 if word[cut : cut + 1] in _CLOSING else cut for cut in cuts[:-1]]
        bounds = [0, *cuts[1:], len(word)]
        pieces += [word[since:until] for since, until in itertools.pairwise(bounds)]
    return [piece for piece in pieces if piece]


def scaled(ink: Ink, size: float) -> Ink:
    """An ink given at letter size 1, at ``size`` px."""
    return replace(
        ink,
        size=round(size, 2),
        edge=round(ink.edge * size, 2),
        shadow=round(ink.shadow * size, 2),
        spacing=round(ink.spacing * size, 2),
    )


def _plain(rows: Sequence[Sequence[str]], ink: Ink) -> str:
    return "\\N".join(ass.spelled(" ".join(row), ink) for row in rows)


def _karaoke(
    rows: Sequence[Sequence[str]],
    caption: Caption,
    starts: Sequence[int],
    ink: Ink,
    rate: Fraction,
) -> str:
    """The words with the time each is sung, as karaoke tags: durations in centiseconds.

    Each boundary is rounded from its own time, so that no error adds up over a long line.
    """
    marks = [round((frame - caption.start) / rate * 100) for frame in (*starts, caption.end)]
    parts = [f"{{\\k{marks[0]}}}"]
    index = 0
    for number, row in enumerate(rows):
        if number:
            parts.append("\\N")
        for place, word in enumerate(row):
            length = max(marks[index + 1] - marks[index], 0)
            space = " " if place + 1 < len(row) else ""
            parts.append(f"{{\\kf{length}}}{ass.spelled(word, ink)}{space}")
            index += 1
    return "".join(parts)
