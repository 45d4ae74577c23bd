"""What people delete meanwhile: messages come back, channels are let go, roles count no more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pytest

from local_discord import Permission
from local_discord.channels import guilds
from tests.e2e.lives import LONG_S
from tests.e2e.looking import at_rest, moderator, posts, rows

if TYPE_CHECKING:
    from local_discord.model.model import Channel
    from tests.cogs.stage import Stage

ADRIFT: Final = "SELECT 1 FROM clips WHERE adrift_at IS NOT NULL"


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
    """Its painting is cancelled and its posts are given up; the bot goes on elsewhere."""
    elsewhere = stage.world.add_channel("elsewhere")
    await stage.clip("Le train de minuit", prompts=True)
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1)
    await stage.bo.wait_message(stage.channel, "Painting line 1")
    stage.world.delete_channel(stage.channel)
    await until(stage, ADRIFT)
    stage.painter.release()
    await stage.bo.slash("clip new", elsewhere, name="Ailleurs")
    stage.channel = elsewhere
    await until_painted(stage)
    await at_rest(stage)
    assert await rows(stage, "SELECT state FROM jobs") == [("cancelled",)]
    assert await rows(stage, "SELECT 1 FROM posts WHERE state != 'failed'") == []
    assert "Ailleurs" in (await stage.ana.slash("clip status", elsewhere)).text


async def until(stage: Stage, sql: str) -> None:
    """Return when the database has such a row."""
    async with asyncio.timeout(LONG_S):
        while not await rows(stage, sql):
            await stage.ana.guilds()


async def voted_on(stage: Stage) -> None:
    """A clip with a round on which Ana has voted for its second take."""
    await stage.clip("Le train de minuit", prompts=True)
    shown = await stage.round()
    await stage.ana.react(shown, "2️⃣")
    assert "2️⃣ 1" in (await stage.ana.slash("vote status", stage.channel)).text


async def goes_on(stage: Stage, elsewhere: Channel) -> None:
    """The clip is brought there, and its vote with it: what was voted counts."""
    assert "🧭 Minuit" in (await stage.bo.slash("clip list", elsewhere)).text
    assert await stage.bo.autocomplete("clip move", elsewhere, "clip") == ()
    refused = await stage.bo.slash("clip move", elsewhere, clip="Minuit")
    assert "Only Ana, who directs that clip, or somebody who manages the server" in refused.text
    ((name, value),) = await stage.ana.autocomplete("clip move", elsewhere, "clip", "min")
    assert name == "Minuit"
    moved = await stage.ana.slash("clip move", elsewhere, clip=value)
    assert "**Minuit** goes on here" in moved.text
    shown = await stage.bo.wait_message(
        elsewhere, lambda one: "Line 1 · round 1" in one.text and "🔁" in one.reactions
    )
    await stage.bo.react(shown, "2️⃣")
    await stage.ana.slash("vote close", elsewhere, line=1)
    decided = await stage.ana.wait_message(elsewhere, "🏆 Line 1 is decided")
    assert "2️⃣ 2" in decided.text


@pytest.mark.parametrize("place", ["channel", "thread", "thread of a channel", "archived thread"])
async def test_a_clip_whose_channel_was_deleted_goes_on_elsewhere(stage: Stage, place: str) -> None:
    """Also when its channel went with the one around it, asleep and in no cache."""
    around = stage.channel
    elsewhere = stage.world.add_channel("elsewhere")
    if place != "channel":
        thread = await stage.ana.start_thread(around, "our clip")
        stage.channel = stage.world.state.channel(thread.id)
    await voted_on(stage)
    if place == "archived thread":
        await stage.ana.archive(stage.channel)
    stage.world.delete_channel(stage.channel if place == "thread" else around)
    await until(stage, ADRIFT)
    await goes_on(stage, elsewhere)


async def test_a_channel_that_was_deleted_while_away_is_missed(stage: Stage) -> None:
    """The new session brings no word of it; a sleeping thread is not mistaken for one."""
    elsewhere = stage.world.add_channel("elsewhere")
    thread = await stage.ana.start_thread(elsewhere, "asleep")
    await stage.bo.slash("clip new", thread, name="Midi")
    await voted_on(stage)
    counted = stage.house.desk.deadlines.counted
    counted.clear()
    stage.world.harm.refuse_resumes()
    stage.world.harm.drop_sockets()
    stage.world.delete_channel(stage.channel)
    await stage.ana.archive(thread)
    async with asyncio.timeout(LONG_S):
        await counted.wait()
    listed = (await stage.bo.slash("clip list", elsewhere)).text
    assert "🎬 **Midi**" in listed
    await goes_on(stage, elsewhere)


def _unheard(*_: object) -> None:
    """An event that nobody hears."""


async def test_a_post_finds_out_that_its_channel_is_gone(stage: Stage) -> None:
    """No event and no start said so: the outbox hears it from Discord."""
    await stage.clip("Le train de minuit", prompts=True)
    stage.house.client.at_once |= dict.fromkeys(
        ("guild_channel_delete", "raw_thread_delete"), _unheard
    )
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1)
    await stage.bo.wait_message(stage.channel, "Painting line 1")
    stage.world.delete_channel(stage.channel)
    stage.painter.release()
    await until(stage, ADRIFT)
    assert await rows(stage, "SELECT state FROM clips") == [("archived",)]


async def test_a_director_who_left_is_followed_by_whom_a_manager_names(stage: Stage) -> None:
    """Nobody else may, nor a manager while the director is there; the next one is called."""
    boss = stage.world.person("Boss", roles=[stage.world.add_role("B", Permission.MANAGE_GUILD)])
    await stage.clip("Le train de minuit")
    told = await stage.bo.slash("clip director", stage.channel, person=stage.bo)
    assert "Only Ana" in told.text
    told = await boss.slash("clip director", stage.channel, person=stage.bo)
    assert "Ana directs this clip and is still here" in told.text
    stage.world.leave(stage.ana)
    told = await stage.bo.slash("clip director", stage.channel, person=stage.bo)
    assert "Only Ana" in told.text
    assert "Done" in (await boss.slash("clip director", stage.channel, person=stage.bo)).text
    post = await stage.bo.wait_message(stage.channel, f"{stage.bo.mention}, you direct **Minuit**")
    assert "Boss has named you" in post.text
    assert [one["id"] for one in post.raw["mentions"]] == [str(stage.bo.id)]
    assert "archived" in (await stage.bo.slash("clip archive", stage.channel)).text
    kept = await rows(stage, "SELECT person_id, details FROM history WHERE what='director-named'")
    before_and_after = f'{{"before":{stage.ana.id},"after":{stage.bo.id}}}'
    assert kept == [(boss.id, before_and_after)]


async def test_a_director_hands_the_clip_on(stage: Stage) -> None:
    """To a person who is there, not to a bot or to themselves; a manager may take over later."""
    boss = stage.world.person("Boss", roles=[stage.world.add_role("B", Permission.MANAGE_GUILD)])
    await stage.clip("Le train de minuit")
    bot = stage.world.state.bot
    told = await stage.ana.slash("clip director", stage.channel, person=bot)
    assert "A bot cannot direct" in told.text
    told = await stage.ana.slash("clip director", stage.channel, person=stage.ana)
    assert "directs this clip already" in told.text
    assert "Done" in (await stage.ana.slash("clip director", stage.channel, person=stage.bo)).text
    await stage.bo.wait_message(stage.channel, "Ana has named you")
    stage.world.leave(stage.bo)
    assert "Done" in (await boss.slash("clip director", stage.channel, person=boss)).text
    await boss.wait_message(stage.channel, f"{boss.mention} directs **Minuit** from now on")


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
