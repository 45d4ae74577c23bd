"""Captions drawn: three looks, wrapped and balanced inside the safe margins.

Which words and when is decided in ``bot.domain.cut.captions``; here is only what they look like.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
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
from bot.video import ass, breaking, faces, fonts
from bot.video.ass import Ink, Inscription

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from bot.domain.cut.formats import Format
    from bot.domain.cut.han import Han

MOST_ROWS: Final = 3
"""A caption that needs more rows is set smaller until it fits."""

SMALLEST_SHARE: Final = 0.45
"""No caption is set smaller than this share of its style's size."""

FADE_MS: Final = 140

WHOLE_WORDS_SHARE: Final = 0.7
"""Words are set smaller down to this share of the size before one is broken."""

STACKED_SHARE: Final = 0.8
"""Captions that stand over one another are set smaller by this, in two rows at most."""

_GREEK_ACCENTS: Final = re.compile("[\u0300\u0301\u0313\u0314\u0342]")

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
    sung: str | None = None  # the colour that words turn to when they are sung; None: they fill up


_LOOKS: Final[dict[CaptionStyle, Look]] = {
    CaptionStyle.CLEAN: Look(
        0.066,
        Ink(faces.TEXT, 1.0, edge=0.06, edge_opacity=0.72, unsung_opacity=0.6),
        capitals=False,
        blur=0.075,
        leading=1.2,
    ),
    CaptionStyle.POSTER: Look(
        0.105,
        Ink(
            faces.POSTER,
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
        sung="FFD34D",  # a warm yellow
    ),
    CaptionStyle.QUIET: Look(
        0.080,
        Ink(faces.SERIF_ITALIC, 1.0, edge=0.05, edge_opacity=0.68, unsung_opacity=0.6),
        capitals=False,
        blur=0.09,
        leading=1.12,
    ),
}


@dataclass(frozen=True, slots=True)
class _Set:
    """A caption set in rows: each ends where the next begins in ``text``, spaces included."""

    caption: Caption
    rows: tuple[str, ...]
    pieces: tuple[tuple[int, int], ...]
    ink: Ink
    leading: float

    @property
    def height(self) -> float:
        """What it takes of the frame's height, with the room to a caption over it."""
        return self.ink.size * self.leading * (len(self.rows) + 0.25)


def caption_inscriptions(
    captions: Sequence[Caption],
    options: CaptionOptions,
    frame: Format,
    around: Han | None = None,
) -> tuple[Inscription, ...]:
    """The captions as inscriptions, in the look and place that were chosen.

    ``around`` are the forms of Han of the song.
    """
    lifts: dict[Caption, float] = {}
    marks: list[Inscription] = []
    for caption in sorted(captions, key=lambda one: one.slot):
        others = [one for one in captions if one is not caption and _together(one, caption)]
        one = _set(caption, options, frame, around, stacked=bool(others))
        if not one.rows:
            continue
        lift = max((lifts[other] for other in others if other in lifts), default=0.0)
        lifts[caption] = lift + one.height
        marks.append(_inscribed(one, options, frame, lift))
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _together(one: Caption, other: Caption) -> bool:
    return one.start < other.end and other.start < one.end


def fitted_rows(
    text: str, ink: Ink, frame: Format, most_rows: int, *, room: float | None = None
) -> tuple[tuple[str, ...], float]:
    """Rows of ``text`` that fit into ``room`` px, and the letter size at which they do.

    Without ``room`` it is the safe width of the frame. A row keeps the space that it ends with.
    """
    safe = frame.safe
    room = frame.width_px - safe.left - safe.right if room is None else room
    rows: tuple[str, ...] = ()
    for broken, least in ((False, WHOLE_WORDS_SHARE), (True, SMALLEST_SHARE)):
        size = ink.size
        while size >= ink.size * least:
            measure = _ruler(ink, size)
            units = breaking.units(text, measure, room) if broken else breaking.phrases(text)
            rows = wrap_balanced(units, measure, room)
            widest = max((measure(row.rstrip()) for row in rows), default=0.0)
            if len(rows) <= most_rows and widest <= room:
                return rows, size
            size *= 0.93
    return rows, ink.size * least


def scaled(ink: Ink, size: float) -> Ink:
    """An ink given at letter size 1, at ``size`` px."""
    return replace(
        ink,
        size=round(size, 2),
        edge=round(ink.edge * size, 2),
        shadow=round(ink.shadow * size, 2),
        spacing=round(ink.spacing * size, 2),
    )


def _ruler(ink: Ink, size: float) -> Callable[[str], float]:
    """What measures texts set in ``ink`` at ``size`` px."""
    spacing = ink.spacing * size / ink.size
    return lambda text: fonts.width(text, ink.face, size, spacing, ink.forms)


def _set(
    caption: Caption,
    options: CaptionOptions,
    frame: Format,
    around: Han | None,
    *,
    stacked: bool,
) -> _Set:
    look = _LOOKS[options.style]
    short = min(frame.width_px, frame.height_px)
    wanted = look.share * short * _SIZES[options.size] * (1.08 if frame.tall else 1.0)
    text, pieces = _capitals(caption) if look.capitals else (caption.text, caption.pieces)
    # libass fills karaoke from the left, which is the wrong end of an Arabic or Hebrew word.
    if not options.karaoke or fonts.right_to_left(text):
        pieces = ()
    alike = ass.lettered(look.ink, text, around)
    ink = scaled(alike, wanted * STACKED_SHARE if stacked else wanted)
    rows, size = fitted_rows(text, ink, frame, 2 if stacked else MOST_ROWS)
    ink = scaled(alike, size)
    if pieces and look.sung is not None:
        ink = replace(ink, colour=look.sung)
    return _Set(caption, rows, pieces, ink, look.leading)


def _capitals(caption: Caption) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The caption's words in capitals, which may be more letters, and where its pieces begin."""
    letters = [_capital(letter) for letter in caption.text]
    places = [0, *itertools.accumulate(map(len, letters))]
    return "".join(letters), tuple((places[at], frame) for at, frame in caption.pieces)


def _capital(letter: str) -> str:
    """The letter in capitals; Greek ones carry no accent but the two dots."""
    capital = letter.upper()
    if not "\u0370" <= letter <= "\u1fff":
        return capital
    return unicodedata.normalize(
        "NFC", _GREEK_ACCENTS.sub("", unicodedata.normalize("NFD", capital))
    )


def _inscribed(one: _Set, options: CaptionOptions, frame: Format, lift: float) -> Inscription:
    """A set caption where it stands, ``lift`` px over where captions begin."""
    caption, ink, safe = one.caption, one.ink, frame.safe
    body = (
        _karaoke(one, frame.rate)
        if one.pieces
        else "\\N".join(ass.spelled(row.rstrip(), ink) for row in one.rows)
    )
    x = safe.left + (frame.width_px - safe.left - safe.right) / 2
    y = {
        CaptionPlace.BOTTOM: frame.height_px - safe.bottom - lift,
        CaptionPlace.MIDDLE: frame.height_px / 2 - lift,
        CaptionPlace.TOP: safe.top + lift,
    }[options.place]
    fade = min(FADE_MS, int((caption.end - caption.start) / frame.rate * 1000) // 4)
    blur = _LOOKS[options.style].blur * ink.size
    return Inscription(
        caption.start,
        caption.end,
        ink,
        f"{{\\fad({fade},{fade})\\blur{blur:.2f}}}{body}",
        _ANCHORS[options.place],
        (x, y),
        ass.faces_of(one.rows, ink),
    )


def _karaoke(one: _Set, rate: Fraction) -> str:
    """The words with the time each is sung, as karaoke tags: durations in centiseconds.

    Each boundary is rounded from its own time, so that no error adds up over a long line. A piece
    that goes on in the next row is sung on there.
    """
    caption = one.caption
    text = "".join(one.rows)
    row_starts = [0, *itertools.accumulate(map(len, one.rows))]
    places = [at for at, _ in one.pieces]
    times = [min(max(frame, caption.start), caption.end) for _, frame in one.pieces]
    bounds = sorted({0, *places, *row_starts})
    bounds = [bound for bound in bounds if bound <= len(text)]

    def mark(place: int) -> int:
        """The centisecond after the caption's start at which ``place`` of the text is reached."""
        index = bisect_right(places, place) - 1
        if index < 0:
            return round((times[0] - caption.start) / rate * 100)
        following = places[index + 1] if index + 1 < len(places) else len(text)
        until = times[index + 1] if index + 1 < len(times) else caption.end
        done = (place - places[index]) / max(following - places[index], 1)
        frame = times[index] + (until - times[index]) * done
        return round((frame - caption.start) / rate * 100)

    parts = [f"{{\\k{mark(0)}}}"]
    for since, until in itertools.pairwise(bounds):
        if since and since in row_starts:
            parts.append("\\N")
        sung = text[since:until]
        ends_row = until in row_starts
        length = max(mark(until) - mark(since), 0) if since >= places[0] else 0
        part = ass.spelled(sung.rstrip() if ends_row else sung, one.ink)
        parts.append(f"{{\\kf{length}}}{part}")
    return "".join(parts)
