"""Rules, queue and votes through the commands a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_each_round_gets_a_thread_when_the_clip_is_set_to(stage: Stage) -> None:
    """The settings say so, and the thread hangs on the round's message."""
    await stage.clip("La ville", prompts=True)
    chosen: dict[str, Any] = {"threads": True, "director-first": True}
    shown = await stage.ana.slash("clip settings", stage.channel, **chosen)
    assert "thread" in shown.text
    assert "first turns" in shown.text
    message = await stage.round(1)
    threads = stage.world.guild.channels
    await stage.world.wait_for(lambda: any(one.thread is not None for one in threads.values()))
    thread = stage.world.channel("Line 1, round 1")
    assert thread.parent_id == message.channel_id


async def test_status_says_what_a_tied_vote_waits_for(stage: Stage) -> None:
    """A tie waits for the director, and is gone from the list once picked."""
    await stage.clip("La ville", prompts=True)
    message = await stage.round(1)
    await stage.ana.react(message, "1️⃣")
    await stage.bo.react(message, "2️⃣")
    await stage.ana.slash("vote close", stage.channel, line=1)
    assert "/vote pick" in (await stage.ana.slash("vote status", stage.channel)).text
    await stage.ana.slash("vote pick", stage.channel, line=1, take=2)
    assert "/vote pick" not in (await stage.ana.slash("vote status", stage.channel)).text
