"""The child process that draws a board's picture: small pictures in rows, with words below them.

python -m bot.video.contact_sheet    reads a Sheet as JSON, writes a WebP file to standard output

It decodes the takes' files, so it runs alone, with little memory and little time.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from PIL import Image, ImageDraw, ImageFont, ImageOps

from bot.domain.board.sheet import Sheet
from bot.domain.cut.han import forms_of
from bot.processes.errands import confine
from bot.video import faces, fonts

if TYPE_CHECKING:
    from bot.domain.board.sheet import Tile
    from bot.video.faces import Face

TILE_PX: Final = 304
PICTURE_PX: Final = 171
GAP_PX: Final = 16
HEAD_PX: Final = 104
WORDS_PX: Final = 116
MOST_COLUMNS: Final = 5
LEAST_COLUMNS: Final = 3
_QUALITY: Final = 84
_MOST_PIXELS: Final = 100_000_000
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_ALIKE: Final = 1.25
"""A picture whose shape differs from the tile's by less fills it; another one is shown whole."""

_PAPER: Final = "#16181d"
_CARD: Final = "#20232b"
_INK: Final = "#f2f0eb"
_FAINT: Final = "#aeb4c2"
_STATES: Final = {
    "empty": "#6b7280",
    "prompted": "#81a1c1",
    "waiting": "#b48ead",
    "painting": "#b48ead",
    "voting": "#ffd166",
    "tied": "#d08770",
    "undecided": "#d08770",
    "decided": "#6fcf97",
    "shared": "#454b59",
}
"""Told apart by brightness as well as by hue; the words below each picture say the same."""
_QUIET: Final = frozenset({"empty", "shared"})
"""States whose colours are too dark for words."""


def picture(sheet: Sheet) -> Image.Image:
    """The picture of ``sheet``."""
    columns = max(LEAST_COLUMNS, min(MOST_COLUMNS, len(sheet.tiles)))
    rows = -(-len(sheet.tiles) // columns)
    high = PICTURE_PX + WORDS_PX
    size = (
        GAP_PX + columns * (TILE_PX + GAP_PX),
        HEAD_PX + rows * (high + GAP_PX),
    )
    image = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(image)
    _head(draw, sheet, size[0])
    for index, tile in enumerate(sheet.tiles):
        across, down = index % columns, index // columns
        place = (GAP_PX + across * (TILE_PX + GAP_PX), HEAD_PX + down * (high + GAP_PX))
        _tile(image, draw, tile, place, sheet.nothing)
    return image


def _head(draw: ImageDraw.ImageDraw, sheet: Sheet, width: int) -> None:
    """Title, how far it is, and the strip of all shots with this page's underlined."""
    room = width - 2 * GAP_PX
    about_px = fonts.width(sheet.about, faces.LABEL, 26)
    _write(draw, (GAP_PX, 50), sheet.title, faces.TEXT, 38, room - about_px - 24)
    _write(draw, (width - GAP_PX - about_px, 50), sheet.about, faces.LABEL, 26, room, _FAINT)
    each = room / len(sheet.strip)
    gap = 2 if each > 6 else 0
    for index, state in enumerate(sheet.strip):
        left = GAP_PX + index * each
        draw.rectangle((left, 68, left + each - 1 - gap, 80), _STATES[state])
    if len(sheet.strip) > len(sheet.tiles):
        left = GAP_PX + sheet.first * each
        draw.rectangle((left, 84, left + len(sheet.tiles) * each - 1, 87), _INK)


def _tile(
    image: Image.Image, draw: ImageDraw.ImageDraw, tile: Tile, place: tuple[int, int], nothing: str
) -> None:
    x, y = place
    colour = _STATES[tile.state]
    bottom = y + PICTURE_PX
    draw.rectangle((x, y, x + TILE_PX - 1, bottom + WORDS_PX - 1), _CARD)
    shown = None if tile.picture is None else _thumbnail(Path(tile.picture))
    if shown is None:
        _centred(draw, (x + TILE_PX / 2, y + PICTURE_PX / 2 + 46), str(tile.number), 130, "#343945")
        words = tile.state_words if tile.state == "shared" else nothing
        _centred(draw, (x + TILE_PX / 2, bottom - 16), words, 22, _FAINT)
    else:
        image.paste(shown, (x + (TILE_PX - shown.width) // 2, y + (PICTURE_PX - shown.height) // 2))
        _label(draw, (x, y), str(tile.number), faces.POSTER, 40)
        if tile.badge:
            wide = fonts.width(tile.badge, faces.TEXT, 22) + 20
            _label(draw, (x + TILE_PX - wide, y), tile.badge, faces.TEXT, 22)
    draw.rectangle((x, bottom, x + TILE_PX - 1, bottom + 5), colour)
    inside, room = x + 10, TILE_PX - 20
    first, rest = _split(" ".join(tile.text.split()), room)
    _write(draw, (inside, bottom + 32), first, faces.TEXT, 23, room)
    _write(draw, (inside, bottom + 58), rest, faces.TEXT, 23, room)
    end = _write(draw, (inside, bottom + 84), f"{tile.time}  ", faces.LABEL, 19, room, _FAINT)
    ink = _FAINT if tile.state in _QUIET else colour
    _write(draw, (end, bottom + 84), tile.state_words, faces.LABEL, 19, x + room - end, ink)
    _write(draw, (inside, bottom + 107), tile.author, faces.LABEL, 18, room, _FAINT)


def _split(text: str, room: float) -> tuple[str, str]:
    """``text`` in two rows: as many words as fit on the first, the rest on the second."""
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        first = " ".join(words[:count])
        if count == 1 or fonts.width(first, faces.TEXT, 23) <= room:
            return first, " ".join(words[count:])
    return "", ""


def _label(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, face: Face, size: int
) -> None:
    """Words on a dark ground in a corner of a picture, to be read on anything."""
    x, y = place
    wide = fonts.width(text, face, size) + 20
    draw.rectangle((x, y, x + wide - 1, y + size + 8), _PAPER)
    _write(draw, (x + 10, y + size), text, face, size, TILE_PX)


def _centred(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int, colour: str
) -> None:
    wide = min(fonts.width(text, faces.LABEL, size), TILE_PX)
    _write(draw, (place[0] - wide / 2, place[1]), text, faces.LABEL, size, TILE_PX, colour)


def _thumbnail(path: Path) -> Image.Image | None:
    """The picture as a tile shows it; None where the file is gone or damaged."""
    try:
        with Image.open(path, formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            opened.draft("RGB", (2 * TILE_PX, 2 * PICTURE_PX))
            whole = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    shape = whole.width / whole.height * PICTURE_PX / TILE_PX
    if 1 / _ALIKE < shape < _ALIKE:
        return ImageOps.fit(whole, (TILE_PX, PICTURE_PX), Image.Resampling.LANCZOS)
    return ImageOps.contain(whole, (TILE_PX, PICTURE_PX), Image.Resampling.LANCZOS)


def _write(  # noqa: PLR0917 - the order is that of drawing
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    face: Face,
    size: int,
    room: float,
    colour: str = _INK,
) -> float:
    """Write ``text`` from a point of its baseline on, cut with an ellipsis; return where it ends.

    Scripts that the face lacks come from others, a stretch at a time.
    """
    if fonts.width(text, face, size) > room:
        while text and fonts.width(f"{text}…", face, size) > room:
            text = text[:-1]
        text = f"{text.rstrip()}…"
    x, y = place
    runs = fonts.runs(text, face, forms_of(text))
    # Stretches of other scripts follow each other as they are read.
    for one, part in reversed(runs) if fonts.right_to_left(text) else runs:
        font = _font(one, size)
        draw.text((x, y), part, colour, font, anchor="ls")
        x += draw.textlength(part, font)
    return x


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, size, index=face.index)


def main() -> int:
    """Draw the sheet on standard input."""
    confine()
    sheet = msgspec.json.decode(sys.stdin.buffer.read(), type=Sheet)
    encoded = io.BytesIO()
    picture(sheet).save(encoded, "WEBP", quality=_QUALITY, method=4)
    sys.stdout.buffer.write(encoded.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
