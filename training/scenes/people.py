"""People, alone, two and many, in four poses.

All figures stand in a box of height 1 with their feet at the origin; up is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.scenes.palette import SKINS, Colour, tints

if TYPE_CHECKING:
    import random

    from training.scenes.brush import Brush, Point

_HAIRS: Final[tuple[Colour, ...]] = (
    (0.13, 0.09, 0.08),
    (0.36, 0.20, 0.10),
    (0.80, 0.58, 0.24),
    (0.55, 0.20, 0.10),
)
_TROUSERS: Final[Colour] = (0.16, 0.19, 0.30)


@dataclass(frozen=True, slots=True)
class _Joints:
    """Where a figure bends: hip and neck, then knee and foot, elbow and hand of each side."""

    hip: Point
    neck: Point
    legs: tuple[tuple[Point, Point], tuple[Point, Point]]
    arms: tuple[tuple[Point, Point], tuple[Point, Point]]


_POSES: Final[dict[str, _Joints]] = {
    "standing": _Joints(
        (0, -0.46), (0, -0.76),
        (((-0.05, -0.24), (-0.06, -0.02)), ((0.05, -0.24), (0.06, -0.02))),
        (((-0.13, -0.58), (-0.14, -0.42)), ((0.13, -0.58), (0.14, -0.42))),
    ),
    "running": _Joints(
        (0.0, -0.46), (0.08, -0.75),
        (((0.20, -0.36), (0.22, -0.08)), ((-0.08, -0.22), (-0.33, -0.20))),
        (((0.22, -0.58), (0.33, -0.70)), ((-0.10, -0.60), (-0.20, -0.46))),
    ),
    "dancing": _Joints(
        (0.02, -0.46), (-0.03, -0.75),
        (((-0.02, -0.24), (-0.05, -0.02)), ((0.22, -0.36), (0.14, -0.16))),
        (((-0.22, -0.84), (-0.20, -1.04)), ((0.18, -0.80), (0.30, -0.98))),
    ),
    "sitting": _Joints(
        (-0.02, -0.27), (-0.04, -0.58),
        (((0.20, -0.28), (0.21, -0.02)), ((0.22, -0.25), (0.27, -0.02))),
        (((-0.12, -0.42), (0.02, -0.30)), ((0.10, -0.42), (0.16, -0.30))),
    ),
}  # fmt: skip


def _figure(brush: Brush, rng: random.Random, colour: Colour, pose: str, *, dress: bool) -> None:
    joints = _POSES[pose]
    main, shadow, _ = tints(colour)
    skin, hair = rng.choice(SKINS), rng.choice(_HAIRS)
    (hx, hy), (nx, ny) = joints.hip, joints.neck
    if pose == "sitting":
        brush.box(-0.24, -0.22, 0.5, 0.22, (0.45, 0.32, 0.22), round_=0.03)
    if dress:
        brush.curve([(nx - 0.09, ny - 0.10), (nx + 0.09, ny - 0.10), (nx + 0.13, ny + 0.12),
                     (nx - 0.13, ny + 0.12)], hair)  # fmt: skip
    for knee, foot in joints.legs:
        brush.line([joints.hip, knee, foot], 0.075, skin if dress else _TROUSERS)
        brush.line([foot, (foot[0] + 0.05, foot[1])], 0.06, (0.1, 0.1, 0.12))
    back, front = joints.arms
    brush.line([(nx, ny + 0.04), back[0], back[1]], 0.06, skin if dress else shadow)
    if dress:
        spread = 0.17 if pose != "sitting" else 0.14
        hem = hy + (0.20 if pose != "sitting" else 0.04)
        tail = joints.legs[1][0][0] * 0.6
        brush.polygon([(nx - 0.075, ny), (nx + 0.075, ny), (hx + 0.07, hy - 0.06),
                       (hx + spread + max(tail, 0), hem), (hx - spread + min(tail, 0), hem),
                       (hx - 0.07, hy - 0.06)], main)  # fmt: skip
    else:
        brush.line([(nx, ny + 0.06), (hx, hy - 0.02)], 0.17, main)
    brush.line([(nx, ny + 0.04), front[0], front[1]], 0.06, skin if dress else main)
    brush.disc(nx + 0.01, ny - 0.115, 0.088, skin)
    if dress:
        brush.curve([(nx - 0.11, ny - 0.06), (nx - 0.1, ny - 0.25), (nx + 0.12, ny - 0.25),
                     (nx + 0.09, ny - 0.13), (nx - 0.04, ny - 0.14)], hair)  # fmt: skip
    else:
        brush.curve([(nx - 0.11, ny - 0.12), (nx - 0.1, ny - 0.24), (nx + 0.12, ny - 0.25),
                     (nx + 0.11, ny - 0.15)], hair)  # fmt: skip


def woman(brush: Brush, rng: random.Random, colour: Colour, pose: str | None) -> None:
    """One in a dress of the colour."""
    _figure(brush, rng, colour, pose or "standing", dress=True)


def man(brush: Brush, rng: random.Random, colour: Colour, pose: str | None) -> None:
    """One in a shirt of the colour."""
    _figure(brush, rng, colour, pose or "standing", dress=False)


def couple(brush: Brush, rng: random.Random, colour: Colour, pose: str | None) -> None:
    """Two close together, in the same colour."""
    with brush.placed(-0.17, 0, 1.0, accent=colour):
        _figure(brush, rng, colour, pose or "standing", dress=True)
    with brush.placed(0.19, 0, 1.06, mirrored=True, accent=colour):
        _figure(brush, rng, colour, pose or "standing", dress=False)


def crowd(brush: Brush, rng: random.Random, colour: Colour, pose: str | None) -> None:
    """Nine people in two rows, in tints of the colour."""
    for row, count in ((0, 5), (1, 4)):
        for i in range(count):
            x = (i - (count - 1) / 2) * 0.36 + rng.uniform(-0.03, 0.03)
            size = 0.80 + 0.14 * row + rng.uniform(-0.05, 0.05)
            with brush.placed(x, -0.14 + row * 0.14, size, mirrored=i % 2 == 1, accent=colour):
                _figure(brush, rng, tints(colour)[0], pose or "standing",
                        dress=rng.random() < 0.5)  # fmt: skip
