"""Letters for pictures that children draw: the face for a text, and the text cut to its place.

They are those that come with the install (Barlow; Noto for other scripts), so no font of the
machine is needed. Only a child imports this.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Final

from fontTools.unicodedata import (  # pyright: ignore[reportMissingTypeStubs]
    script,  # pyright: ignore[reportUnknownVariableType]
)
from PIL import ImageFont

if TYPE_CHECKING:
    from PIL import ImageDraw


_CJK: Final = {"Hira": 0, "Kana": 0, "Hang": 1, "Hani": 2, "Bopo": 3}
"""Which font of the collection a script is drawn in."""


@cache
def font(size: int, name: str = "Latn") -> ImageFont.FreeTypeFont:
    """Barlow for Latin letters, the Noto face of another script, Noto Sans where it has none."""
    file = resources.files("fontpkg_barlow").joinpath("files/Barlow-Medium.ttf")
    if name != "Latn":
        noto = resources.files("bot").joinpath("faces")
        table = tomllib.loads(noto.joinpath("faces.toml").read_text("utf-8"))
        scripts = {entry.get("script"): face for face, entry in table.items()}
        scripts |= dict.fromkeys(_CJK, "NotoSansCJK-Bold.ttc")
        file = noto.joinpath(scripts.get(name, "NotoSans-SemiBold.ttf"))
    with resources.as_file(file) as path:
        return ImageFont.truetype(str(path), size, index=_CJK.get(name, 0))


def script_of(text: str) -> str:
    """The script of the first letter that is not Latin, by its four letters."""
    scripts = (script(character) for character in text if character.isalpha())
    return next((name for name in scripts if name not in {"Latn", "Zyyy", "Zinh"}), "Latn")


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
    for name, words in groupby(text.split(), key=script_of):
        face = font(size, name)
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
