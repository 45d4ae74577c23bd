"""A scene drawn: backdrop, then weather, then its subjects where the scene puts them."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final

import numpy as np

from training.scenes import creatures, people, things, vehicles
from training.scenes.air import Air, paint_weather
from training.scenes.brush import Brush
from training.scenes.palette import NAMED, Colour, light_of, mix
from training.scenes.places import PLACES
from training.scenes.scene import SKY, WATER

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from training.scenes.brush import Point
    from training.scenes.scene import Scene, Subject

_FIGURES: Final[
    dict[str, tuple[Callable[[Brush, random.Random, Colour, str | None], None], float, Colour]]
] = {
    # kind: how it is drawn, its height in units at middle distance, its colour if none is asked
    "woman": (people.woman, 4.3, (0.85, 0.45, 0.40)),
    "man": (people.man, 4.3, (0.35, 0.50, 0.62)),
    "couple": (people.couple, 4.1, (0.60, 0.42, 0.50)),
    "crowd": (people.crowd, 3.2, (0.50, 0.46, 0.52)),
    "bird": (creatures.bird, 2.0, (0.72, 0.76, 0.82)),
    "butterfly": (creatures.butterfly, 2.1, (0.95, 0.62, 0.25)),
    "cat": (creatures.cat, 3.0, (0.62, 0.48, 0.38)),
    "dog": (creatures.dog, 2.9, (0.60, 0.42, 0.26)),
    "horse": (creatures.horse, 3.7, (0.46, 0.29, 0.18)),
    "fish": (creatures.fish, 2.5, (0.55, 0.66, 0.74)),
    "tree": (creatures.tree, 4.4, (0.22, 0.48, 0.24)),
    "flower": (creatures.flower, 3.8, (0.90, 0.45, 0.55)),
    "car": (vehicles.car, 2.3, (0.62, 0.66, 0.70)),
    "train": (vehicles.train, 2.1, (0.45, 0.40, 0.42)),
    "bicycle": (vehicles.bicycle, 2.8, (0.35, 0.40, 0.45)),
    "plane": (vehicles.plane, 2.0, (0.86, 0.88, 0.91)),
    "boat": (vehicles.boat, 3.3, (0.86, 0.78, 0.66)),
    "rocket": (vehicles.rocket, 3.6, (0.82, 0.83, 0.87)),
    "balloon": (vehicles.balloon, 2.7, (0.90, 0.62, 0.45)),
    "house": (vehicles.house, 3.5, (0.88, 0.80, 0.68)),
    "lighthouse": (vehicles.lighthouse, 4.6, (0.72, 0.34, 0.30)),
    "castle": (vehicles.castle, 3.6, (0.66, 0.64, 0.62)),
    "clock": (things.clock, 3.8, (0.45, 0.36, 0.30)),
    "guitar": (things.guitar, 3.5, (0.78, 0.52, 0.26)),
    "piano": (things.piano, 3.1, (0.28, 0.20, 0.18)),
    "microphone": (things.microphone, 3.9, (0.58, 0.60, 0.66)),
    "umbrella": (things.umbrella, 3.4, (0.42, 0.46, 0.60)),
    "lamp": (things.lamp, 4.4, (0.20, 0.24, 0.26)),
    "door": (things.door, 4.0, (0.60, 0.42, 0.28)),
    "fire": (things.fire, 3.0, (0.93, 0.27, 0.08)),
    "heart": (things.heart, 2.7, (0.90, 0.30, 0.40)),
    "moon": (things.moon, 2.5, (0.98, 0.94, 0.78)),
    "star": (things.star, 2.2, (1.0, 0.90, 0.50)),
    "sun": (things.sun, 2.6, (1.0, 0.80, 0.18)),
    "rainbow": (things.rainbow, 2.4, (0.89, 0.18, 0.20)),
    "fireworks": (things.fireworks, 2.6, (1.0, 0.80, 0.40)),
}
_SIDE_X: Final = {"left": 4.0, "centre": 8.0, "right": 12.0}
_DISTANCE: Final = {"far": (0.65, 7.0), "middle": (1.3, 8.4), "near": (1.65, 8.8)}
"""Size factor, and where a subject's feet stand."""
_SHARED: Final = (0.92, 8.1)
"""The same for one of two subjects."""
_RAINBOW_FOOT: Final = 5.6


def draw(scene: Scene, width_px: int = 512, height_px: int = 288) -> NDArray[np.uint8]:
    """The picture of a scene, shape (height, width, 3); the same scene always looks the same."""
    rng = random.Random(scene.seed)
    brush = Brush(width_px, height_px, scene.look)
    light = light_of(scene.time, scene.weather)
    owned = any(one.kind in ("sun", "moon", "rainbow") for one in scene.subjects)
    air = Air(light, scene.time, scene.weather, scene.season, rng, plain_sky=owned)
    PLACES[scene.place](brush, air)
    if scene.place != "room":
        paint_weather(brush, air, top=1.1 if scene.place == "station" else 0.0)
    for one in scene.subjects:
        _place(brush, air, one, stacked=len(scene.subjects) > 1)
    return brush.picture()


def _place(brush: Brush, air: Air, subject: Subject, *, stacked: bool) -> None:
    figure, _, natural = _FIGURES[subject.kind]
    rng = air.rng
    x, foot, size = _standing(subject, stacked=stacked)
    size *= rng.uniform(0.93, 1.07)
    x += rng.uniform(-0.5, 0.5)
    sway = 0.15 if subject.kind in SKY else 0.12
    foot += rng.uniform(-sway, sway)
    if subject.kind == "rainbow":
        foot = _RAINBOW_FOOT
    colour = _in_light(subject, natural, air)
    _halo(brush, air, subject.kind, (x, foot), size)
    mirrored = rng.random() < 0.5
    with brush.placed(x, foot, size, mirrored=mirrored,
                      accent=colour if subject.colour is not None else None):  # fmt: skip
        figure(brush, rng, colour, subject.pose)


def _standing(subject: Subject, *, stacked: bool) -> tuple[float, float, float]:
    """Where a subject is meant to stand: its middle, its foot and its height."""
    factor, foot = _SHARED if stacked else _DISTANCE[subject.distance]
    size = factor * _FIGURES[subject.kind][1]
    if subject.kind in SKY:
        middle = 2.2 if stacked else {"far": 2.0, "middle": 3.2, "near": 3.9}[subject.distance]
        foot = min(middle + size * 0.55, 7.6)
    return _SIDE_X[subject.side], foot, size


def subject_cells(scene: Scene) -> NDArray[np.bool_]:
    """Which of the picture's 16 x 9 squares its subjects are about, shape (9, 16)."""
    cells = np.zeros((9, 16), np.bool_)
    for one in scene.subjects:
        x, foot, size = _standing(one, stacked=len(scene.subjects) > 1)
        half = 0.6 * size + 0.5
        top, left = max(0, math.floor(foot - size - 0.3)), max(0, math.floor(x - half))
        cells[top : math.ceil(foot + 0.3), left : math.ceil(x + half)] = True
    return cells


def _in_light(subject: Subject, natural: Colour, air: Air) -> Colour:
    if subject.colour is not None:
        return mix(NAMED[subject.colour], air.light.tint, 0.10 * air.light.veil)
    return mix(natural, air.light.tint, 0.25 * air.light.veil)


def _halo(brush: Brush, air: Air, kind: str, at: Point, size: float) -> None:
    """Lift a subject from its ground: a soft light behind it and a shadow under it."""
    x, foot = at
    if kind in ("rainbow", "fireworks"):
        return
    light = mix(air.light.horizon, (1.0, 0.97, 0.90), 0.55)
    brush.glow(x, foot - size * 0.5, size * 0.85, light, 0.42)
    if kind not in SKY and kind not in WATER and kind != "rocket":
        wide = {"train": 2.2, "car": 1.1, "crowd": 1.0, "piano": 0.9}.get(kind, 0.45)
        brush.oval(x, foot + 0.02, wide * size, 0.16, (0.03, 0.03, 0.08), 0.28)
