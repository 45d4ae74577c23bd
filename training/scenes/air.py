"""The air of a scene: sky, sun and stars behind everything, rain, snow and mist before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from training.scenes.palette import Light, mix

if TYPE_CHECKING:
    import random

    from training.scenes.brush import Brush

HORIZON: Final = 6.0
"""Where the ground begins, in units from the top of the sheet."""


@dataclass(frozen=True, slots=True)
class Air:
    """What a backdrop is painted with: the light, the hour and weather, the season, the chance."""

    light: Light
    time: str | None
    weather: str | None
    season: str | None
    rng: random.Random
    plain_sky: bool = False
    """No sun of the sky's own, because a subject is to be the one in the sky."""


def paint_sky(brush: Brush, air: Air, *, bottom: float = 9.0) -> None:
    """The sky from the top to `bottom` with what hangs in it."""
    light, rng = air.light, air.rng
    brush.wash(0, HORIZON, [light.top, light.middle, light.horizon])
    brush.wash(HORIZON, max(bottom, HORIZON + 0.01), [light.horizon, light.horizon])
    clear = air.weather in ("clear", None)
    if air.time == "night" and clear:
        for _ in range(34):
            x, y = rng.uniform(0, 16), rng.uniform(0, 5)
            brush.disc(x, y, rng.choice((0.035, 0.05, 0.075)), (1.0, 0.98, 0.85), 0.95)
    if clear and not air.plain_sky:
        _paint_sun(brush, air)
    if air.weather == "cloudy":
        for _ in range(5):
            _cloud(brush, air, rng.uniform(0, 15), rng.uniform(0.6, 3.4), 0.35)
    elif air.weather in ("rain", "storm"):
        for i in range(6):
            _cloud(brush, air, i * 3.0 + rng.uniform(-0.6, 0.6), rng.uniform(0.2, 1.1), -0.35)
    elif clear and air.time != "night" and rng.random() < 0.5:
        _cloud(brush, air, rng.uniform(0, 15), rng.uniform(0.8, 2.2), 0.75)


def _paint_sun(brush: Brush, air: Air) -> None:
    x = air.rng.choice((2.6, 5.2, 10.8, 13.4)) + air.rng.uniform(-0.5, 0.5)
    if air.time == "sunset":
        brush.glow(x, 5.4, 4.2, (1.0, 0.75, 0.3), 0.65)
        brush.disc(x, 5.4, 1.25, (1.0, 0.86, 0.42))
    elif air.time == "dawn":
        brush.glow(x, 5.8, 3.6, (1.0, 0.97, 0.85), 0.75)
        brush.disc(x, 5.8, 0.8, (1.0, 0.97, 0.88))
    elif air.time == "day":
        brush.glow(x, 1.5, 2.2, (1.0, 0.98, 0.75), 0.6)
        brush.disc(x, 1.5, 0.75, (1.0, 0.93, 0.45))


def _cloud(brush: Brush, air: Air, x: float, y: float, lift: float) -> None:
    base = (1.0, 1.0, 1.0) if lift > 0 else (0.05, 0.06, 0.10)
    colour = mix(air.light.middle, base, abs(lift) * (0.35 if air.light.dark and lift > 0 else 1.0))
    size = air.rng.uniform(0.8, 1.3)
    brush.oval(x, y, 1.9 * size, 0.45 * size, colour, 0.95)
    brush.oval(x - 0.6 * size, y - 0.3 * size, 0.85 * size, 0.5 * size, colour, 0.95)
    brush.oval(x + 0.5 * size, y - 0.4 * size, 0.95 * size, 0.6 * size, colour, 0.95)


def paint_weather(brush: Brush, air: Air, *, top: float = 0.0) -> None:
    """What falls or hangs in the air before the subjects; also the season's petals and leaves."""
    rng = air.rng
    if air.weather in ("rain", "storm"):
        drop = mix(air.light.horizon, (0.9, 0.95, 1.0), 0.6)
        for i in range(46):
            x, y = (i * 0.37 + rng.uniform(-0.2, 0.2)) % 16.5, rng.uniform(top - 0.5, 8.8)
            brush.line([(x, y), (x - 0.22, y + 0.75)], 0.05, drop, 0.75)
    if air.weather == "storm":
        x = rng.choice((3.0, 6.0, 10.5, 13.0)) + rng.uniform(-0.6, 0.6)
        bolt = [(x + 0.5, 0.4), (x - 0.4, 2.7), (x + 0.2, 2.6), (x - 0.5, 5.3), (x + 1.1, 2.1),
                (x + 0.45, 2.2), (x + 1.2, 0.4)]  # fmt: skip
        brush.glow(x + 0.3, 2.5, 3.4, (0.85, 0.88, 1.0), 0.5)
        brush.polygon(bolt, (1.0, 0.97, 0.62))
    if air.weather == "snow":
        for i in range(60):
            x, y = (i * 0.27 + rng.uniform(-0.3, 0.3)) % 16, rng.uniform(top, 8.9)
            brush.disc(x, y, rng.choice((0.06, 0.09, 0.13)), (1.0, 1.0, 1.0), 0.95)
    if air.weather == "fog":
        for i in range(5):
            y = 2.6 + i * 1.35 + rng.uniform(-0.2, 0.2)
            mist = mix(air.light.horizon, (1.0, 1.0, 1.0), 0.35)
            x = rng.uniform(1, 15)
            brush.oval(x, y, rng.uniform(5, 8), 0.42, mist, 0.55)
    if air.season in ("spring", "autumn") and air.weather in ("clear", "cloudy", "fog"):
        leaf = (0.98, 0.70, 0.82) if air.season == "spring" else (0.88, 0.38, 0.10)
        for i in range(18):
            x, y = (i * 0.9 + rng.uniform(-0.4, 0.4)) % 16, rng.uniform(0.8, 8.6)
            brush.oval(x, y, 0.17, 0.09, air.light.on(leaf), 0.95)
