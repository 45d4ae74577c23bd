"""A clip begun by one form: what comes along is taken, what cannot be is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.e2e.songs import tone

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_one_form_brings_name_look_lyrics_and_song(stage: Stage) -> None:
    """From nothing to prompts in one submission; painting is offered under the answer."""
    asked = await stage.ana.slash("clip new", stage.channel)
    told = await stage.ana.submit(
        asked,
        name="Minuit",
        look="ink drawing",
        files=[("minuit.wav", tone(3)), ("words.lrc", b"[00:00.50]The tide is out\n")],
    )
    for part in ("**Minuit** begins here", "ink drawing", "minuit.wav", "The tide is out"):
        assert part in told.text, part
    assert told.message is not None
    queued = await stage.bo.click(told.message, "Paint the lyrics as they are")
    assert "draft" in queued.text
    await stage.bo.wait_message(stage.channel, lambda one: "Line 1 · round" in one.text)


async def test_all_but_the_name_may_stay_empty(stage: Stage) -> None:
    """In the language of the person, unless another one is chosen."""
    asked = await stage.cleo.slash("clip new", stage.channel)
    told = await stage.cleo.submit(asked, name="Minuit")
    assert "commence ici" in told.text
    again = await stage.bo.slash("clip new", stage.channel)
    refused = await stage.bo.submit(again, name="Other")
    assert "Minuit" in refused.text


async def test_what_cannot_be_taken_is_named_and_the_rest_is_there(stage: Stage) -> None:
    """A broken song, a second one: one row each, and the words are kept."""
    asked = await stage.ana.slash("clip new", stage.channel)
    told = await stage.ana.submit(
        asked,
        name="Minuit",
        language="en",
        lyrics="The tide is out\nCome home",
        files=[("broken.wav", b"RIFF nothing"), ("second.wav", tone(1))],
    )
    assert "⚠️ broken.wav" in told.text
    assert "second.wav is left out" in told.text
    assert "2 lines" in told.text
    shown = await stage.bo.slash("lyrics show", stage.channel)
    assert "Come home" in shown.text


async def test_options_without_a_name_ask_for_one(stage: Stage) -> None:
    """With any option there is no form."""
    options: dict[str, Any] = {"artist": "Nobody"}
    refused = await stage.ana.slash("clip new", stage.channel, **options)
    assert "name" in refused.text
