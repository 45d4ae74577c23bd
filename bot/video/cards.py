"""Title, credits and the cards of shots that have no picture yet: typography, nothing else.

Everything is an inscription that libass draws over whatever the shot shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.video import ass, faces, fonts
from bot.video.ass import Ink, Inscription
from bot.video.captions import fitted_rows, scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.cut.credits import CreditRole, Credits, Title, Wording
    from bot.domain.cut.formats import Format
    from bot.domain.cut.han import Han

SCRIM: Final = 0.6
"""How far a picture is darkened under a title or credits that have no veiled shot of their own."""

PAGE_S: Final = 3.2
"""How long a page of credits is best read."""

_TRIES: Final = ((1.0, PAGE_S), (0.9, PAGE_S), (0.8, 2.4), (0.7, 2.0), (0.6, 1.4), (0.5, 0.0))
"""How large the letters of credits may be, and how short a page may then be seen, best first."""
_FINE_LEADING: Final = 0.042

SUNG_ROOM: Final = 0.22
"""What captions need at the foot of the frame, as a share of its short side."""

SPINE: Final = 0.40
"""Where headings end and names begin in a wide frame, as a share of its width."""

Span = tuple[int, int]
"""From a frame up to, not including, another."""

_NAME: Final = Ink(faces.SERIF, 1.0, edge=0.03, edge_opacity=0.35)
_LABEL: Final = Ink(faces.LABEL, 1.0, opacity=0.82, spacing=0.22, edge=0.03, edge_opacity=0.35)
_FINE: Final = Ink(faces.LABEL, 1.0, opacity=0.7, spacing=0.02, edge=0.03, edge_opacity=0.35)
_PERSON: Final = Ink(faces.TEXT, 1.0, edge=0.03, edge_opacity=0.35)
_NUMERAL: Final = Ink(faces.NUMERAL, 1.0, opacity=0.14)
_RULE: Final = Ink(faces.LABEL, 10.0, opacity=0.9)


def title_inscriptions(
    title: Title, frame: Format, span: Span, around: Han | None = None, *, scrim: bool
) -> tuple[Inscription, ...]:
    """The title during ``span``: the song large, its people small above and below it."""
    short = min(frame.width_px, frame.height_px)
    left = frame.safe.left
    called = " ".join(title.name.split()) or "—"
    name = ass.lettered(_NAME, called, around)
    rows, size = fitted_rows(called, scaled(name, short * 0.15), frame, 3)
    leading = size * 0.98
    base = frame.height_px * (0.56 if frame.tall else 0.60)
    top = base - leading * (len(rows) - 1)
    artist = title.artist.upper()
    label = scaled(ass.lettered(_LABEL, artist, around), short * 0.031)
    fine = scaled(_FINE, short * 0.030)
    marks: list[Inscription] = [_scrim(frame, span)] if scrim else []
    if artist:
        place = (left, top - size * 1.06)
        marks.append(_rising(artist, label, place, span, frame, delay_ms=250))
    marks.append(_rule(frame, (left, top - size * 0.84), span))
    for index, row in enumerate(rows):
        place = (left, top + leading * index)
        ink = scaled(name, size)
        marks.append(_rising(row.rstrip(), ink, place, span, frame, delay_ms=120 * index))
    if title.note:
        place = (left, base + size * 0.62 + short * 0.028)
        marks.append(_rising(title.note, fine, place, span, frame, delay_ms=500))
    return tuple(marks)


def credit_inscriptions(
    credits_: Credits,
    frame: Format,
    span: Span,
    around: Han | None = None,
    *,
    scrim: bool,
    sung: bool = False,
) -> tuple[Inscription, ...]:
    """The credits in pages of equal length between two frames, the small print on the last.

    Where words are ``sung`` meanwhile, the foot of the frame is theirs.
    """
    start, end = span
    room = _room(credits_.small_print, frame, sung=sung)
    pages, block = _pages(credits_.roles, frame, room, float((end - start) / frame.rate), around)
    bounds = [start + (end - start) * k // len(pages) for k in range(len(pages) + 1)]
    marks: list[Inscription] = [_scrim(frame, span)] if scrim else []
    for index, page in enumerate(pages):
        small = credits_.small_print if index == len(pages) - 1 else ()
        part = (bounds[index], bounds[index + 1])
        marks.extend(_page(page, small, frame, part, block, sung=sung))
    return tuple(marks)


def corner_inscription(text: str, frame: Format, span: Span, *, low: bool) -> Inscription:
    """A few small words in the upper right corner, or the lower one where captions are above."""
    short = min(frame.width_px, frame.height_px)
    fine = scaled(_FINE, short * 0.026)
    ink = ass.lettered(fine, text, fine.forms)
    foot = frame.height_px - frame.safe.bottom
    place = (frame.width_px - frame.safe.right, foot if low else frame.safe.top)
    faces = ass.faces_of([text], ink)
    return Inscription(*span, ink, ass.spelled(text, ink), 3 if low else 9, place, faces, 3)


def missing_inscriptions(
    number: int,
    text: str,
    words: Wording,
    frame: Format,
    span: Span,
    *,
    around: Han | None = None,
) -> tuple[Inscription, ...]:
    """The card of a line that has no picture: its number, its words, and that it waits."""
    short = min(frame.width_px, frame.height_px)
    middle = frame.width_px / 2
    numeral = scaled(_NUMERAL, frame.height_px * (0.82 if not frame.tall else 0.42))
    sung = " ".join(text.split()) or "…"
    line = ass.lettered(_NAME, sung, around)
    rows, size = fitted_rows(sung, scaled(line, short * 0.085), frame, 4)
    leading = size * 1.12
    top = frame.height_px * 0.5 - leading * (len(rows) - 1) / 2
    label = scaled(_LABEL, short * 0.027)
    fine = scaled(_FINE, short * 0.026)
    ground = (middle, frame.height_px * 0.5)
    above = (middle, top - size * 1.35)
    below = (middle, top + leading * len(rows) + size * 0.15)
    face = frozenset({faces.NUMERAL})
    return (
        Inscription(*span, numeral, str(number), 5, ground, face, layer=0),
        _still(f"{words.line} {number}".upper(), label, above, span),
        *(
            _still(row.rstrip(), scaled(line, size), (middle, top + leading * index), span)
            for index, row in enumerate(rows)
        ),
        _still(words.not_painted, fine, below, span),
    )


def tentative_inscription(number: int, frame: Format, span: Span) -> Inscription:
    """The mark of a shot that nobody has decided yet, in a corner: a question mark, its number."""
    short = min(frame.width_px, frame.height_px)
    place = (frame.width_px - frame.safe.right, frame.safe.top + short * 0.03)
    return _still(f"? {number}", scaled(_PERSON, short * 0.06), place, span, anchor=6)


def _pages(
    roles: Sequence[CreditRole], frame: Format, room: float, seconds: float, around: Han | None
) -> tuple[list[list[CreditRole]], _Block]:
    """The roles on pages that the time is enough for, in the largest letters that allow it.

    Many names under one heading go on to the next page rather than into smaller letters.
    """
    parts: list[CreditRole] = []
    pages: list[list[CreditRole]] = []
    block = _Block(frame, _TRIES[0][0], around)
    for scale, least_s in _TRIES:
        block = _Block(frame, scale, around)
        parts = [part for role in roles for part in block.parts(role)]
        pages = _filled(parts, block, room)
        if len(pages) * least_s <= max(seconds, least_s):
            break
    fewest, share = len(pages), sum(map(block.height, parts)) / len(pages)
    while len(pages := _filled(parts, block, min(share, room))) > fewest and share < room:
        share *= 1.05
    return pages, block


def _filled(parts: Sequence[CreditRole], block: _Block, room: float) -> list[list[CreditRole]]:
    """The parts in order on pages with so much room."""
    pages: list[list[CreditRole]] = [[]]
    for part in parts:
        if pages[-1] and sum(map(block.height, [*pages[-1], part])) > room:
            pages.append([])
        pages[-1].append(part)
    return pages


def _room(small: Sequence[str], frame: Format, *, sung: bool) -> float:
    """How high a page is over the small print."""
    leading = _FINE_LEADING * min(frame.width_px, frame.height_px)
    rows = len(_small_rows(small, frame))
    return _foot(frame, sung=sung) - frame.safe.top - leading * (rows + 1)


def _foot(frame: Format, *, sung: bool) -> float:
    short = min(frame.width_px, frame.height_px)
    return frame.height_px - frame.safe.bottom - (SUNG_ROOM * short if sung else 0)


def _small_rows(small: Sequence[str], frame: Format) -> list[str]:
    fine = scaled(_FINE, min(frame.width_px, frame.height_px) * 0.028)
    beside = _room_beside(frame)
    return [row for line in small for row in fitted_rows(line, fine, frame, 2, room=beside)[0]]


def _page(
    roles: Sequence[CreditRole],
    small: Sequence[str],
    frame: Format,
    span: Span,
    block: _Block,
    *,
    sung: bool,
) -> Iterable[Inscription]:
    """One page: headings beside their names, above them in a narrow frame; small print below."""
    short = min(frame.width_px, frame.height_px)
    fine, leading = scaled(_FINE, short * 0.028), short * _FINE_LEADING
    foot, small_rows = _foot(frame, sung=sung), _small_rows(small, frame)
    heights = [block.height(role) for role in roles]
    room = _room(small, frame, sung=sung)
    y = frame.safe.top + max(room - sum(heights), 0) / 2
    for role, height in zip(roles, heights, strict=True):
        yield from block.inscriptions(role, y, span)
        y += height
    for index, row in enumerate(small_rows):
        x = frame.width_px * SPINE if frame.wide else frame.width_px / 2
        place = (x, foot - leading * (len(small_rows) - 1 - index) - leading / 2)
        ink = scaled(_FINE, fitted_rows(row, fine, frame, 1, room=_room_beside(frame))[1])
        yield _still(row.rstrip(), ink, place, span, anchor=4 if frame.wide else 5)


def _room_beside(frame: Format) -> float | None:
    """How wide names may be beside their headings; None where they stand below them."""
    return frame.width_px * (1 - SPINE) - frame.safe.right if frame.wide else None


class _Block:
    """A role of the credits set at a scale: its height, and its letters."""

    def __init__(self, frame: Format, scale: float, around: Han | None) -> None:
        self._frame = frame
        self._around = around
        self._short = min(frame.width_px, frame.height_px) * scale
        self._person_px = self._short * (0.048 if frame.wide else 0.052)
        self._label = scaled(_LABEL, self._short * (0.027 if frame.wide else 0.025))
        # In a wide frame the headings stand beside the names, in line with their first row.
        self._above = 0.0 if frame.wide else self._short * 0.052
        self._gutter = self._short * 0.032

    def parts(self, role: CreditRole) -> Iterable[CreditRole]:
        """The role, its names told in parts that need no smaller letters."""
        rest = role.names
        while rest:
            count = len(rest)
            while count > 1 and self._set(replace(role, names=rest[:count]))[1] < self._person_px:
                count -= 1
            yield replace(role, names=rest[:count])
            rest = rest[count:]

    def height(self, role: CreditRole) -> float:
        """What the role takes of the page, with the gap below it."""
        rows, size = self._set(role)
        return self._above + len(rows) * size * 1.3 + self._short * 0.034

    def inscriptions(self, role: CreditRole, top: float, span: Span) -> Iterable[Inscription]:
        """The heading and its names, from ``top`` down."""
        rows, size = self._set(role)
        ink = scaled(self._lettered(role), size)
        y = top + self._above + size * 0.65
        wide, spine = self._frame.wide, self._frame.width_px * SPINE
        middle = self._frame.width_px / 2
        heading = (spine - self._gutter, y) if wide else (middle, top + self._above * 0.5)
        yield _still(role.heading.upper(), self._label, heading, span, anchor=6 if wide else 5)
        for row in rows:
            place = (spine if wide else middle, y)
            yield _still(row.rstrip(), ink, place, span, anchor=4 if wide else 5)
            y += size * 1.3

    def _set(self, role: CreditRole) -> tuple[tuple[str, ...], float]:
        room = _room_beside(self._frame)
        ink = scaled(self._lettered(role), self._person_px)
        return fitted_rows(" ".join(_names(role)), ink, self._frame, 4, room=room)

    def _lettered(self, role: CreditRole) -> Ink:
        return ass.lettered(_PERSON, " ".join(_names(role)), self._around)


def _names(role: CreditRole) -> list[str]:
    """The words of the names, each name's words kept together by no-break spaces."""
    names = [name.strip().replace(" ", "\u00a0") for name in role.names if name.strip()]
    return [name + (" ·" if index < len(names) - 1 else "") for index, name in enumerate(names)]


def _rising(
    text: str,
    ink: Ink,
    place: tuple[float, float],
    span: Span,
    frame: Format,
    *,
    delay_ms: int,
) -> Inscription:
    """Left-aligned words that rise a little as they fade in; set smaller if too wide.

    From the clip's first frame on they stand still: that frame is the poster everywhere.
    """
    ink = ass.lettered(ink, text, ink.forms)
    room = frame.width_px - frame.safe.left - frame.safe.right
    wide = fonts.width(text, ink.face, ink.size, ink.spacing, ink.forms)
    if wide > room:
        share = room / wide
        ink = replace(ink, size=round(ink.size * share, 2), spacing=round(ink.spacing * share, 2))
    x, y = place
    rise = min(frame.width_px, frame.height_px) * 0.02
    length = _milliseconds(span, frame)
    arrive, leave = min(600, length // 4), min(450, length // 4)
    delay = min(delay_ms, length // 4)
    if span[0] == 0:
        rise, arrive, delay = 0.0, 0, 0
    unseen = 0 if span[0] == 0 else 255
    fade = f"\\fade({unseen},0,255,{delay},{delay + arrive},{length - leave},{length})"
    move = f"\\move({x:.1f},{y + rise:.1f},{x:.1f},{y:.1f},{delay},{delay + arrive})"
    body = f"{{{move}{fade}\\blur0.6}}{ass.spelled(text, ink)}"
    return Inscription(*span, ink, body, 4, place, ass.faces_of([text], ink), layer=2)


def _still(
    text: str, ink: Ink, place: tuple[float, float], span: Span, *, anchor: int = 5
) -> Inscription:
    """Words that fade in and out, centred unless ``anchor`` says otherwise."""
    ink = ass.lettered(ink, text, ink.forms)
    body = f"{{\\fad(300,300)\\blur0.6}}{ass.spelled(text, ink)}"
    return Inscription(*span, ink, body, anchor, place, ass.faces_of([text], ink), layer=2)


def _rule(frame: Format, place: tuple[float, float], span: Span) -> Inscription:
    """A short line that grows from its left end."""
    short = min(frame.width_px, frame.height_px)
    length, weight = round(short * 0.11), max(round(short * 0.004), 2)
    shape = f"m 0 0 l {length} 0 {length} {weight} 0 {weight}"
    lasting = _milliseconds(span, frame)
    grow, leave = min(700, lasting // 3), min(450, lasting // 4)
    growth = "" if span[0] == 0 else f"\\fscx0\\t(0,{grow},0.6,\\fscx100)"
    body = f"{{\\fad(0,{leave}){growth}\\p1}}{shape}{{\\p0}}"
    return Inscription(*span, _RULE, body, 7, place, frozenset({faces.LABEL}), layer=2)


def _scrim(frame: Format, span: Span) -> Inscription:
    """A shade over the whole picture, so that letters can be read on anything."""
    wide, high = frame.width_px, frame.height_px
    alpha = f"{round(255 * (1 - SCRIM)):02X}"
    body = (
        f"{{\\fad({0 if span[0] == 0 else 500},400)\\1c&H0A0808&\\1a&H{alpha}&\\p1}}"
        f"m 0 0 l {wide} 0 {wide} {high} 0 {high}{{\\p0}}"
    )
    return Inscription(*span, _RULE, body, 7, (0, 0), frozenset({faces.LABEL}), layer=0)


def _milliseconds(span: Span, frame: Format) -> int:
    return int((span[1] - span[0]) / frame.rate * 1000)
