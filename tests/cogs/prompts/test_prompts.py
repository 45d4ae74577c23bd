"""Prompts, style and cast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local_discord.people.client import RefusedError

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_prompts_are_versions_and_shown_with_their_authors(stage: Stage) -> None:
    """The channel sees what changed; the history stays."""
    await stage.clip("The tide is out")
    first = await stage.bo.slash("prompt set", stage.channel, line=1, text="a *boat*")
    assert "version 1" in first.text
    assert "a \\*boat\\*" in first.text
    second = await stage.cleo.slash("prompt set", stage.channel, line=1, text="a ship")
    assert "version 2" in second.text
    assert "before: a \\*boat\\*" in second.text
    same = await stage.ana.slash("prompt set", stage.channel, line=1, text="a ship")
    assert "just these words already" in same.text
    shown = await stage.ana.slash("prompt show", stage.channel, line=1)
    assert stage.bo.mention in shown.text
    assert stage.cleo.mention in shown.text


async def test_names_that_nobody_described_are_told_to_the_author(stage: Stage) -> None:
    """At once, where the prompt is written; described names are not."""
    await stage.clip("One")
    await stage.ana.slash("cast set", stage.channel, name="mara", description="a red coat")
    told = await stage.bo.slash("prompt set", stage.channel, line=1, text="@mara meets @lou")
    assert "lou is not in the cast" in told.text
    assert "/cast set" in told.text
    assert "mara is not" not in told.text
    both = await stage.bo.slash("prompt set", stage.channel, line=1, text="@lou and @zoé")
    assert "zoé are not in the cast" in both.text
    known = await stage.bo.slash("prompt set", stage.channel, line=1, text="@mara alone")
    assert "not in the cast" not in known.text


async def test_a_message_becomes_a_prompt(stage: Stage) -> None:
    """The form proposes the first line without one; a bad number is refused."""
    await stage.clip("One", "Two", prompts=False)
    await stage.bo.slash("prompt set", stage.channel, line=1, text="a boat")
    said = await stage.bo.say(stage.channel, "a lighthouse at night")
    asked = await stage.ana.context("Use as prompt", said)
    assert asked.modal is not None
    assert asked.modal.values == {"line": "2", "prompt": "a lighthouse at night"}
    refused = await stage.ana.submit(asked, line="two")
    assert "not a line’s number" in refused.text
    asked = await stage.ana.context("Use as prompt", said)
    told = await stage.ana.submit(asked)
    assert "Prompt of line 2" in told.text
    assert "a lighthouse at night" in told.text


async def test_too_long_a_prompt_is_refused_with_its_length(stage: Stage) -> None:
    """Nothing is cut in silence: by Discord in the option, by a sentence in a file."""
    await stage.clip("One")
    with pytest.raises(RefusedError, match="1000"):
        await stage.bo.slash("prompt set", stage.channel, line=1, text="word " * 300)
    file = ("prompts.txt", f"1: {'word ' * 300}".encode())
    told = await stage.bo.slash("prompt import", stage.channel, file=file)
    assert "1499" in told.text
    assert "1000" in told.text


async def test_style_words_are_everyone_s_and_the_model_the_director_s(stage: Stage) -> None:
    """The answer names the model, its licence and what it was made from."""
    await stage.clip()
    told = await stage.bo.slash("style set", stage.channel, words="ink drawing", negative="fog")
    for part in ("Bo has changed the style", "ink drawing", "fog", "Tiny", "MIT", "Drawings made"):
        assert part in told.text, part
    refused = await stage.bo.slash("style set", stage.channel, steps=5)
    assert "Only Ana" in refused.text
    changed = await stage.ana.slash("style set", stage.channel, steps=5, width=128, height=128)
    assert "128 × 128 px, 5 steps" in changed.text
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"model": "nothing"}, "no model called"),
        ({"width": 129}, "multiples of 8"),
        ({}, "Say what to change"),
    ]
    for options, said in refusals:
        wrong = await stage.ana.slash("style set", stage.channel, **options)
        assert said in wrong.text


async def test_models_are_offered_with_their_licence(stage: Stage) -> None:
    """People choose open models to know what they were made from."""
    await stage.clip()
    offered = await stage.ana.autocomplete("style set", stage.channel, "model", "tin")
    assert offered == (("tiny · Tiny · MIT", "tiny"),)


async def test_the_cast_is_described_shown_and_left(stage: Stage) -> None:
    """Anyone describes; the director removes."""
    await stage.clip()
    assert "Nobody" in (await stage.bo.slash("cast show", stage.channel)).text
    told = await stage.bo.slash(
        "cast set", stage.channel, name="@mara", description="a woman with red hair"
    )
    assert "@" in told.text
    assert "red hair" in told.text
    for name in ("two words", "mara-", "-mara", "a--b", "m" * 33):
        wrong = await stage.bo.slash("cast set", stage.channel, name=name, description="x")
        assert "one word" in wrong.text
    assert "mara" in (await stage.bo.slash("cast show", stage.channel)).text
    offered = await stage.bo.autocomplete("cast remove", stage.channel, "name", "@ma")
    assert [value for _, value in offered] == ["mara"]
    assert "Only Ana" in (await stage.bo.slash("cast remove", stage.channel, name="mara")).text
    assert (
        "out of the cast" in (await stage.ana.slash("cast remove", stage.channel, name="mara")).text
    )
