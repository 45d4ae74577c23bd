"""Pictures held back on the local Discord, by the real classifier, in both languages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.marks.report import MarkState
from bot.marks.marker import read
from storage.clips import servers

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord.people.views import MessageView
    from tests.cogs.stage import Stage


async def held(stage: Stage) -> MessageView:
    """A round of two takes in a server that holds every picture."""
    async with stage.house.db.writing() as tx:
        now = await servers.settings(tx, stage.world.guild.id)
        await servers.save(tx, replace(now, held_from=0.0))
    return await stage.round(takes=2)


async def test_held_takes_are_blurred_until_the_director_shows_them(
    stage: Stage, tmp_path: Path
) -> None:
    """Two blurred copies; after "Show" two pictures, signed, with a number to vote by each."""
    await stage.clip("One", prompts=True)
    shown = await held(stage)
    assert "held back by an automatic look" in shown.text
    assert [one.filename.rpartition(".")[2] for one in shown.files] == ["webp", "webp"]
    assert "1️⃣" not in shown.reactions
    assert "Only Ana" in (await stage.bo.click(shown, "Show")).text
    assert "2 takes are shown" in (await stage.ana.click(shown, "Show")).text
    there = await stage.bo.wait_message(
        stage.channel, lambda one: one.id == shown.id and "2️⃣" in one.reactions
    )
    assert "held back" not in there.text
    assert [one.filename.rpartition(".")[2] for one in there.files] == ["png", "png"]
    file = tmp_path / "take.png"
    await asyncio.to_thread(file.write_bytes, await stage.bo.download(there.files[0]))
    assert (await read(file)).state is MarkState.VALID


async def test_dropped_takes_are_gone_in_french_as_well(stage: Stage) -> None:
    """No picture is left in the message; the vote goes on without them."""
    await stage.clip("One", prompts=True)
    await stage.ana.slash("clip settings", stage.channel, language="fr")
    async with stage.house.db.writing() as tx:
        now = await servers.settings(tx, stage.world.guild.id)
        await servers.save(tx, replace(now, held_from=0.0))
    await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    shown = await stage.bo.wait_message(
        stage.channel, lambda one: "regard automatique" in one.text and "🔁" in one.reactions
    )
    await stage.ana.click(shown, "Écarter")
    there = await stage.bo.wait_message(
        stage.channel, lambda one: one.id == shown.id and "regard automatique" not in one.text
    )
    assert not there.files
