"""Things, instruments and what hangs in the sky: in a box of height 1, foot at the origin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from training.scenes.palette import INK, Colour, tints

if TYPE_CHECKING:
    import random

    from training.scenes.brush import Brush, Point

_WOOD: Colour = (0.48, 0.31, 0.18)
_CREAM: Colour = (0.98, 0.96, 0.90)


def clock(brush: Brush, rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A clock on a post."""
    main, shadow, _ = tints(colour)
    brush.box(-0.05, -0.45, 0.10, 0.45, shadow)
    brush.box(-0.2, -0.06, 0.4, 0.08, shadow, round_=0.02)
    brush.disc(0, -0.72, 0.38, main)
    brush.disc(0, -0.72, 0.29, _CREAM)
    for i in range(12):
        angle = i * math.pi / 6
        brush.disc(0.24 * math.cos(angle), -0.72 + 0.24 * math.sin(angle), 0.02, INK)
    for length, width in ((0.22, 0.035), (0.14, 0.05)):
        angle = rng.uniform(0, 6.28)
        brush.line([(0, -0.72), (length * math.cos(angle), -0.72 + length * math.sin(angle))],
                   width, INK)  # fmt: skip


def guitar(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A guitar that leans."""
    main, shadow, light = tints(colour)
    brush.line([(0.06, -0.5), (0.30, -1.18)], 0.085, _WOOD)
    brush.line([(0.29, -1.14), (0.35, -1.30)], 0.13, shadow)
    brush.oval(-0.10, -0.22, 0.33, 0.25, main)
    brush.oval(0.01, -0.50, 0.24, 0.20, main)
    brush.disc(-0.03, -0.40, 0.10, INK)
    brush.line([(-0.20, -0.17), (-0.06, -0.12)], 0.05, INK)
    brush.line([(-0.13, -0.14), (0.31, -1.2)], 0.018, light, contour=False)


def piano(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A grand piano, its lid open."""
    main, shadow, light = tints(colour)
    for x in (-0.58, 0.55):
        brush.line([(x, -0.3), (x, -0.02)], 0.08, shadow)
    brush.polygon([(-0.35, -0.62), (0.20, -1.20), (0.85, -1.08), (0.78, -0.55)], shadow)
    brush.curve([(-0.85, -0.64), (0.3, -0.66), (0.95, -0.58), (0.85, -0.26), (-0.85, -0.26)], main)
    brush.box(-0.80, -0.56, 0.62, 0.12, _CREAM)
    for i in range(5):
        brush.box(-0.73 + i * 0.115, -0.56, 0.05, 0.07, INK)
    brush.line([(0.0, -0.64), (0.35, -1.02)], 0.03, light)
    brush.box(-1.05, -0.22, 0.34, 0.08, shadow, round_=0.02)
    brush.line([(-0.95, -0.2), (-0.95, 0)], 0.04, shadow)
    brush.line([(-0.80, -0.2), (-0.80, 0)], 0.04, shadow)


def microphone(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A microphone on its stand."""
    main, shadow, light = tints(colour)
    brush.line([(-0.2, 0), (0, -0.08), (0.2, 0)], 0.06, INK)
    brush.line([(0, -0.05), (0, -0.68)], 0.05, (0.55, 0.57, 0.62))
    brush.polygon([(-0.12, -0.86), (0.12, -0.86), (0.06, -0.56), (-0.06, -0.56)], shadow)
    brush.disc(0, -0.96, 0.18, main)
    brush.box(-0.18, -0.90, 0.36, 0.07, INK, round_=0.02)
    brush.disc(-0.06, -1.02, 0.05, light)


def umbrella(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """An open umbrella."""
    main, shadow, light = tints(colour)
    brush.line([(0, -0.9), (0, -0.08), (0.05, -0.01), (0.13, -0.04)], 0.045, _WOOD)
    brush.curve([(-0.72, -0.50), (-0.62, -1.05), (0, -1.22), (0.62, -1.05), (0.72, -0.50),
                 (0.36, -0.62), (0, -0.52), (-0.36, -0.62)], main)  # fmt: skip
    brush.curve([(-0.22, -0.56), (-0.16, -1.1), (0, -1.12), (0.16, -1.1), (0.22, -0.56)], light)
    brush.line([(0, -1.08), (0, -1.16)], 0.045, shadow)


def lamp(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A street lamp that is lit."""
    main, shadow, _ = tints(colour)
    brush.glow(0, -0.98, 0.62, (1.0, 0.90, 0.55), 0.75)
    brush.line([(0, 0), (0, -0.82)], 0.065, main)
    brush.box(-0.13, -0.07, 0.26, 0.08, shadow, round_=0.02)
    brush.polygon([(-0.10, -0.84), (-0.15, -1.10), (0.15, -1.10), (0.10, -0.84)], (1.0, 0.93, 0.6))
    brush.polygon([(-0.20, -1.09), (0, -1.24), (0.20, -1.09)], main)


def door(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A door in its frame, leading nowhere yet."""
    main, shadow, _ = tints(colour)
    brush.box(-0.34, -1.08, 0.68, 1.08, _CREAM, round_=0.03)
    brush.box(-0.27, -1.01, 0.54, 1.01, main)
    for x in (-0.20, 0.03):
        brush.box(x, -0.92, 0.17, 0.36, shadow)
        brush.box(x, -0.46, 0.17, 0.36, shadow)
    brush.disc(0.20, -0.50, 0.04, (0.98, 0.82, 0.30))


def fire(brush: Brush, rng: random.Random, _colour: Colour, _pose: str | None) -> None:
    """A fire on three logs."""
    lean = rng.uniform(-0.08, 0.08)
    brush.glow(0, -0.4, 1.0, (1.0, 0.65, 0.2), 0.6)
    for wide, high, hue in (
        (0.42, 1.10, (0.93, 0.27, 0.08)),
        (0.29, 0.80, (0.99, 0.60, 0.12)),
        (0.16, 0.48, (1.0, 0.92, 0.45)),
    ):
        brush.curve([(-wide, -0.02), (-wide * 0.95, -high * 0.5), (lean, -high * 1.12),
                     (wide * 0.5, -high * 0.6), (wide * 0.95, -high * 0.55), (wide, -0.02)],
                    hue)  # fmt: skip
    brush.line([(-0.42, 0), (0.36, -0.12)], 0.11, _WOOD)
    brush.line([(0.42, 0), (-0.36, -0.12)], 0.11, _WOOD)


def heart(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A heart."""
    main, _, light = tints(colour)
    outline: list[Point] = []
    for i in range(28):
        t = i * math.tau / 28
        x = 16 * math.sin(t) ** 3
        y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        outline.append((x / 30, -0.55 - y / 30))
    brush.polygon(outline, main)
    brush.oval(-0.24, -0.74, 0.09, 0.12, light)


def moon(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A crescent with its halo."""
    main, _, _ = tints(colour)
    brush.glow(0, -0.5, 0.95, colour, 0.4)
    outer = [(0.5 * math.cos(a), -0.5 + 0.5 * math.sin(a)) for a in _angles(-1.05, -5.23, 22)]
    inner = [
        (0.24 + 0.434 * math.cos(a), -0.5 + 0.434 * math.sin(a)) for a in _angles(-4.72, -1.56, 18)
    ]
    brush.polygon([*outer, *inner], main)


def star(brush: Brush, rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A five-pointed star."""
    turn = rng.uniform(-0.2, 0.2) - math.pi / 2
    points = [
        ((0.58 if i % 2 == 0 else 0.24) * math.cos(turn + i * math.pi / 5),
         -0.5 + (0.58 if i % 2 == 0 else 0.24) * math.sin(turn + i * math.pi / 5))
        for i in range(10)
    ]  # fmt: skip
    brush.glow(0, -0.5, 0.95, colour, 0.35)
    brush.polygon(points, colour)


def sun(brush: Brush, _rng: random.Random, _colour: Colour, _pose: str | None) -> None:
    """A sun with rays."""
    gold = (1.0, 0.80, 0.18)
    for i in range(12):
        a = i * math.pi / 6
        brush.line([(0.42 * math.cos(a), -0.5 + 0.42 * math.sin(a)),
                    (0.62 * math.cos(a), -0.5 + 0.62 * math.sin(a))], 0.075, gold)  # fmt: skip
    brush.disc(0, -0.5, 0.34, gold)
    brush.disc(0, -0.5, 0.24, (1.0, 0.90, 0.42))


def rainbow(brush: Brush, _rng: random.Random, _colour: Colour, _pose: str | None) -> None:
    """An arc of six colours."""
    hues: tuple[Colour, ...] = (
        (0.89, 0.18, 0.20), (0.97, 0.55, 0.15), (0.99, 0.87, 0.25),
        (0.25, 0.70, 0.35), (0.20, 0.45, 0.88), (0.52, 0.25, 0.70),
    )  # fmt: skip
    for i, hue in enumerate(hues):
        brush.arc(0, 0.2, 1.5 - i * 0.11, 0.115, hue, 0.92)


def fireworks(brush: Brush, rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """Three bursts."""
    main, shadow, light = tints(colour)
    for (x, y, r), hue in zip(
        ((0.0, -0.6, 0.55), (-0.72, -0.28, 0.36), (0.70, -0.22, 0.40)), (main, light, shadow),
        strict=True,
    ):  # fmt: skip
        turn = rng.uniform(0, 1)
        for i in range(12):
            a = turn + i * math.pi / 6
            brush.line([(x + 0.35 * r * math.cos(a), y + 0.35 * r * math.sin(a)),
                        (x + r * math.cos(a), y + r * math.sin(a))], 0.05, hue)  # fmt: skip
            brush.disc(x + 1.12 * r * math.cos(a), y + 1.12 * r * math.sin(a), 0.04, light)


def _angles(first: float, last: float, count: int) -> list[float]:
    return [first + (last - first) * i / (count - 1) for i in range(count)]
