"""The way to a clip by buttons: from ``/help`` and from the answer to ``/clip new``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.songs import tone

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_help_begins_a_clip_and_leads_on(stage: Stage) -> None:
    """Where there is none a button begins one; then what is next, in the reader's language."""
    told = await stage.cleo.slash("help", stage.channel)
    assert told.message is not None
    assert told.message.labels == ["Commencer un clip"]
    assert "</clip new:" in told.text
    assert "`/" not in told.text
    asked = await stage.cleo.click(told.message, "Commencer un clip")
    await stage.cleo.submit(asked, name="Minuit")
    told = await stage.ana.slash("help", stage.channel)
    assert told.message is not None
    assert told.message.labels == ["Paste the lyrics", "Give the song"]


async def test_lyrics_and_song_come_by_the_buttons_under_a_new_clip(stage: Stage) -> None:
    """Each opens its form; a file that is no song is refused as ever."""
    told = await stage.ana.slash("clip new", stage.channel, name="Minuit")
    assert told.message is not None
    assert told.message.labels == ["Paste the lyrics", "Give the song"]
    asked = await stage.bo.click(told.message, "Paste the lyrics")
    assert "One" in (await stage.bo.submit(asked, lyrics="One\nTwo")).text
    asked = await stage.bo.click(told.message, "Give the song")
    refused = await stage.bo.submit(asked, file=[("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(100))])
    assert "Bo" not in refused.text
    asked = await stage.bo.click(told.message, "Give the song")
    given = await stage.bo.submit(asked, file=[("minuit.wav", tone(3))])
    assert "minuit.wav" in given.text
    told = await stage.ana.slash("help", stage.channel)
    assert told.message is not None
    assert told.message.labels == [
        "Tap along",
        "Write prompts",
        "Paint the lyrics as they are",
        "Preview",
    ]
