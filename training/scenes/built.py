"""Backdrops that people built, and space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.scenes.air import HORIZON, paint_sky, paint_weather
from training.scenes.palette import Colour, mix, shade

if TYPE_CHECKING:
    from training.scenes.air import Air
    from training.scenes.brush import Brush


def _skyline(brush: Brush, air: Air, base: float, tallest: float, depth: float) -> None:
    colour = air.light.on((0.30, 0.34, 0.46), depth)
    lit = (1.0, 0.85, 0.42) if air.light.dark else mix(colour, (1.0, 1.0, 1.0), 0.35)
    x = -0.5 + air.rng.uniform(-0.4, 0.4)
    while x < 16:
        wide = air.rng.uniform(1.2, 2.1)
        high = tallest * air.rng.uniform(0.45, 1.0)
        brush.box(x, base - high, wide - 0.08, high + 1.5, colour)
        if depth < 0.5:
            for row in range(int(high / 0.62)):
                for column in range(int(wide / 0.5)):
                    if air.rng.random() < 0.62:
                        brush.box(x + 0.18 + column * 0.5, base - high + 0.25 + row * 0.62,
                                  0.24, 0.32, lit)  # fmt: skip
        x += wide


def city(brush: Brush, air: Air) -> None:
    """Two rows of towers behind a street."""
    paint_sky(brush, air)
    _skyline(brush, air, 6.4, 5.2, 0.6)
    _skyline(brush, air, 6.6, 3.7, 0.1)
    brush.wash(6.6, 9, [air.light.on((0.42, 0.42, 0.47)), air.light.on((0.28, 0.28, 0.33))])
    brush.box(-1, 6.6, 18, 0.22, air.light.on((0.66, 0.66, 0.68)))
    for i in range(5):
        brush.box(0.6 + i * 3.4, 8.25, 1.5, 0.13, air.light.on((0.92, 0.90, 0.80)))


def village(brush: Brush, air: Air) -> None:
    """Small houses around a steeple on a green."""
    paint_sky(brush, air)
    snowy = air.weather == "snow" or air.season == "winter"
    green: Colour = (0.92, 0.95, 0.99) if snowy else (
        {"autumn": (0.80, 0.47, 0.16), "spring": (0.52, 0.76, 0.38)}.get(
            air.season or "", (0.33, 0.58, 0.30)))  # fmt: skip
    brush.curve([(-4, 12), (-4, 5.6), (3, 5.0), (9, 5.6), (14, 5.0), (20, 5.6), (20, 12)],
                air.light.on(shade(green, -0.15), 0.35))  # fmt: skip
    tower = air.rng.choice((2.6, 13.0))
    wall = air.light.on((0.93, 0.87, 0.76), 0.1)
    roof = air.light.on((0.97, 0.98, 1.0) if snowy else (0.66, 0.30, 0.22), 0.1)
    brush.box(tower - 0.55, 3.6, 1.1, 3.2, wall)
    brush.polygon([(tower - 0.75, 3.6), (tower, 1.5), (tower + 0.75, 3.6)], roof)
    for i in range(6):
        x = -0.2 + i * 2.75 + air.rng.uniform(-0.2, 0.2)
        high = air.rng.uniform(0.95, 1.4)
        brush.box(x, 6.6 - high, 1.9, high, wall)
        brush.polygon([(x - 0.2, 6.6 - high), (x + 0.95, 5.7 - high), (x + 2.1, 6.6 - high)], roof)
        glass = (1.0, 0.84, 0.40) if air.light.dark else air.light.on((0.35, 0.45, 0.55))
        brush.box(x + 0.35, 6.9 - high, 0.4, 0.45, glass)
        brush.box(x + 1.15, 6.9 - high, 0.4, 0.45, glass)
    brush.wash(6.6, 9, [air.light.on(green), air.light.on(shade(green, -0.15))])


def room(brush: Brush, air: Air) -> None:
    """A wall with a window on the hour and weather, and a floor."""
    warm = 0.32 if air.light.dark else 0.0
    hue = air.rng.choice(((0.80, 0.66, 0.52), (0.62, 0.70, 0.66), (0.72, 0.60, 0.66)))
    wall = mix(hue, (0.30, 0.20, 0.24), warm)
    x = air.rng.choice((1.3, 9.4)) + air.rng.uniform(-0.2, 0.2)
    paint_sky(brush, air)
    paint_weather(brush, air)
    brush.box(-1, -1, x + 1, 10, wall)
    brush.box(x + 5.2, -1, 18, 10, wall)
    brush.box(x - 0.02, -1, 5.24, 2.0, wall)
    brush.box(x - 0.02, 5.2, 5.24, 5, wall)
    frame = mix((0.97, 0.95, 0.90), (0.3, 0.2, 0.2), warm)
    for bar in (0.0, 2.6, 5.2):
        brush.line([(x + bar, 1.0), (x + bar, 5.2)], 0.2, frame)
    for bar in (1.0, 5.2):
        brush.line([(x, bar), (x + 5.2, bar)], 0.2, frame)
    floor = mix((0.55, 0.36, 0.22), (0.15, 0.08, 0.10), warm)
    brush.box(-1, 6.9, 18, 3, floor)
    brush.box(-1, 6.75, 18, 0.22, frame)
    for i in range(6):
        brush.line([(i * 3.2 - 0.5, 7.0), (i * 4.2 - 3.0, 9.2)], 0.05, shade(floor, -0.35),
                   contour=False)  # fmt: skip
    other = 11.6 if x < 5 else 2.0
    brush.box(other, 1.7, 2.0, 1.5, frame)
    brush.box(other + 0.2, 1.9, 1.6, 1.1, mix((0.30, 0.50, 0.62), (0.1, 0.1, 0.2), warm))


def stage(brush: Brush, air: Air) -> None:
    """Curtains, boards and two beams of light."""
    brush.wash(0, 9, [(0.10, 0.05, 0.14), (0.22, 0.09, 0.24), (0.34, 0.14, 0.30)])
    for x, lean in ((4.5, 1.0), (11.5, -1.0)):
        foot = 8.0 + air.rng.uniform(-1.2, 1.2)
        beam: Colour = air.rng.choice(((1.0, 0.93, 0.70), (0.75, 0.85, 1.0), (1.0, 0.75, 0.85)))
        brush.polygon([(x - 0.2, 0), (x + 0.2, 0), (foot + 2.1 + lean * 0.3, 7.9),
                       (foot - 2.1 + lean * 0.3, 7.9)], beam, 0.22)  # fmt: skip
    brush.wash(7.0, 9, [(0.62, 0.42, 0.26), (0.36, 0.22, 0.14)])
    brush.oval(8, 7.9, 3.6, 0.6, (0.98, 0.88, 0.62), 0.5)
    red = (0.62, 0.08, 0.14)
    for side in (0, 1):
        for fold in range(4):
            x = fold * 0.62 if side == 0 else 15.4 - fold * 0.62
            brush.box(x, -0.5, 0.64, 8.3, red if fold % 2 else shade(red, -0.3))
    for i in range(8):
        brush.curve([(i * 2 - 0.4, -1), (i * 2 + 2.4, -1), (i * 2 + 1.8, 1.5), (i * 2 + 0.2, 1.5)],
                    shade(red, -0.12))  # fmt: skip


def station(brush: Brush, air: Air) -> None:
    """A platform with its roof on pillars, rails along it."""
    paint_sky(brush, air)
    far = air.light.on((0.40, 0.45, 0.50), 0.5)
    brush.box(-1, 5.3, 18, 1.0, far)
    brush.box(-1, 6.2, 18, 3, air.light.on((0.45, 0.42, 0.40)))
    for i in range(15):
        brush.box(i * 1.15 - 0.3, 6.75, 0.45, 0.42, air.light.on((0.33, 0.24, 0.18)))
    for y in (6.72, 7.12):
        brush.box(-1, y, 18, 0.1, air.light.on((0.80, 0.82, 0.85)))
    brush.box(-1, 7.55, 18, 2, air.light.on((0.70, 0.67, 0.62)))
    brush.box(-1, 7.55, 18, 0.2, air.light.on((0.98, 0.86, 0.30)))
    iron = air.light.on((0.16, 0.30, 0.32))
    shift = air.rng.uniform(-0.4, 0.4)
    for x in (1.0, 15.0):
        brush.box(x + shift - 0.14, 1.2, 0.28, 6.6, iron)
        brush.line([(x + shift - 1.0, 1.3), (x + shift, 2.2), (x + shift + 1.0, 1.3)], 0.14, iron)
    brush.polygon([(-1, 0), (17, 0), (17, 1.1), (-1, 1.1)], shade(iron, -0.2))
    for i in range(17):
        brush.polygon([(i - 0.1, 1.1), (i + 0.9, 1.1), (i + 0.4, 1.55)], iron)
    if air.light.dark:
        for x in (4.5, 11.5):
            brush.glow(x, 1.7, 1.6, (1.0, 0.9, 0.6), 0.8)


def rooftop(brush: Brush, air: Air) -> None:
    """A flat roof with chimneys, the city's tops below it."""
    paint_sky(brush, air)
    _skyline(brush, air, 6.9, 2.6, 0.45)
    wall = air.light.on((0.55, 0.32, 0.28))
    x = air.rng.choice((0.7, 12.9))
    brush.box(x, 4.4, 1.0, 3.0, wall)
    brush.box(x - 0.15, 4.2, 1.3, 0.35, shade(wall, -0.3))
    brush.box(x + 1.3, 5.3, 0.8, 2.0, wall)
    mast = 15.0 if x < 8 else 1.2
    brush.line([(mast, 7.2), (mast, 3.4)], 0.1, air.light.on((0.15, 0.15, 0.2)))
    for i in range(3):
        half, y = 0.6 - i * 0.12, 3.7 + i * 0.45
        brush.line([(mast - half, y), (mast + half, y)], 0.08, air.light.on((0.15, 0.15, 0.2)))
    brush.box(-1, 7.0, 18, 3, wall)
    brush.box(-1, 6.8, 18, 0.4, air.light.on((0.80, 0.74, 0.66)))
    for row in range(3):
        for i in range(9):
            brush.box(i * 2.0 - 0.6 + (row % 2), 7.4 + row * 0.55, 1.8, 0.06, shade(wall, -0.25))


def bridge(brush: Brush, air: Air) -> None:
    """A hanging bridge over water, seen from the bank."""
    paint_sky(brush, air)
    water = air.light.on((0.12, 0.42, 0.62))
    brush.wash(HORIZON + 0.1, 9, [mix(water, air.light.horizon, 0.4), water])
    bank = [(-4, 8), (-3, 5.6), (0, 5.7), (3, 6.3), (8, 6.2), (13, 6.3), (16, 5.5), (20, 5.6)]
    far_side = air.light.on((0.25, 0.40, 0.36), 0.4)
    brush.curve([*bank, (20, 6.3), (8, 6.35), (2, 6.5)], far_side)
    iron = air.light.on((0.70, 0.25, 0.20), 0.12)
    deck = 5.2 + air.rng.uniform(-0.15, 0.15)
    for tower in (3.6, 12.4):
        brush.box(tower - 0.3, 1.4, 0.6, 5.4, iron)
    for x0, x1, y0, y1 in ((-3.2, 3.6, 4.9, 1.6), (3.6, 12.4, 1.6, 1.6), (12.4, 19.2, 1.6, 4.9)):
        sag = [
            (x0 + (x1 - x0) * k / 8, y0 + (y1 - y0) * k / 8 + 9.86 * (k / 8) * (1 - k / 8))
            for k in range(9)
        ]
        brush.line(sag, 0.11, iron)
        for x, y in sag[1:-1]:
            brush.line([(x, min(y, deck)), (x, deck)], 0.05, iron, contour=False)
    brush.box(-1, deck, 18, 0.32, iron)
    for _ in range(7):
        x, y = air.rng.uniform(0, 15), air.rng.uniform(6.9, 8.8)
        brush.line([(x, y), (x + 1.2, y)], 0.07, mix(water, (1, 1, 1), 0.4), contour=False)


def space(brush: Brush, air: Air) -> None:
    """Stars, a nebula and a ringed planet."""
    rng = air.rng
    brush.wash(0, 9, [(0.02, 0.02, 0.08), (0.09, 0.04, 0.20), (0.03, 0.03, 0.12)])
    for _ in range(2):
        hue: Colour = rng.choice(((0.55, 0.15, 0.60), (0.15, 0.35, 0.70), (0.65, 0.25, 0.35)))
        brush.glow(rng.uniform(2, 14), rng.uniform(1.5, 7.5), rng.uniform(2.8, 4.5), hue, 0.55)
    for _ in range(60):
        brush.disc(rng.uniform(0, 16), rng.uniform(0, 9), rng.choice((0.03, 0.05, 0.08)),
                   (1.0, 0.98, 0.90), 0.95)  # fmt: skip
    x, y = rng.choice((2.4, 13.4)) + rng.uniform(-0.4, 0.4), rng.uniform(1.6, 2.8)
    world: Colour = rng.choice(((0.90, 0.62, 0.35), (0.42, 0.66, 0.78), (0.80, 0.45, 0.50)))
    brush.disc(x, y, 1.15, world)
    brush.oval(x - 0.25, y - 0.3, 0.62, 0.55, shade(world, 0.25), 0.6)
    brush.line([(x - 1.9, y + 0.5), (x, y + 0.12), (x + 1.9, y - 0.5)], 0.13, shade(world, 0.5))
    brush.curve([(-3, 12), (-2, 8.4), (5, 7.3), (11, 7.3), (18, 8.4), (19, 12)],
                (0.45, 0.44, 0.52))  # fmt: skip
    for crater in (1.5, 5.0, 10.6, 14.2):
        brush.oval(crater + rng.uniform(-0.4, 0.4), 8.4, 0.6, 0.16, (0.33, 0.32, 0.41))
