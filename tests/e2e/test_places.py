"""Where a clip may live: a text channel, a thread, a forum's post, the chat of a voice channel.

And what becomes of threads that fell asleep, or that a moderator has locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from local_discord import ChannelKind, Permission
from tests.e2e.looking import assert_each_posted_once, at_rest, rows
from tests.e2e.songs import SONG
from tests.tapping.conftest import free_port
from tests.tapping.hands import link_in

if TYPE_CHECKING:
    from local_discord import MessageView, Person
    from local_discord.gateway.events import Event
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage

PLACES = ("thread", "forum post", "voice", "stage")


async def settled_in(stage: Stage, place: str) -> None:
    """Let the stage's channel be a place of this kind."""
    if place == "thread":
        home = (await stage.ana.start_thread(stage.channel, "our clip")).id
    elif place == "forum post":
        forum = stage.world.add_channel("clips", kind=ChannelKind.FORUM)
        # Whoever may write in posts may not begin any there; nor does the bot need to.
        stage.world.overwrite(forum, stage.world.state.bot, deny=Permission.SEND_MESSAGES)
        home = (await stage.ana.start_post(forum, "our clip", "Here it comes")).id
    else:
        kind = ChannelKind.VOICE if place == "voice" else ChannelKind.STAGE
        home = stage.world.add_channel("lounge", kind=kind).id
    stage.channel = stage.world.state.channel(home)


def moderator_of_threads(stage: Stage) -> Person:
    """Somebody who may lock threads."""
    role = stage.world.add_role("Moderator", Permission.MANAGE_THREADS)
    return stage.world.person("Mo", roles=[role])


@pytest.mark.parametrize("place", PLACES)
async def test_a_clip_is_made_there_as_anywhere(open_stage: OpenStage, place: str) -> None:
    """Commands, forms, posts, reactions, votes, buttons, the tap page and the clip itself."""
    stage = await open_stage(page_port=free_port())
    await settled_in(stage, place)
    await stage.clip("Le train de minuit", prompts=True)
    await stage.ana.slash("song set", stage.channel, file=SONG)
    link = link_in(await stage.bo.slash("lyrics tap", stage.channel))
    async with aiohttp.ClientSession() as session, session.get(link) as page:
        assert page.status == 200
    shown = await stage.round(takes=2)
    about = await stage.bo.click(shown, "ℹ️")
    assert about.message is not None
    assert about.message.is_ephemeral
    await stage.ana.react(shown, "2️⃣")
    await stage.bo.react(shown, "2️⃣", burst=True)
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "decided for 2️⃣" in closed.text
    await stage.ana.wait_message(stage.channel, "🏆 Line 1 is decided")
    await stage.ana.slash("render preview", stage.channel)
    await stage.ana.wait_message(
        stage.channel, lambda one: "· preview" in one.text and bool(one.files)
    )
    made = ("board", "progress", "round", "decision", "call", "progress", "render")
    await assert_each_posted_once(stage, *made)
    assert "Minuit" in (await stage.ana.slash("clip list", stage.channel)).text


async def test_a_voice_channel_that_the_bot_may_not_connect_to_names_the_right(
    stage: Stage,
) -> None:
    """Its chat is closed to the bot without it; elsewhere nobody is asked for it."""
    await settled_in(stage, "voice")
    await stage.clip("Le train de minuit", prompts=True)
    stage.world.overwrite(stage.channel, stage.world.state.bot, deny=Permission.CONNECT)
    told = await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    assert "lack rights in this channel: Connect." in told.text
    assert await rows(stage, "SELECT count(*) FROM rounds") == [(0,)]


@pytest.mark.parametrize("place", PLACES[:2])
async def test_an_archived_thread_is_woken(stage: Stage, place: str) -> None:
    """By the edit that shows the vote's end, before the decision is posted."""
    await round_in(stage, place)
    await moderator_of_threads(stage).archive(stage.channel)
    await overdue(stage)
    await stage.ana.wait_message(stage.channel, "Line 1: too few votes")
    await at_rest(stage)
    assert not is_archived(stage)
    assert await rows(stage, "SELECT 1 FROM posts WHERE state = 'failed'") == []


async def test_a_thread_is_woken_for_the_reactions(stage: Stage) -> None:
    """A post that fell asleep at once still gets all of them."""
    await settled_in(stage, "thread")
    thread = stage.world.state.channel(stage.channel.id).thread
    assert thread is not None

    def put_to_sleep(event: Event) -> None:
        if event.name == "MESSAGE_CREATE" and "1️⃣" not in event.text:
            thread.archived = True

    await stage.clip("Le train de minuit", prompts=True)
    unsubscribe = stage.world.state.bus.subscribe(put_to_sleep)
    shown = await stage.round(takes=2)
    unsubscribe()
    assert {"1️⃣", "2️⃣", "🔁"} == set(shown.reactions)
    assert not is_archived(stage)


async def test_a_locked_thread_goes_on_when_it_is_unlocked(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """What the bot cannot post there waits; who asks it for more is told what to do."""
    await round_in(stage, "thread")
    moderator = moderator_of_threads(stage)
    await moderator.archive(stage.channel, locked=True)
    await overdue(stage)
    await at_rest(stage)
    assert "is locked" in caplog.text
    assert ("decision", "failed") in await rows(stage, "SELECT kind, state FROM posts")
    await moderator.ask("PATCH", f"/channels/{stage.channel.id}", {"archived": False})
    await stage.ana.wait_message(stage.channel, "Line 1: too few votes")
    told = await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    assert "This thread is locked" in told.text
    await moderator.ask("PATCH", f"/channels/{stage.channel.id}", {"locked": False})
    assert "takes" in (await stage.bo.slash("generate line", stage.channel, line=1, takes=2)).text


async def overdue(stage: Stage) -> None:
    """Let every open vote be past its deadline, and close."""
    async with stage.house.db.writing() as tx:
        await tx.update("UPDATE ballots SET closes_at = 1 WHERE state = 'open'")
    assert await stage.house.desk.deadlines.close_due()


async def round_in(stage: Stage, place: str) -> MessageView:
    """A round in a thread of this kind."""
    await settled_in(stage, place)
    await stage.clip("Le train de minuit", prompts=True)
    shown = await stage.round(takes=2)
    await at_rest(stage)
    return shown


def is_archived(stage: Stage) -> bool:
    """Whether the stage's thread sleeps."""
    thread = stage.world.state.channel(stage.channel.id).thread
    assert thread is not None
    return thread.archived
