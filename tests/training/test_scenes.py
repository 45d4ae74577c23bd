"""The scenes that training draws; skipped where the drawing library is not installed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from bot.imaging.sketch.language import read
from training.scenes.captions import Language, caption
from training.scenes.heldout import is_held_out
from training.scenes.scene import LOOKS, PLACES, SUBJECTS, Scene, Subject, random_scene

pytest.importorskip("skia", reason="the drawing library comes with the extra 'train'")

from training.scenes.drawing import draw


def _scene(**changes: object) -> Scene:
    values: dict[str, object] = {
        "place": "city",
        "time": "day",
        "weather": "clear",
        "season": None,
        "look": "plain",
        "subjects": (),
        "seed": 5,
    }
    make: Any = Scene
    scene: Scene = make(**(values | changes))
    return scene


def test_the_same_scene_is_the_same_picture() -> None:
    """A scene's seed fixes everything its words leave open."""
    scene = random_scene(random.Random(4))
    assert np.array_equal(draw(scene, 256, 144), draw(scene, 256, 144))


def test_another_seed_is_another_picture() -> None:
    """What the words leave open does vary."""
    assert not np.array_equal(draw(_scene(), 256, 144), draw(_scene(seed=6), 256, 144))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_drawn_in_every_look(place: str) -> None:
    """No place and look draw an empty sheet, and no two looks the same one."""
    sheets = [draw(_scene(place=place, look=look), 128, 72) for look in LOOKS]
    assert all(sheet.std() > 5 for sheet in sheets)
    assert len({sheet.tobytes() for sheet in sheets}) == len(LOOKS)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_subject_changes_the_picture_where_it_stands(kind: str) -> None:
    """A subject on the right is seen on the right."""
    bare = draw(_scene(place="field"), 256, 144).astype(int)
    shown = draw(_scene(place="field", subjects=(Subject(kind, side="right"),)), 256, 144)
    change = np.abs(shown.astype(int) - bare).sum((0, 2))
    assert change[128:].sum() > 2 * change[:128].sum()


def test_night_is_darker_than_day() -> None:
    """The hour is in the light."""
    assert draw(_scene(time="night")).mean() < 0.6 * draw(_scene(time="day")).mean()


def test_training_never_draws_what_is_kept_for_evaluation() -> None:
    """The list of held-out pairs holds."""
    rng = random.Random(8)
    assert not any(is_held_out(random_scene(rng)) for _ in range(3000))
    assert any(is_held_out(random_scene(rng, training=False)) for _ in range(300))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_complete_captions_name_everything_and_are_understood(language: Language) -> None:
    """Evaluation's prompts leave nothing out that a scene shows, and no word is unknown."""
    rng = random.Random(3)
    for _ in range(300):
        scene = random_scene(rng)
        reading = read(caption(scene, language, rng, complete=True))
        said = set(reading.tokens)
        assert reading.unknown == ()
        assert {scene.place, scene.time, scene.weather} - {None} <= said
        assert all(one.kind in said or "rose" in said for one in scene.subjects)
