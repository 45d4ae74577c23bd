"""Colours: the named ones, the light of each hour and weather, and mixing.

Colours are (red, green, blue) from 0 to 1. This module refuses to know about shapes and looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

Colour: TypeAlias = tuple[float, float, float]

NAMED: Final[dict[str, Colour]] = {
    "red": (0.87, 0.13, 0.14),
    "orange": (0.97, 0.53, 0.10),
    "yellow": (0.99, 0.84, 0.16),
    "green": (0.14, 0.62, 0.27),
    "blue": (0.13, 0.36, 0.86),
    "purple": (0.50, 0.20, 0.68),
    "pink": (0.97, 0.48, 0.70),
    "white": (0.97, 0.97, 0.96),
    "black": (0.07, 0.07, 0.09),
}
INK: Final[Colour] = (0.08, 0.08, 0.12)
SKINS: Final[tuple[Colour, ...]] = (
    (0.98, 0.82, 0.69),
    (0.85, 0.62, 0.45),
    (0.62, 0.41, 0.28),
    (0.40, 0.26, 0.19),
)


@dataclass(frozen=True, slots=True)
class Light:
    """The air of a scene: three sky colours from top to horizon, and what it does to things.

    Ground colours are mixed with `tint` by `veil` (0 to 1); lamps are lit where `dark`.
    """

    top: Colour
    middle: Colour
    horizon: Colour
    tint: Colour
    veil: float
    dark: bool

    def on(self, colour: Colour, depth: float = 0.0) -> Colour:
        """The colour of a thing in this light; `depth` 1 is so far that it is nearly the air."""
        lit = mix(colour, self.tint, self.veil)
        return mix(lit, self.horizon, 0.75 * depth)


_HOURS: Final[dict[str, Light]] = {
    "dawn": Light(
        (0.47, 0.56, 0.84),
        (0.83, 0.71, 0.86),
        (1.0, 0.86, 0.74),
        (0.80, 0.62, 0.76),
        0.28,
        dark=False,
    ),
    "day": Light(
        (0.20, 0.55, 0.91),
        (0.48, 0.76, 0.96),
        (0.83, 0.94, 0.98),
        (1.0, 1.0, 0.96),
        0.0,
        dark=False,
    ),
    "sunset": Light(
        (0.36, 0.14, 0.42),
        (0.88, 0.30, 0.26),
        (1.0, 0.68, 0.24),
        (0.40, 0.10, 0.22),
        0.45,
        dark=False,
    ),
    "night": Light(
        (0.03, 0.04, 0.15),
        (0.06, 0.09, 0.27),
        (0.13, 0.19, 0.43),
        (0.03, 0.05, 0.20),
        0.68,
        dark=True,
    ),
}
_AIRS: Final[dict[str, tuple[Colour, float]]] = {
    "clear": ((1.0, 1.0, 1.0), 0.0),
    "cloudy": ((0.66, 0.70, 0.76), 0.30),
    "rain": ((0.38, 0.45, 0.56), 0.55),
    "snow": ((0.80, 0.85, 0.93), 0.50),
    "fog": ((0.80, 0.82, 0.83), 0.62),
    "storm": ((0.16, 0.18, 0.26), 0.68),
}


def light_of(time: str | None, weather: str | None) -> Light:
    """The light of an hour in a weather; day and clear where they are None."""
    hour = _HOURS[time or "day"]
    air, amount = _AIRS[weather or "clear"]
    if hour.dark:
        air = mix(air, (0.08, 0.09, 0.2), 0.6)
    return Light(
        top=mix(hour.top, air, amount),
        middle=mix(hour.middle, air, amount),
        horizon=mix(hour.horizon, air, amount * 0.85),
        tint=mix(hour.tint, air, amount * 0.6),
        veil=max(hour.veil, amount * 0.5),
        dark=hour.dark or weather == "storm",
    )


def mix(first: Colour, second: Colour, amount: float) -> Colour:
    """`first` with `amount` (0 to 1) of `second`."""
    keep = 1.0 - amount
    return (
        first[0] * keep + second[0] * amount,
        first[1] * keep + second[1] * amount,
        first[2] * keep + second[2] * amount,
    )


def shade(colour: Colour, amount: float) -> Colour:
    """Darker for an amount below 0, lighter above, from -1 to 1."""
    return mix(colour, (0.0, 0.0, 0.03) if amount < 0 else (1.0, 1.0, 1.0), abs(amount))


def tints(colour: Colour) -> tuple[Colour, Colour, Colour]:
    """The colour, its shadow and its highlight: all that a subject of that colour is made of."""
    return colour, shade(colour, -0.3), shade(colour, 0.35)


def brightness(colour: Colour) -> float:
    """Perceived lightness from 0 to 1 (Rec. 601 weights)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
