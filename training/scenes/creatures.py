"""Animals and what grows: in a box of height 1, feet at the origin, up is negative."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from training.scenes.palette import INK, Colour, tints

if TYPE_CHECKING:
    import random

    from training.scenes.brush import Brush


def bird(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A bird with both wings raised."""
    main, shadow, light = tints(colour)
    brush.curve([(-0.05, -0.5), (-0.30, -1.15), (-0.62, -1.0), (-0.15, -0.38)], shadow)
    brush.curve([(0.6, -0.62), (0.35, -0.72), (-0.1, -0.55), (-0.75, -0.28), (-0.2, -0.25),
                 (0.35, -0.36)], main)  # fmt: skip
    brush.curve([(0.15, -0.5), (0.05, -1.3), (-0.35, -1.15), (-0.22, -0.4)], light)
    brush.polygon([(0.5, -0.62), (0.74, -0.53), (0.5, -0.48)], (0.96, 0.62, 0.12))
    brush.disc(0.40, -0.57, 0.035, INK)


def butterfly(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A butterfly from above."""
    main, shadow, light = tints(colour)
    for side in (-1, 1):
        brush.curve(
            [(0, -0.5), (side * 0.2, -1.15), (side * 0.85, -1.1), (side * 0.62, -0.5)], main
        )
        brush.curve([(0, -0.5), (side * 0.6, -0.55), (side * 0.62, -0.02), (side * 0.12, -0.05)],
                    shadow)  # fmt: skip
        brush.disc(side * 0.42, -0.82, 0.12, light)
        brush.line([(0, -0.8), (side * 0.16, -1.08)], 0.03, INK)
    brush.line([(0, -0.8), (0, -0.2)], 0.09, INK)


def cat(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A cat that sits and looks at us."""
    main, shadow, _ = tints(colour)
    brush.line([(0.22, -0.08), (0.48, -0.12), (0.52, -0.4), (0.42, -0.55)], 0.09, shadow)
    brush.curve([(-0.34, 0.02), (-0.28, -0.5), (-0.1, -0.78), (0.1, -0.78), (0.28, -0.5),
                 (0.36, 0.02), (0, 0.04)], main)  # fmt: skip
    brush.polygon([(-0.25, -0.72), (-0.25, -1.08), (-0.02, -0.88)], main)
    brush.polygon([(0.25, -0.72), (0.25, -1.08), (0.02, -0.88)], main)
    brush.oval(0, -0.72, 0.26, 0.22, main)
    for side in (-1, 1):
        brush.oval(side * 0.10, -0.75, 0.045, 0.055, (0.95, 0.88, 0.30))
        brush.oval(side * 0.10, -0.75, 0.016, 0.045, INK)
        brush.line([(side * 0.09, -0.22), (side * 0.09, -0.03)], 0.10, shadow, contour=False)
    brush.polygon([(-0.035, -0.66), (0.035, -0.66), (0, -0.62)], (0.95, 0.55, 0.58))


def dog(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A dog that stands, its tail up."""
    main, shadow, _ = tints(colour)
    brush.line([(-0.46, -0.56), (-0.62, -0.70), (-0.66, -0.90)], 0.08, main)
    for x in (-0.36, 0.30):
        brush.line([(x + 0.08, -0.4), (x + 0.09, -0.03)], 0.12, shadow)
    for x in (-0.42, 0.22):
        brush.line([(x, -0.4), (x, -0.03)], 0.13, main)
    brush.box(-0.52, -0.66, 0.92, 0.34, main, round_=0.16)
    brush.polygon([(0.16, -0.6), (0.36, -0.98), (0.52, -0.8), (0.40, -0.42)], main)
    brush.box(0.26, -1.04, 0.34, 0.30, main, round_=0.12)
    brush.box(0.48, -0.92, 0.28, 0.17, main, round_=0.07)
    brush.curve([(0.24, -1.06), (0.40, -1.04), (0.38, -0.70), (0.24, -0.72)], shadow)
    brush.disc(0.75, -0.89, 0.045, INK)
    brush.disc(0.49, -0.95, 0.03, INK)


def horse(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A horse at a walk."""
    main, shadow, _ = tints(colour)
    brush.curve([(-0.44, -0.66), (-0.68, -0.62), (-0.72, -0.2), (-0.58, -0.25)], shadow)
    for x, kick in ((-0.30, -0.06), (0.26, 0.10)):
        brush.line([(x + 0.06, -0.46), (x + 0.1, -0.24), (x + 0.08 + kick, -0.02)], 0.085, shadow)
    for x, kick in ((-0.40, 0.04), (0.20, -0.04)):
        brush.line([(x, -0.46), (x - 0.02, -0.24), (x + kick, -0.02)], 0.09, main)
    brush.oval(-0.08, -0.54, 0.44, 0.2, main)
    brush.polygon([(0.10, -0.66), (0.36, -1.06), (0.52, -0.94), (0.36, -0.46)], main)
    brush.curve([(0.32, -1.10), (0.50, -1.12), (0.80, -0.84), (0.72, -0.74), (0.42, -0.86)], main)
    brush.polygon([(0.36, -1.02), (0.38, -1.18), (0.46, -1.04)], main)
    brush.curve([(0.36, -1.14), (0.08, -0.86), (0.04, -0.62), (0.16, -0.66), (0.36, -0.98)], shadow)
    brush.disc(0.52, -0.97, 0.025, INK)


def fish(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A fish that leaps, with drops."""
    main, shadow, light = tints(colour)
    brush.polygon([(-0.34, -0.55), (-0.80, -0.86), (-0.70, -0.50), (-0.80, -0.16)], shadow)
    brush.polygon([(-0.1, -0.75), (0.1, -1.02), (0.28, -0.76)], shadow)
    brush.oval(0.08, -0.55, 0.54, 0.28, main)
    brush.curve([(-0.2, -0.45), (0.1, -0.32), (0.4, -0.42), (0.1, -0.20)], light)
    brush.disc(0.38, -0.62, 0.075, (1, 1, 1))
    brush.disc(0.40, -0.62, 0.035, INK)
    for x, y in ((-0.55, 0.0), (-0.2, 0.08), (0.3, 0.08), (0.6, -0.02)):
        brush.oval(x, y, 0.05, 0.09, (0.80, 0.93, 1.0))


def tree(brush: Brush, rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A tree with a round crown."""
    main, shadow, light = tints(colour)
    bark = (0.36, 0.23, 0.15)
    brush.polygon([(-0.08, 0), (-0.05, -0.5), (0.05, -0.5), (0.08, 0)], bark)
    brush.line([(0, -0.35), (0.2, -0.55)], 0.05, bark)
    for x, y, r in ((-0.22, -0.58, 0.22), (0.23, -0.60, 0.22)):
        brush.disc(x, y, r, shadow)
    brush.disc(0, -0.76, 0.30, main)
    brush.disc(-0.08 + rng.uniform(-0.05, 0.05), -0.84, 0.13, light)


def flower(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A flower as large as life is small."""
    main, shadow, _ = tints(colour)
    green = (0.16, 0.50, 0.22)
    brush.line([(0, 0), (0.03, -0.35), (0, -0.65)], 0.055, green)
    brush.curve([(0.02, -0.15), (0.30, -0.46), (0.36, -0.22), (0.10, -0.10)], green)
    brush.curve([(0, -0.1), (-0.28, -0.38), (-0.34, -0.15), (-0.08, -0.06)], green)
    for i in range(6):
        angle = i * math.pi / 3 + 0.3
        brush.disc(0.19 * math.cos(angle), -0.74 + 0.19 * math.sin(angle), 0.135,
                   shadow if i % 2 else main)  # fmt: skip
    brush.disc(0, -0.74, 0.11, (0.98, 0.80, 0.20))
