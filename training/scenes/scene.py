"""What can be seen in a picture, as plain data, and how a random picture is made up.

This module holds the closed world of the sketch model: every time, weather, season, place, look,
subject, colour, pose and position it was ever shown. It refuses to know how any of it is drawn
or said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from training.scenes.heldout import is_held_out

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

TIMES: Final = ("dawn", "day", "sunset", "night")
WEATHERS: Final = ("clear", "cloudy", "rain", "snow", "fog", "storm")
SEASONS: Final = ("spring", "summer", "autumn", "winter")
PLACES: Final = (
    "sea",
    "beach",
    "city",
    "mountains",
    "desert",
    "forest",
    "road",
    "field",
    "river",
    "village",
    "room",
    "stage",
    "station",
    "rooftop",
    "bridge",
    "space",
)
LOOKS: Final = ("plain", "neon", "noir", "pastel", "sepia", "watercolour", "woodcut")
COLOURS: Final = (
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
    "white",
    "black",
)
POSES: Final = ("standing", "running", "dancing", "sitting")

PEOPLE: Final = ("woman", "man", "couple", "crowd")
LAND: Final = (
    *PEOPLE,
    "cat",
    "dog",
    "horse",
    "car",
    "train",
    "bicycle",
    "rocket",
    "house",
    "lighthouse",
    "castle",
    "tree",
    "flower",
    "clock",
    "guitar",
    "piano",
    "microphone",
    "umbrella",
    "lamp",
    "door",
    "fire",
)
SKY: Final = (
    "bird",
    "butterfly",
    "plane",
    "balloon",
    "heart",
    "moon",
    "star",
    "sun",
    "rainbow",
    "fireworks",
)
WATER: Final = ("boat", "fish")
SUBJECTS: Final = (*LAND, *SKY, *WATER)
UNCOLOURED: Final = ("sun", "rainbow", "fire")
"""Subjects that always have their own colour."""

WATER_PLACES: Final = ("sea", "beach", "river", "bridge")
TIMELESS_PLACES: Final = ("stage", "space")
"""Places where neither the time of day nor the weather shows."""
SEASONED_PLACES: Final = ("mountains", "forest", "road", "field", "river", "village")
"""Places with enough green for a season to show."""

SIDES: Final = ("left", "centre", "right")
DISTANCES: Final = ("far", "middle", "near")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing in the picture: its colour (None: its natural one), pose, side and distance."""

    kind: str
    colour: str | None = None
    pose: str | None = None
    side: str = "centre"
    distance: str = "middle"


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture. `time` and `weather` are None exactly where they can't be seen.

    `seed` moves everything that the words leave open: sizes, places of hills, windows, stars.
    """

    place: str
    time: str | None
    weather: str | None
    season: str | None
    look: str
    subjects: tuple[Subject, ...]
    seed: int


def random_scene(rng: random.Random, *, training: bool = True) -> Scene:
    """Make up a scene; with `training`, never one with an attribute pair that is held out."""
    while True:
        scene = _any_scene(rng)
        if not training or not is_held_out(scene):
            return scene


def _any_scene(rng: random.Random) -> Scene:
    place = rng.choice(PLACES)
    time: str | None = None
    weather: str | None = None
    season: str | None = None
    if place not in TIMELESS_PLACES:
        time = _pick(rng, TIMES, (1.0, 1.3, 1.2, 1.3))
        weather = _pick(rng, WEATHERS, (3.0, 1.0, 1.1, 1.1, 1.0, 1.0))
    if place in SEASONED_PLACES and rng.random() < 0.6:
        season = rng.choice(SEASONS)
    look = _pick(rng, LOOKS, (6.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    return Scene(
        place=place,
        time=time,
        weather=weather,
        season=season,
        look=look,
        subjects=_random_subjects(rng, place, time),
        seed=rng.getrandbits(31),
    )


def _random_subjects(rng: random.Random, place: str, time: str | None) -> tuple[Subject, ...]:
    count = _pick(rng, (0, 1, 2), (0.08, 0.62, 0.30))
    if count == 0:
        return ()
    if count == 1:
        side = _pick(rng, SIDES, (1.0, 2.0, 1.0))
        distance = _pick(rng, DISTANCES, (1.0, 2.6, 1.4))
        return (_subject(rng, _kinds(place, time), side, distance),)
    if rng.random() < 0.45:
        side = _pick(rng, SIDES, (1.0, 2.0, 1.0))
        above = _subject(rng, _kinds(place, time, SKY), side, "middle")
        below = _subject(rng, _kinds(place, time, (*LAND, *WATER)), side, "middle")
        return (above, below)
    left = _subject(rng, _kinds(place, time), "left", "middle")
    right = _subject(rng, _kinds(place, time), "right", "middle")
    return (left, right)


def _kinds(
    place: str, time: str | None, among: Sequence[str] = (*LAND, *SKY, *WATER)
) -> tuple[str, ...]:
    def fits(kind: str) -> bool:
        if kind in WATER:
            return place in WATER_PLACES
        if kind == "sun":
            return time in ("dawn", "day", "sunset") and place != "room"
        if kind == "rainbow":
            return time not in ("night", None)
        if kind in ("fireworks", "moon"):
            return time == "night" or place == "space"
        if kind in ("train", "house", "lighthouse", "castle"):
            return place not in ("room", "stage")
        return True

    return tuple(kind for kind in among if fits(kind))


def _subject(rng: random.Random, kinds: tuple[str, ...], side: str, distance: str) -> Subject:
    kind = rng.choice(kinds)
    # People are what songs speak of: they come twice as often as anything else.
    if rng.random() < 0.10:
        kind = rng.choice([known for known in kinds if known in PEOPLE] or [kind])
    colour = rng.choice(COLOURS) if rng.random() < 0.72 and kind not in UNCOLOURED else None
    pose = rng.choice(POSES) if kind in ("woman", "man", "couple") else None
    if kind == "crowd":
        pose = rng.choice(("standing", "dancing"))
    return Subject(kind, colour, pose, side, distance)


def _pick(rng: random.Random, among: Sequence[_T], weights: Sequence[float]) -> _T:
    return rng.choices(among, weights)[0]
