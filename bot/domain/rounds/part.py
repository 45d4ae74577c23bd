"""A part of a take that is painted again: which, and with what; pure.

Which one is a coarse grid of yes and no, so that it fits into a row and a message, and nothing that
somebody drew need be decoded as a picture. The painter makes its edge soft.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.prompts.prompt import Preset

_WIDTH: Final = 256
_MOST_HEIGHT: Final = 1024
"""Enough for a picture four times as high as wide."""
_NOTHING, _ALL = 0.001, 0.98
"""Shares of the picture: less is no part of it, and more is no longer only a part."""


class Area(StrEnum):
    """How a part was said."""

    WORDS = "words"
    DRAWN = "drawn"
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    MIDDLE = "middle"


BOXES: Final[Mapping[Area, tuple[float, float, float, float]]] = {
    Area.LEFT: (0.0, 0.0, 0.5, 1.0),
    Area.RIGHT: (0.5, 0.0, 1.0, 1.0),
    Area.TOP: (0.0, 0.0, 1.0, 0.5),
    Area.BOTTOM: (0.0, 0.5, 1.0, 1.0),
    Area.MIDDLE: (0.25, 0.25, 0.75, 0.75),
}
"""Areas that need neither words nor a hand: left, top, right and bottom, 0..1 of the picture."""


@dataclass(frozen=True, slots=True)
class Mask:
    """Which cells of a grid over a picture are painted again: rows of bits, the first bit left.

    Raises:
        ValueError: the bits are not those of such a grid.
    """

    width: int
    height: int
    bits: bytes = field(repr=False)

    def __post_init__(self) -> None:
        fits = self.width == _WIDTH and 1 <= self.height <= _MOST_HEIGHT
        if not fits or len(self.bits) != self.width * self.height // 8:
            raise ValueError("no such grid")

    @property
    def share(self) -> float:
        """How much of the picture it is, 0..1."""
        return int.from_bytes(self.bits).bit_count() / (self.width * self.height)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to paint."""
        return self.share < _NOTHING

    @property
    def is_all(self) -> bool:
        """Whether it is not a part but the picture."""
        return self.share > _ALL


def grid(width_px: int, height_px: int) -> tuple[int, int]:
    """Columns and rows of the mask over a picture of this size."""
    return _WIDTH, min(_MOST_HEIGHT, max(1, round(_WIDTH * height_px / width_px)))


def boxed(area: Area, width_px: int, height_px: int) -> Mask:
    """The mask of an area that is one of ``BOXES``."""
    columns, rows = grid(width_px, height_px)
    left, top, right, bottom = BOXES[area]
    row = "".join(str(int(left <= (x + 0.5) / columns < right)) for x in range(columns))
    full, empty = int(row, 2).to_bytes(columns // 8), bytes(columns // 8)
    return Mask(
        columns,
        rows,
        b"".join(full if top <= (y + 0.5) / rows < bottom else empty for y in range(rows)),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked of a round that paints a part of a take again.

    ``filling`` are the words it is painted from. ``words`` say what is looked for in the picture,
    where that is how the part is said; its ``mask`` is known once it was found.
    """

    area: Area
    filling: str
    words: str = ""
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class PartLink:
    """A link to the page where one person draws a part of one take, once.

    Of the link's secret only the SHA-256 is known.
    """

    id: int
    clip_id: int
    take_id: int
    person_id: int
    locale: str
    filling: str
    strength: float
    takes_wanted: int
    expires_at: float
    used_at: float | None
    secret_sha256: bytes = field(repr=False)

    def is_open(self, now: float) -> bool:
        """Whether the link still lets in: not used, and not too old."""
        return self.used_at is None and now < self.expires_at


def painted_size(width_px: int, height_px: int, preset: Preset) -> tuple[int, int]:
    """The size in which the model paints a part of a picture of this size.

    The picture's own, or as much smaller as the model is used to, in the model's steps.
    """
    room = preset.width_px * preset.height_px / (width_px * height_px)
    scale = min(1.0, math.sqrt(room))
    return preset.rounded(round(width_px * scale)), preset.rounded(round(height_px * scale))
