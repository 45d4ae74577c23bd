"""Backdrops under the open sky, and the table of all places.

A backdrop covers the sheet from edge to edge; its ground begins near `HORIZON`. Where hills,
windows and waves are is left to the scene's seed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from training.scenes import built
from training.scenes.air import HORIZON, Air, paint_sky
from training.scenes.palette import Colour, mix, shade

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.scenes.brush import Brush

_GREENS: Final[dict[str | None, Colour]] = {
    None: (0.33, 0.58, 0.30),
    "spring": (0.52, 0.76, 0.38),
    "summer": (0.20, 0.60, 0.20),
    "autumn": (0.80, 0.47, 0.16),
    "winter": (0.92, 0.95, 0.99),
}
_LEAVES: Final[dict[str | None, Colour]] = {
    None: (0.13, 0.38, 0.22),
    "spring": (0.96, 0.66, 0.78),
    "summer": (0.08, 0.44, 0.14),
    "autumn": (0.86, 0.33, 0.08),
    "winter": (0.78, 0.85, 0.93),
}


def grass(air: Air) -> Colour:
    """The ground's colour in the season; snow lies where it snows."""
    return _GREENS["winter" if air.weather == "snow" else air.season]


def leaves(air: Air) -> Colour:
    """The trees' colour in the season."""
    return _LEAVES["winter" if air.weather == "snow" and air.season is None else air.season]


def ridge(
    brush: Brush, air: Air, y: float, rise: float, colour: Colour, *, points: int = 6
) -> None:
    """A smooth line of hills across the sheet, filled down to the lower edge."""
    step = 20.0 / points
    hills = [
        (-2 + step * i, y - rise * (air.rng.random() if i % 2 else 0.15)) for i in range(points + 1)
    ]
    brush.curve([(-4, 12), (-4, y), *hills, (20, y), (20, 12)], colour)


def _sea(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    deep = air.light.on((0.05, 0.33, 0.58))
    near = air.light.on((0.10, 0.50, 0.66))
    brush.wash(HORIZON - 0.7, 9, [mix(deep, air.light.horizon, 0.35), deep, near])
    for row in range(5):
        y = HORIZON - 0.2 + row * 0.72
        for _ in range(3):
            x = air.rng.uniform(-1, 15)
            length = air.rng.uniform(0.8, 1.6) * (0.5 + row * 0.25)
            brush.line(
                [(x + length * k / 4, y + 0.10 * math.sin(k * 1.57)) for k in range(5)],
                0.06 + 0.02 * row,
                mix(near, air.light.horizon, 0.55),
                contour=False,
            )


def _beach(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    water = air.light.on((0.10, 0.55, 0.68))
    sand = air.light.on((0.95, 0.82, 0.58))
    brush.wash(HORIZON - 0.5, 8, [mix(water, air.light.horizon, 0.4), water])
    shore = HORIZON + air.rng.uniform(0.5, 0.8)
    brush.curve([(-3, 12), (-3, shore), (4, shore + 0.5), (11, shore - 0.1), (19, shore + 0.5),
                 (19, 12)], mix(sand, (1.0, 1.0, 1.0), 0.6))  # fmt: skip
    brush.curve([(-3, 12), (-3, shore + 0.3), (4, shore + 0.8), (11, shore + 0.2),
                 (19, shore + 0.8), (19, 12)], sand)  # fmt: skip
    x = air.rng.choice((1.2, 14.6))
    lean = 0.6 if x < 8 else -0.6
    trunk = air.light.on((0.45, 0.30, 0.18))
    brush.line([(x, 8), (x + lean * 0.4, 5.6), (x + lean, 3.4)], 0.28, trunk)
    frond = air.light.on((0.10, 0.45, 0.25))
    for angle in (-2.9, -2.3, -1.57, -0.8, -0.25):
        tip = (x + lean + 1.9 * math.cos(angle), 3.4 + 1.2 * math.sin(angle) + 0.5)
        mid = (x + lean + 1.0 * math.cos(angle), 3.0 + 1.1 * math.sin(angle))
        brush.curve([(x + lean, 3.5), mid, tip, (mid[0], mid[1] + 0.45)], frond)


def _mountains(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    for layer, (y, high) in enumerate(((6.2, 4.0), (6.8, 2.8))):
        rock = air.light.on((0.36, 0.42, 0.52), 0.55 - 0.4 * layer)
        for i in range(3 + layer):
            x = -1 + i * (7.5 - 2.2 * layer) + air.rng.uniform(-0.9, 0.9)
            top = y - high * air.rng.uniform(0.75, 1.1)
            half = (y - top) * 1.05
            brush.polygon([(x - half, y + 1), (x, top), (x + half, y + 1)], rock)
            cap, dip = (y - top) * 0.32, (y - top) * 0.2
            brush.polygon(
                [(x - cap * 0.86, top + cap), (x, top), (x + cap * 0.86, top + cap),
                 (x + cap * 0.3, top + dip), (x - cap * 0.15, top + cap)],
                air.light.on((0.97, 0.98, 1.0)),
            )  # fmt: skip
    ridge(brush, air, 7.0, 0.5, air.light.on(shade(grass(air), -0.1)))


def _desert(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    mesa = air.light.on((0.72, 0.36, 0.24), 0.35)
    x = air.rng.uniform(1.5, 11)
    brush.polygon([(x, HORIZON + 0.6), (x + 0.5, 3.9), (x + 2.9, 3.9), (x + 3.5, HORIZON + 0.6)],
                  mesa)  # fmt: skip
    ridge(brush, air, 6.4, 0.8, air.light.on((0.93, 0.64, 0.34), 0.15), points=4)
    ridge(brush, air, 7.2, 0.9, air.light.on((0.96, 0.74, 0.42)), points=4)
    green = air.light.on((0.16, 0.44, 0.26))
    x = air.rng.choice((1.3, 14.5)) + air.rng.uniform(-0.3, 0.3)
    brush.line([(x, 8.2), (x, 4.9)], 0.46, green)
    brush.line([(x, 6.9), (x - 0.75, 6.7), (x - 0.75, 5.8)], 0.32, green)
    brush.line([(x, 6.5), (x + 0.75, 6.3), (x + 0.75, 5.5)], 0.32, green)


def _forest(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    green = leaves(air)
    ground = air.light.on(shade(grass(air), -0.15))
    for layer in range(3):
        colour = air.light.on(mix(green, (0.05, 0.2, 0.15), 0.15), 0.6 - layer * 0.3)
        base = 6.3 + layer * 0.35
        for i in range(9 - layer * 2):
            x = -0.5 + i * (2.1 + 0.75 * layer) + air.rng.uniform(-0.4, 0.4)
            if layer == 2 and 4.6 < x < 11.4:  # a clearing, so that the subject is seen
                continue
            high = (3.2 + layer * 1.1) * air.rng.uniform(0.85, 1.2)
            half = high * 0.27
            brush.box(x - 0.13, base - 0.4, 0.26, 0.9, air.light.on((0.28, 0.18, 0.12), 0.2))
            for tier in range(3):
                low = base - high * 0.27 * tier
                brush.polygon(
                    [(x - half * (1 - 0.22 * tier), low), (x, low - high * 0.46),
                     (x + half * (1 - 0.22 * tier), low)],
                    colour,
                )  # fmt: skip
    ridge(brush, air, 7.0, 0.3, ground)


def _road(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    ridge(brush, air, HORIZON + 0.2, 0.9, air.light.on(grass(air), 0.4))
    brush.wash(HORIZON, 9, [air.light.on(grass(air), 0.1), air.light.on(shade(grass(air), -0.2))])
    tar = air.light.on((0.30, 0.30, 0.34))
    brush.polygon([(7.75, HORIZON), (8.25, HORIZON), (13.2, 9), (2.8, 9)], tar)
    for near in (0.12, 0.26, 0.46, 0.74):
        y, end = HORIZON + 3 * near, HORIZON + 3 * (near * 1.35 + 0.02)
        half = 0.02 + 0.16 * near
        brush.polygon(
            [(8 - half, y), (8 + half, y), (8 + half * 1.3, end), (8 - half * 1.3, end)],
            air.light.on((0.98, 0.90, 0.55)),
        )


def _field(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    green = grass(air)
    ridge(brush, air, 6.2, 0.9, air.light.on(green, 0.4))
    ridge(brush, air, 6.8, 0.7, air.light.on(shade(green, -0.08), 0.15), points=4)
    brush.curve([(-4, 12), (-4, 7.1), (5, 6.7), (12, 7.2), (20, 6.8), (20, 12)],
                air.light.on(shade(green, 0.08)))  # fmt: skip
    ear = air.light.on({"winter": (0.65, 0.72, 0.82), "autumn": (0.62, 0.30, 0.10)}.get(
        air.season or "", (0.97, 0.85, 0.30)))  # fmt: skip
    for i in range(26):
        x, y = (i * 0.64 + air.rng.uniform(-0.2, 0.2)), 7.6 + 1.2 * ((i * 7) % 5) / 5
        brush.line([(x, y), (x + 0.05, y - 0.3)], 0.09, ear, contour=False)


def _river(brush: Brush, air: Air) -> None:
    paint_sky(brush, air)
    green = grass(air)
    ridge(brush, air, 6.1, 1.6, air.light.on(shade(green, -0.1), 0.45), points=4)
    ridge(brush, air, 6.3, 0.5, air.light.on(green, 0.1))
    water = air.light.on((0.16, 0.52, 0.76))
    brush.curve(
        [(8.8, 5.9), (9.6, 6.2), (6.6, 6.7), (10.5, 7.2), (17, 8.2), (17, 9.8), (-2, 9.8),
         (-1, 8.5), (3.5, 7.6), (4.2, 6.9), (7.6, 6.3)],
        water,
    )  # fmt: skip
    for y, x in ((7.5, 5.0), (8.0, 8.2), (8.5, 3.5), (8.4, 11.6)):
        shift = air.rng.uniform(-0.6, 0.6)
        brush.line([(x + shift, y), (x + shift + 1.3, y)], 0.07, mix(water, (1, 1, 1), 0.5),
                   contour=False)  # fmt: skip


PLACES: Final[dict[str, Callable[[Brush, Air], None]]] = {
    "sea": _sea,
    "beach": _beach,
    "mountains": _mountains,
    "desert": _desert,
    "forest": _forest,
    "road": _road,
    "field": _field,
    "river": _river,
    "city": built.city,
    "village": built.village,
    "room": built.room,
    "stage": built.stage,
    "station": built.station,
    "rooftop": built.rooftop,
    "bridge": built.bridge,
    "space": built.space,
}
"""How each place is painted."""
