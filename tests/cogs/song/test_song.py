"""``/song``: taken in, heard, and shown as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.play import SCENARIO
from bot.demo.scenario import read

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_song_is_heard_and_drawn(stage: Stage) -> None:
    """Its tempo is found, and its picture shows it."""
    await stage.clip("One", "Two")
    told = await stage.ana.slash("song set", stage.channel, file=read(SCENARIO).song, timeout_s=120)
    assert "1:00" in told.text
    assert "about 132 beats" in told.text
    shown = await stage.bo.slash("song show", stage.channel, timeout_s=120)
    assert shown.message is not None
    (picture,) = shown.message.files
    assert (await stage.bo.download(picture)).startswith(b"\x89PNG")


async def test_a_clip_without_a_song_has_no_picture(stage: Stage) -> None:
    """The sentence says how to add one."""
    await stage.clip("One")
    told = await stage.bo.slash("song show", stage.channel)
    assert "/song set" in told.text
