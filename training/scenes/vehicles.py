"""What moves, and what is built: in a box of height about 1, its foot at the origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.scenes.palette import INK, Colour, shade, tints

if TYPE_CHECKING:
    import random

    from training.scenes.brush import Brush

_GLASS: Colour = (0.72, 0.88, 0.95)
_STEEL: Colour = (0.70, 0.72, 0.76)


def _wheel(brush: Brush, x: float, y: float, radius: float) -> None:
    brush.disc(x, y, radius, INK)
    brush.disc(x, y, radius * 0.45, _STEEL)


def car(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A car from the side."""
    main, shadow, _ = tints(colour)
    brush.curve([(-0.75, -0.5), (-0.45, -1.08), (0.30, -1.08), (0.72, -0.5)], main)
    brush.curve([(-0.50, -0.52), (-0.34, -0.94), (-0.02, -0.94), (-0.02, -0.52)], _GLASS)
    brush.curve([(0.06, -0.52), (0.06, -0.94), (0.26, -0.94), (0.54, -0.52)], _GLASS)
    brush.box(-1.05, -0.60, 2.1, 0.42, main, round_=0.16)
    brush.box(-1.05, -0.32, 2.1, 0.14, shadow, round_=0.06)
    brush.disc(0.96, -0.46, 0.075, (1.0, 0.93, 0.6))
    for x in (-0.60, 0.60):
        _wheel(brush, x, -0.19, 0.21)


def train(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """An engine with two carriages."""
    main, shadow, _ = tints(colour)
    for x in (-2.25, -0.98):
        brush.box(x, -0.92, 1.2, 0.76, main, round_=0.08)
        brush.box(x, -0.34, 1.2, 0.16, shadow)
        for i in range(3):
            brush.box(x + 0.12 + i * 0.36, -0.78, 0.26, 0.28, (1.0, 0.92, 0.62), round_=0.03)
        _wheel(brush, x + 0.28, -0.12, 0.14)
        _wheel(brush, x + 0.92, -0.12, 0.14)
    brush.box(0.28, -1.05, 0.62, 0.88, main, round_=0.06)
    brush.box(0.22, -1.15, 0.74, 0.14, shadow, round_=0.04)
    brush.box(0.40, -0.92, 0.34, 0.3, _GLASS, round_=0.03)
    brush.box(0.80, -0.70, 0.92, 0.5, main, round_=0.18)
    brush.polygon([(1.34, -0.68), (1.30, -1.05), (1.58, -1.05), (1.54, -0.68)], shadow)
    brush.polygon([(1.62, -0.22), (1.98, 0.0), (1.55, 0.0)], shadow)
    brush.disc(1.70, -0.48, 0.08, (1.0, 0.93, 0.6))
    for x in (0.52, 0.98, 1.40):
        _wheel(brush, x, -0.15, 0.18)
    for i, r in enumerate((0.13, 0.18, 0.24)):
        brush.disc(1.40 - i * 0.32, -1.24 - i * 0.20, r, (0.94, 0.94, 0.95), 0.9)


def bicycle(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A bicycle from the side."""
    main, _, _ = tints(colour)
    for x in (-0.52, 0.52):
        brush.ring(x, -0.36, 0.34, 0.07, INK)
        brush.ring(x, -0.36, 0.05, 0.05, _STEEL)
    brush.line([(-0.52, -0.36), (-0.20, -0.82), (0.36, -0.82), (-0.02, -0.36), (-0.52, -0.36)],
               0.085, main)  # fmt: skip
    brush.line([(-0.02, -0.36), (-0.20, -0.82), (-0.24, -0.95)], 0.085, main)
    brush.line([(0.52, -0.36), (0.34, -0.98), (0.54, -1.04)], 0.085, main)
    brush.line([(-0.38, -0.97), (-0.10, -0.97)], 0.09, INK)


def plane(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """An airliner, climbing."""
    main, shadow, light = tints(colour)
    brush.polygon([(-0.86, -0.45), (-1.12, -1.00), (-0.86, -1.00), (-0.52, -0.56)], shadow)
    brush.polygon([(-0.12, -0.62), (-0.42, -1.05), (-0.22, -1.05), (0.24, -0.66)], shadow)
    brush.curve([(-1.15, -0.50), (-0.6, -0.68), (0.7, -0.74), (1.12, -0.52), (0.7, -0.34),
                 (-0.6, -0.34)], main)  # fmt: skip
    brush.polygon([(-0.08, -0.46), (-0.62, 0.02), (-0.36, 0.02), (0.36, -0.44)], light)
    for i in range(5):
        brush.disc(-0.42 + i * 0.22, -0.58, 0.05, _GLASS)
    brush.polygon([(0.74, -0.66), (0.96, -0.60), (0.74, -0.56)], _GLASS)


def boat(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A sailing boat: hull and sail of the colour."""
    main, shadow, light = tints(colour)
    brush.line([(0, -0.2), (0, -1.22)], 0.05, (0.40, 0.27, 0.17))
    brush.polygon([(0.06, -1.18), (0.70, -0.36), (0.06, -0.36)], main)
    brush.polygon([(-0.06, -1.06), (-0.50, -0.36), (-0.06, -0.36)], light)
    brush.polygon([(-0.78, -0.28), (0.82, -0.28), (0.54, 0.05), (-0.54, 0.05)], shadow)
    brush.box(-0.76, -0.28, 1.56, 0.08, main)
    brush.line([(-0.9, 0.07), (0.9, 0.07)], 0.05, (0.90, 0.96, 1.0), contour=False)


def rocket(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A rocket on its fire."""
    main, shadow, _ = tints(colour)
    brush.curve([(-0.14, -0.22), (-0.22, 0.02), (0, 0.25), (0.22, 0.02), (0.14, -0.22)],
                (0.98, 0.55, 0.12))  # fmt: skip
    brush.curve([(-0.07, -0.22), (-0.09, -0.02), (0, 0.1), (0.09, -0.02), (0.07, -0.22)],
                (1.0, 0.92, 0.45))  # fmt: skip
    for side in (-1, 1):
        brush.polygon([(side * 0.14, -0.5), (side * 0.38, -0.12), (side * 0.12, -0.2)], shadow)
    brush.curve([(-0.21, -0.18), (-0.26, -0.85), (0, -1.35), (0.26, -0.85), (0.21, -0.18)], main)
    brush.disc(0, -0.72, 0.12, shadow)
    brush.disc(0, -0.72, 0.085, _GLASS)


def balloon(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A hot-air balloon."""
    main, shadow, light = tints(colour)
    for x in (-0.1, 0.1):
        brush.line([(x * 2.6, -0.48), (x, -0.16)], 0.025, (0.25, 0.18, 0.12))
    brush.box(-0.12, -0.18, 0.24, 0.18, (0.55, 0.36, 0.20), round_=0.04)
    brush.curve([(0, -0.30), (-0.36, -0.42), (-0.58, -0.95), (-0.30, -1.36), (0.30, -1.36),
                 (0.58, -0.95), (0.36, -0.42)], main)  # fmt: skip
    brush.curve([(0, -0.36), (-0.30, -0.9), (-0.14, -1.32), (0.14, -1.32), (0.30, -0.9)], light)
    brush.curve([(0, -0.36), (-0.13, -0.9), (-0.05, -1.3), (0.05, -1.3), (0.13, -0.9)], shadow)


def house(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A house with walls of the colour."""
    main, shadow, _ = tints(colour)
    brush.box(0.26, -1.12, 0.15, 0.36, (0.50, 0.24, 0.18))
    brush.box(-0.55, -0.62, 1.1, 0.62, main)
    brush.polygon([(-0.70, -0.60), (0, -1.16), (0.70, -0.60)], shade((0.45, 0.22, 0.20), -0.1))
    brush.box(-0.11, -0.36, 0.22, 0.36, shadow, round_=0.02)
    for x in (-0.43, 0.21):
        brush.box(x, -0.50, 0.22, 0.24, (1.0, 0.90, 0.55))


def lighthouse(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A lighthouse with bands of the colour and a beam."""
    main, shadow, _ = tints(colour)
    brush.polygon([(0.08, -1.0), (1.5, -1.30), (1.5, -0.72)], (1.0, 0.95, 0.65), 0.45)
    brush.curve([(-0.45, 0.05), (-0.35, -0.1), (0.35, -0.1), (0.45, 0.05)], (0.35, 0.33, 0.33))
    for i in range(4):
        low, high = -0.06 - i * 0.20, -0.06 - (i + 1) * 0.20
        wide, slim = 0.21 - i * 0.025, 0.21 - (i + 1) * 0.025
        brush.polygon([(-wide, low), (-slim, high), (slim, high), (wide, low)],
                      (0.97, 0.97, 0.95) if i % 2 else main)  # fmt: skip
    brush.box(-0.16, -0.92, 0.32, 0.06, shadow)
    brush.box(-0.10, -1.08, 0.20, 0.17, (1.0, 0.93, 0.55))
    brush.polygon([(-0.14, -1.07), (0, -1.24), (0.14, -1.07)], main)


def castle(brush: Brush, _rng: random.Random, colour: Colour, _pose: str | None) -> None:
    """A castle with three towers."""
    main, shadow, light = tints(colour)
    brush.box(-0.55, -0.52, 1.1, 0.52, main)
    for i in range(6):
        brush.box(-0.55 + i * 0.2, -0.60, 0.1, 0.1, main)
    for x, high in ((-0.72, 0.85), (0.42, 0.85)):
        brush.box(x, -high, 0.30, high, light)
        brush.polygon([(x - 0.05, -high), (x + 0.15, -high - 0.36), (x + 0.35, -high)], shadow)
        brush.box(x + 0.11, -high + 0.14, 0.08, 0.16, INK, round_=0.04)
    brush.box(-0.16, -0.98, 0.32, 0.5, light)
    brush.polygon([(-0.22, -0.98), (0, -1.38), (0.22, -0.98)], shadow)
    brush.box(-0.13, -0.30, 0.26, 0.30, INK, round_=0.1)
