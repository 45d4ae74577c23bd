"""Letters for pictures that children draw: the face for a text, and the text cut to its place.

They are those that come with the install (Barlow; Noto for other scripts), so no font of the
machine is needed. Only a child imports this.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from PIL import ImageDraw


@cache
def font(size: int, script: str = "LATIN") -> ImageFont.FreeTypeFont:
    """Barlow for Latin letters, the Noto face of another script, Noto Sans where it has none."""
    file = resources.files("fontpkg_barlow").joinpath("files/Barlow-Medium.ttf")
    if script != "LATIN":
        noto = resources.files("manimgx_fonts")
        file = noto.joinpath(f"NotoSans{script.title()}[wght].ttf")
        if not file.is_file():
            file = noto.joinpath("NotoSans[wght].ttf")
    with resources.as_file(file) as path:
        return ImageFont.truetype(str(path), size)


def script_of(text: str) -> str:
    """The script of the first letter that is not Latin, by its Unicode name."""
    for character in text:
        if character.isalpha():
            name = unicodedata.name(character, "LATIN").partition(" ")[0]
            if name not in {"LATIN", "MODIFIER", "FEMININE", "MASCULINE", "MICRO"}:
                return name
    return "LATIN"


def write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    *,
    size: int,
    width_px: float,
    ink: str,
) -> float:
    """Write people's text, cut with an ellipsis at ``width_px``; returns where it ends."""
    # Emoji and other pictures have no glyph in a text face.
    text = "".join(c for c in text[:200] if unicodedata.category(c) not in {"So", "Cs", "Co", "Cn"})
    x, y = place
    for script, words in groupby(text.split(), key=script_of):
        face = font(size, script)
        run = " ".join(words)
        shown = run
        while run and draw.textlength(shown, face) > width_px - (x - place[0]):
            run = run[:-1]
            shown = f"{run.rstrip()}…"
        draw.text((x, y + size), shown, ink, face, anchor="ls")  # one baseline for all scripts
        x += draw.textlength(shown, face)
        if shown.endswith("…"):
            break
        x += draw.textlength(" ", font(size))
    return x
