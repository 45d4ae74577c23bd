"""The contact sheet: 24 takes of first seeds, uncurated, with their prompts under them.

`python -m training.sheet` writes `docs/sketch-contact-sheet.png`.
"""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

from training.evaluate import load, paint
from training.export import MODEL_FOLDER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROMPTS: Final = (
    "a red car under a blue balloon, day",
    "la mer au coucher de soleil, un bateau",
    "the city at night in the rain",
    "une femme en rouge danse sur la scène",
    "snow on the mountains, a house",
    "un chat noir sur les toits, la nuit",
    "neon city, a man running",
    "une forêt en automne, un cheval",
    "a hot-air balloon over the fields, morning",
    "gare sous la neige, un train vert",
    "film noir, a couple on the bridge",
    "orage sur le village",
    "a rocket in space",
    "une route dans le désert, une voiture jaune",
    "watercolour of a river in spring, a tree",
    "la lune et la plage, la nuit",
    "an umbrella in the city, fog",
    "un piano dans la chambre, pluie",
    "sepia, a castle, sunset",
    "pastel, des papillons dans le jardin",
    "woodcut, a lighthouse by the beach",
    "une guitare bleue, scène, projecteurs",
    "a pink heart above the sea, dawn",
    "la foule danse dans la rue, nuit",
)
_COLUMNS: Final = 4
_WIDTH_PX: Final = 384
_HEIGHT_PX: Final = 216
_LABEL_PX: Final = 26


def contact_sheet(pictures: NDArray[np.uint8]) -> Image.Image:
    """The takes in rows of four, each over its prompt."""
    rows = -(-len(pictures) // _COLUMNS)
    size = (_COLUMNS * _WIDTH_PX, rows * (_HEIGHT_PX + _LABEL_PX))
    sheet = Image.new("RGB", size, (24, 24, 28))
    pen = ImageDraw.Draw(sheet)
    letters = files("fontpkg_barlow_condensed").joinpath("files", "BarlowCondensed-Medium.ttf")
    font = ImageFont.truetype(str(letters), 17)
    for i, (picture, prompt) in enumerate(zip(pictures, PROMPTS, strict=True)):
        x, y = i % _COLUMNS * _WIDTH_PX, i // _COLUMNS * (_HEIGHT_PX + _LABEL_PX)
        small = Image.fromarray(picture).resize((_WIDTH_PX, _HEIGHT_PX), Image.Resampling.LANCZOS)
        sheet.paste(small, (x, y))
        pen.text((x + 8, y + _HEIGHT_PX + 4), f"{i}: {prompt}", fill=(235, 235, 230), font=font)
    return sheet


def main() -> None:
    """Parse the command line and write the sheet."""
    parser = argparse.ArgumentParser(prog="training.sheet", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--write", type=Path, default=Path("docs/sketch-contact-sheet.png"))
    asked = parser.parse_args()
    pictures = paint(load(asked.model), list(PROMPTS), list(range(len(PROMPTS))))
    contact_sheet(pictures).save(asked.write, optimize=True)


if __name__ == "__main__":
    main()
