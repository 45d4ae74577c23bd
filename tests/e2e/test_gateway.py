"""The gateway's line breaks: what people did meanwhile counts all the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from storage.votes import ballots
from tests.e2e.lives import LONG_S
from tests.e2e.looking import moderator

if TYPE_CHECKING:
    from local_discord import MessageView
    from tests.cogs.stage import Stage


async def voted(stage: Stage) -> set[tuple[int, int]]:
    """Person and choice of each vote that is written, without asking Discord."""
    await stage.house.desk.votes.drain()
    async with stage.house.db.reading() as tx:
        (ballot,) = await ballots.open_ones(tx)
        return {(vote.person_id, vote.choice) for vote in await ballots.votes(tx, ballot.id)}


async def assert_voted(stage: Stage, expected: set[tuple[int, int]]) -> None:
    """These votes are written, and nothing else is; replayed events are handled as they come."""
    async with asyncio.timeout(LONG_S):
        while await voted(stage) != expected:
            await stage.ana.sees(stage.channel)


async def round_with_one_vote(stage: Stage) -> MessageView:
    """A round on which Ana has voted for its first take."""
    await stage.clip("Le train de minuit", prompts=True)
    shown = await stage.round()
    await stage.ana.react(shown, "1️⃣")
    assert "1️⃣ 1" in (await stage.ana.slash("vote status", stage.channel)).text
    return shown


async def change_their_minds(stage: Stage, shown: MessageView) -> set[tuple[int, int]]:
    """Ana takes her vote back, Bo and Cléo vote; what must be written then."""
    await stage.ana.unreact(shown, "1️⃣")
    await stage.bo.react(shown, "2️⃣")
    await stage.cleo.react(shown, "🔁")
    return {(stage.bo.id, 2), (stage.cleo.id, 0)}


async def resumed(stage: Stage) -> None:
    """Return when the client has its session back, and all that it missed."""
    await stage.house.client.wait_for("resumed", timeout=LONG_S)


async def test_after_a_drop_the_replay_brings_the_votes(stage: Stage) -> None:
    """A resumed session misses nothing, and nothing has to be counted anew."""
    shown = await round_with_one_vote(stage)
    back = asyncio.create_task(resumed(stage))
    stage.world.harm.drop_sockets()
    expected = await change_their_minds(stage, shown)
    await back
    await assert_voted(stage, expected)


async def test_discord_asking_to_reconnect_costs_no_vote(stage: Stage) -> None:
    """As it does before each maintenance."""
    shown = await round_with_one_vote(stage)
    back = asyncio.create_task(resumed(stage))
    stage.world.harm.ask_to_reconnect()
    expected = await change_their_minds(stage, shown)
    await back
    await assert_voted(stage, expected)


async def test_a_session_that_cannot_resume_counts_the_votes_anew(stage: Stage) -> None:
    """The new session brings no event of what happened in between; Discord is asked."""
    shown = await round_with_one_vote(stage)
    counted = stage.house.desk.deadlines.counted
    counted.clear()
    stage.world.harm.refuse_resumes()
    stage.world.harm.drop_sockets()
    expected = await change_their_minds(stage, shown)
    async with asyncio.timeout(LONG_S):
        await counted.wait()
    assert await voted(stage) == expected


async def test_a_message_deleted_while_away_is_posted_again_with_its_votes(stage: Stage) -> None:
    """Nobody told the bot of the deletion; counting anew finds it."""
    shown = await round_with_one_vote(stage)
    somebody = moderator(stage)
    counted = stage.house.desk.deadlines.counted
    counted.clear()
    stage.world.harm.refuse_resumes()
    stage.world.harm.drop_sockets()
    await somebody.delete(shown)
    async with asyncio.timeout(LONG_S):
        await counted.wait()
    again = await stage.ana.wait_message(
        stage.channel, lambda one: "Line 1 · round 1" in one.text and "🔁" in one.reactions
    )
    assert again.id != shown.id
    assert await voted(stage) == {(stage.ana.id, 1)}
