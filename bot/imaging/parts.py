"""A part of a picture painted again: where the model looks, and how the new part is laid in.

The model paints a window around the part, as large as it paints whole pictures, so that small
things get all of its pixels. Outside of the mask the picture keeps every pixel it had, whatever the
model and its autoencoder made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
from PIL import Image

from bot.domain.errors import PainterError

if TYPE_CHECKING:
    from bot.domain.rounds.part import Mask
    from bot.imaging.model import Batch

EDGE: Final = [0] * 128 + [255] * 128
"""A soft mask's level to what is of it: all or nothing."""
_SOFT: Final = 0.02
"""The soft edge's width, of the picture's shorter side."""
_LEAST_WINDOW: Final = 0.5
"""Of each side of the picture: models need to see what is around a part."""
_MARGIN: Final = 0.25
"""Of the part's own size, on each side of it."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Repaint:
    """One item's part: the window that the model gets, and the way back into the picture."""

    start: Image.Image
    mask: Image.Image
    original: Image.Image
    painted: Image.Image
    box: Box

    def done(self, new: Image.Image) -> Image.Image:
        """The whole picture, with ``new`` in its window."""
        return laid_in(self.original, new, self.box, self.painted)


def repaints(batch: Batch) -> list[Repaint]:
    """What each item of a batch paints again; empty where they are whole pictures.

    Raises:
        PainterError: a mask is nothing or all of its picture.
    """
    size = batch.recipe.width_px, batch.recipe.height_px
    parts: list[Repaint] = []
    for item in batch.items:
        if item.mask is None or item.start is None:
            return []
        if item.mask.is_nothing or item.mask.is_all:
            raise PainterError("the part to paint again is nothing, or all of the picture")
        with Image.open(item.start) as file:
            original = file.convert("RGB")
        painted = spread(item.mask, original.size)
        box = window(painted, size)
        parts.append(
            Repaint(
                original.crop(box).resize(size, Image.Resampling.LANCZOS),
                painted.crop(box).resize(size, Image.Resampling.NEAREST),
                original,
                painted,
                box,
            )
        )
    return parts


def spread(mask: Mask, size: tuple[int, int]) -> Image.Image:
    """``mask`` over a picture of ``size``: 255 where it is painted again, else 0."""
    cells = Image.frombytes("1", (mask.width, mask.height), mask.bits).convert("L")
    smooth = cells.resize(size, Image.Resampling.BICUBIC)
    return smooth.point(EDGE)


def window(painted: Image.Image, size: tuple[int, int]) -> Box:
    """The part of the picture that the model paints at ``size``: around what is not 0."""
    width, height = painted.size
    left, top, right, bottom = painted.getbbox() or (0, 0, width, height)
    margin = 1 + 2 * _MARGIN
    wanted = max((right - left) * margin, _LEAST_WINDOW * width)
    across = max(wanted, max((bottom - top) * margin, _LEAST_WINDOW * height) * size[0] / size[1])
    down = across * size[1] / size[0]
    if across > width or down > height:
        return 0, 0, width, height
    across, down = round(across), round(down)
    x = min(max(0, (left + right - across) // 2), width - across)
    y = min(max(0, (top + bottom - down) // 2), height - down)
    return x, y, x + across, y + down


def laid_in(original: Image.Image, new: Image.Image, box: Box, painted: Image.Image) -> Image.Image:
    """``original`` with ``new``, which shows its ``box``, where ``painted`` is not 0.

    The new part fades in from the mask's edge inwards.
    """
    over = original.copy()
    over.paste(new.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.LANCZOS), box)
    soft_px = max(1.0, _SOFT * min(original.size))
    inside: Any = cv2.distanceTransform(np.asarray(painted), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    alpha = Image.fromarray((np.clip(inside / soft_px, 0, 1) * 255).astype(np.uint8))
    return Image.composite(over, original, alpha)
