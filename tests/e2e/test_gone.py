"""What people delete meanwhile: messages come back, channels are let go, roles count no more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from local_discord.channels import guilds
from tests.e2e.looking import at_rest, moderator, posts, rows

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_deleted_round_is_posted_again_with_its_votes(stage: Stage) -> None:
    """Who voted on the first message has voted on the second."""
    await stage.clip("Le train de minuit", prompts=True)
    shown = await stage.round()
    await stage.ana.react(shown, "2️⃣")
    await stage.ana.slash("vote status", stage.channel)
    await moderator(stage).delete(shown)
    again = await stage.ana.wait_message(
        stage.channel, lambda one: "Line 1 · round 1" in one.text and "🔁" in one.reactions
    )
    assert again.id != shown.id
    await stage.bo.react(again, "2️⃣")
    await stage.ana.slash("vote close", stage.channel, line=1)
    decided = await stage.ana.wait_message(stage.channel, "🏆 Line 1 is decided")
    assert "2️⃣ 2" in decided.text


async def test_a_deleted_progress_message_is_not_missed(stage: Stage) -> None:
    """The round comes all the same."""
    await stage.clip("Le train de minuit", prompts=True)
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1)
    progress = await stage.bo.wait_message(stage.channel, "Painting line 1")
    await moderator(stage).delete(progress)
    stage.painter.release()
    shown = await stage.bo.wait_message(stage.channel, lambda one: "🔁" in one.reactions)
    assert "Line 1 · round 1" in shown.text
    await at_rest(stage)
    assert not any("Paint" in one.text for one in await posts(stage))


async def test_a_deleted_channel_is_let_go(stage: Stage) -> None:
    """Its posts end as failed; the bot goes on elsewhere, and so does the painting."""
    elsewhere = stage.world.add_channel("elsewhere")
    await stage.clip("Le train de minuit", prompts=True)
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1)
    await stage.bo.wait_message(stage.channel, "Painting line 1")
    stage.world.delete_channel(stage.channel)
    stage.painter.release()
    await stage.bo.slash("clip new", elsewhere, name="Ailleurs")
    stage.channel = elsewhere
    await until_painted(stage)
    await at_rest(stage)
    states = await rows(stage, "SELECT kind, state FROM posts ORDER BY id")
    assert ("round", "failed") in states
    assert "Ailleurs" in (await stage.ana.slash("clip status", elsewhere)).text


async def until_painted(stage: Stage) -> None:
    """Return when no job is left."""
    async with asyncio.timeout(stage.ana.timeout_s):
        while await rows(stage, "SELECT 1 FROM jobs WHERE state IN ('queued', 'running')"):
            await stage.ana.sees(stage.channel)


async def test_a_deleted_voting_role_leaves_a_ballot_that_can_be_closed(stage: Stage) -> None:
    """Nobody holds the role any more, so no vote counts; the director can still pick."""
    role = stage.world.add_role("Jury")
    juror = stage.world.person("Jo", roles=[role])
    await stage.clip("Le train de minuit", prompts=True)
    await stage.ana.slash("clip settings", stage.channel, voters=f"<@&{role.id}>")
    shown = await stage.round()
    await juror.react(shown, "2️⃣")
    assert "2️⃣ 1" in (await stage.ana.slash("vote status", stage.channel)).text
    guilds.remove_role(stage.world.state, stage.world.guild, role)
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "0 people have voted on line 1" in closed.text
    picked = await stage.ana.slash("vote pick", stage.channel, line=1, take=2)
    assert "keeps take 2" in picked.text
