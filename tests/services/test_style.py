"""What is told of a style's model: what it does not read, and where it is too slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.phrasing.lyrics import style_text
from bot.domain.rounds.abilities import Abilities, Guidance, Variation
from bot.services.prompts.guard import Guard
from bot.services.prompts.prompts import Prompts, StyleChanges
from tests.services.conftest import INES, PRESETS

if TYPE_CHECKING:
    from bot.domain.prompts.prompt import Preset
    from tests.services.conftest import Studio


async def test_a_model_that_is_too_slow_here_is_told_when_it_is_chosen(studio: Studio) -> None:
    """And not with every other change of the style, nor where it is quick enough."""
    slow = {"other"}

    async def impractical(preset: Preset) -> bool:
        return preset.name in slow

    guard = Guard(studio.db, studio.clock)
    prompts = Prompts(studio.db, studio.clock, PRESETS, guard, impractical=impractical)
    clip = await studio.clip()
    chosen = await prompts.restyle(INES, clip, StyleChanges(preset="other"))
    for locale, words in (("en", "paints on its processor"), ("fr", "peint sur son processeur")):
        assert words in style_text(locale, chosen)
    for changes in (StyleChanges(words="ink"), StyleChanges(preset="tiny")):
        changed = await prompts.restyle(INES, clip, changes)
        assert "processor" not in style_text("en", changed)


async def test_what_a_model_does_is_told_with_its_style(studio: Studio) -> None:
    """How it varies, how much it reads, and what of the style it does not."""
    able = Abilities(
        pipeline="P", variation=Variation.REFERENCES, guidance=Guidance.NONE, tokens=512
    )
    guard = Guard(studio.db, studio.clock)
    prompts = Prompts(studio.db, studio.clock, PRESETS, guard, abilities=lambda _: able)
    clip = await studio.clip()
    changed = await prompts.restyle(INES, clip, StyleChanges(negative="fog", guidance=7))
    text = style_text("en", changed)
    for words in ("as a reference", "about 512 tokens", "not read negative", "not read the guid"):
        assert words in text, words
