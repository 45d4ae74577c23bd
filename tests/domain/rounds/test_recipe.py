"""A recipe decides what is painted alike, and travels whole."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plain import from_plain, to_plain
from bot.domain.prompts.prompt import Preset, StyleSettings
from bot.domain.rounds.recipe import Recipe
from bot.ports.rounds import PaintItem, PaintRequest

PRESET = Preset("p", "P", "m/m", "CC0", "none", 10, 4.0, 512, 288, "fog", 40)
RECIPE = Recipe.of(PRESET, PRESET, 0.5)

texts = st.text(st.characters(exclude_categories=["Cs"]))


def test_what_nobody_chose_is_the_preset_s() -> None:
    """A guidance of 0 was chosen; None was not."""
    style = StyleSettings(preset="p", guidance=0.0, width_px=640)
    assert Recipe.of(PRESET, style) == Recipe(
        preset=PRESET, width_px=640, height_px=288, steps=10, guidance=0.0
    )


@pytest.mark.parametrize("name", [field.name for field in fields(Recipe)])
def test_every_setting_counts_in_the_key_and_what_is_told(name: str) -> None:
    """A setting of whatever kind that is another one makes another recipe."""
    other: Any = replace(PRESET, steps=11) if name == "preset" else 0.25
    changed = replace(RECIPE, **{name: other})
    assert changed.key != RECIPE.key
    assert name == "preset" or changed.settings.keys() >= {name}


def test_equal_recipes_have_one_key() -> None:
    """Whenever and however they were made."""
    assert Recipe.of(PRESET, PRESET, 0.5).key == replace(RECIPE, steps=10).key


@given(texts, st.integers(0, 2**32 - 1), st.floats(0.01, 1))
def test_a_request_comes_out_of_json_as_it_went_in(words: str, seed: int, strength: float) -> None:
    """Paths, tuples, dataclasses within dataclasses, and None where it may be."""
    item = PaintItem(words, "", seed, Path("/a b/é.png"), watched=True)
    for request in (
        PaintRequest(replace(RECIPE, strength=strength), (item, item)),
        PaintRequest(replace(RECIPE, strength=None), (replace(item, start=None),)),
    ):
        assert from_plain(PaintRequest, json.loads(json.dumps(to_plain(request)))) == request


@pytest.mark.parametrize(
    "harm", [{"steps": "ten"}, {"steps": None}, {"colour": 3}, {"preset": {"name": "p"}}]
)
def test_what_is_no_recipe_is_refused(harm: dict[str, object]) -> None:
    """A value of another kind, a field that nobody knows, one that lacks."""
    with pytest.raises((TypeError, ValueError)):
        from_plain(Recipe, {**to_plain(RECIPE), **harm})
