"""The shapes a clip is made in: frame size, rate, and where text may stand.

Safe margins follow what players put over a picture: nearly nothing in 16:9, a column of buttons
and a caption in tall feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final


class Aspect(StrEnum):
    """Width to height, as people name it."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"
    PORTRAIT = "4:5"


RATES: Final[dict[str, Fraction]] = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "60": Fraction(60),
}
"""Frame rates that can be asked for, by the name people use."""

_SIDES: Final[dict[Aspect, tuple[int, int]]] = {
    Aspect.WIDE: (16, 9),
    Aspect.TALL: (9, 16),
    Aspect.SQUARE: (1, 1),
    Aspect.PORTRAIT: (4, 5),
}

SMALLEST_SIDE_PX: Final = 64
LARGEST_SIDE_PX: Final = 4096


@dataclass(frozen=True, slots=True)
class Margins:
    """How far text stays from each edge, in pixels."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Format:
    """A frame of ``width_px`` x ``height_px`` (both even, as 4:2:0 needs), ``rate`` a second.

    Raises:
        ValueError: if a side is odd, or outside 64 to 4096 pixels, or the rate is not positive.

    """

    width_px: int
    height_px: int
    rate: Fraction

    def __post_init__(self) -> None:
        for side in (self.width_px, self.height_px):
            if side % 2 or not SMALLEST_SIDE_PX <= side <= LARGEST_SIDE_PX:
                raise ValueError(
                    f"a frame's side must be even, {SMALLEST_SIDE_PX} to {LARGEST_SIDE_PX}: {side}"
                )
        if self.rate <= 0:
            raise ValueError(f"not a frame rate: {self.rate}")

    @property
    def tall(self) -> bool:
        """Whether the frame is clearly higher than wide, as in a feed on a telephone."""
        return self.height_px > self.width_px * 1.3

    @property
    def wide(self) -> bool:
        """Whether the frame is no higher than wide, with room for text side by side."""
        return self.width_px >= self.height_px

    @property
    def safe(self) -> Margins:
        """Where no player's buttons or bars are: text stays inside."""
        shares = (0.08, 0.08, 0.12, 0.18) if self.tall else (0.07, 0.07, 0.07, 0.075)
        left, right, top, bottom = shares
        return Margins(
            round(self.width_px * left),
            round(self.width_px * right),
            round(self.height_px * top),
            round(self.height_px * bottom),
        )


def format_of(aspect: Aspect, rate: Fraction, *, short_side_px: int = 720) -> Format:
    """The format of ``aspect`` whose shorter side is ``short_side_px`` (720p, 1080p)."""
    across, down = _SIDES[aspect]
    unit = short_side_px / min(across, down)
    return Format(_even(across * unit), _even(down * unit), rate)


def _even(length: float) -> int:
    return 2 * round(length / 2)
