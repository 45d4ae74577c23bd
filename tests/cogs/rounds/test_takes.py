"""From the request to the decision: queue, rounds, reactions, buttons, across restarts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from local_discord import Permission
from storage.clips import servers
from tests.cogs.stage import Stage, performing, staged
from tests.local_discord.pointing import pointed_at

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord import LocalDiscord


async def test_a_vote_decides_a_line(stage: Stage) -> None:
    """Ask, paint, vote with a change of mind, close: the channel sees each step."""
    await stage.clip("The tide is out", prompts=True)
    message = await stage.round(takes=3)
    assert [file.filename for file in message.files] == ["take-1.png", "take-2.png", "take-3.png"]
    assert list(message.reactions) == ["1️⃣", "2️⃣", "3️⃣", "🔁"]
    await stage.bo.react(message, "1️⃣")
    await stage.bo.react(message, "3️⃣")
    await stage.cleo.react(message, "3️⃣", "🎉")
    shown = await stage.cleo.slash("vote status", stage.channel)
    assert "3️⃣ 2" in shown.text
    assert "1️⃣ 0" in shown.text
    assert "Only Ana" in (await stage.bo.slash("vote close", stage.channel, line=1)).text
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "decided for 3️⃣" in closed.text
    decided = await stage.bo.wait_message(stage.channel, "is decided: take **1c**")
    assert [file.filename for file in decided.files] == ["take-3.png"]
    await stage.bo.wait_message(stage.channel, "The vote is closed: take **1c** won ([🏆](")


async def test_super_reactions_count_like_any_other(stage: Stage) -> None:
    """As they come, when the ballot is counted anew, and once where somebody placed both."""
    await stage.clip("The tide is out", prompts=True)
    message = await stage.round(takes=3)
    await stage.bo.react(message, "3️⃣", burst=True)
    await stage.cleo.react(message, "3️⃣")
    await stage.cleo.react(message, "3️⃣", burst=True)
    assert "3️⃣ 2" in (await stage.ana.slash("vote status", stage.channel)).text
    await stage.house.desk.votes.recount_all()
    assert "3️⃣ 2" in (await stage.ana.slash("vote status", stage.channel)).text
    await stage.bo.unreact(message, "3️⃣", burst=True)
    await stage.cleo.unreact(message, "3️⃣")  # her super reaction still stands
    assert "3️⃣ 1" in (await stage.ana.slash("vote status", stage.channel)).text
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "decided for 3️⃣" in closed.text
    await stage.bo.wait_message(stage.channel, "Votes: 1️⃣ 0 · 2️⃣ 0 · 3️⃣ 1")


async def test_the_director_picks_and_reopens(stage: Stage) -> None:
    """A pick is told to the channel; a wrong one says what there is."""
    await stage.clip("One", prompts=True)
    await stage.round(takes=2)
    wrong = await stage.ana.slash("vote pick", stage.channel, line=1, take=9)
    assert "1 to 2" in wrong.text
    picked = await stage.ana.slash("vote pick", stage.channel, line=1, take=2)
    assert "keeps take 2" in picked.text
    told = await stage.bo.wait_message(stage.channel, "Ana picks take **1b**")
    assert told.files
    reopened = await stage.ana.slash("vote reopen", stage.channel, line=1)
    assert "open again" in reopened.text


async def test_the_queue_is_shown_paused_and_cancelled(stage: Stage) -> None:
    """Whose work is where, in the reader's language."""
    await stage.clip("One", "Two", prompts=True)
    stage.painter.hold()
    asked = await stage.bo.slash("generate missing", stage.channel, takes=2)
    assert "lines 1–2" in asked.text
    again = await stage.cleo.slash("generate line", stage.channel, line=1)
    assert "1" in again.text
    shown = await stage.cleo.slash("queue show", stage.channel)
    assert "ligne 1" in shown.text
    assert "ligne 2" in shown.text
    assert "Bo" in shown.text
    assert "Only Ana" in (await stage.bo.slash("queue pause", stage.channel)).text
    assert "/queue resume" in (await stage.ana.slash("queue pause", stage.channel)).text
    assert "already" in (await stage.ana.slash("queue pause", stage.channel)).text
    assert "goes on" in (await stage.ana.slash("queue resume", stage.channel)).text
    refused = await stage.cleo.slash("queue cancel", stage.channel, line=2)
    assert "Ana" in refused.text
    progress = await stage.bo.wait_message(stage.channel, "Painting lines 1–2")
    cancelled = await stage.bo.click(progress, "Cancel")
    assert "cancelled" in cancelled.text
    stage.painter.release()
    await stage.bo.wait_message(stage.channel, "Cancelled: lines 1–2")
    assert "Nothing" in (await stage.bo.slash("queue show", stage.channel)).text
    nothing = await stage.bo.slash("queue cancel", stage.channel)
    assert "Nothing" in nothing.text


async def test_a_running_round_is_shown_in_its_progress_message(stage: Stage) -> None:
    """Small pictures of its takes, until the takes themselves are there; off where not wanted.

    Where pictures are looked at before anybody sees them there are none.
    """
    await stage.clip("One", "Two", prompts=True)
    async with stage.house.db.writing() as tx:
        settings = await servers.settings(tx, stage.world.guild.id)
        await servers.save(tx, replace(settings, held_from=2.0))
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    shown = await stage.bo.wait_message(
        stage.channel, lambda message: "Painting line 1" in message.text and len(message.files) == 2
    )
    assert [file.filename for file in shown.files] == ["preview-1.jpg", "preview-2.jpg"]
    assert (await stage.bo.download(shown.files[0])).startswith(b"\xff\xd8")
    stage.painter.release()
    await stage.bo.wait_message(
        stage.channel, lambda message: message.id == shown.id and not message.files
    )
    changed = await stage.ana.slash("clip settings", stage.channel, previews=False)
    assert "not shown while they are painted" in changed.text
    await stage.round(line=2)
    assert not any(item.watched for item in stage.painter.requests[-1].items)


async def test_a_button_asks_for_no_more_takes_than_are_allowed(
    local_discord: LocalDiscord, tmp_path: Path
) -> None:
    """An old round may have more than whoever runs the bot allows by now."""
    async with staged(local_discord, tmp_path) as stage:
        await stage.clip("One", prompts=True)
        message = await stage.round(takes=4)
    with pointed_at(local_discord):
        async with performing(local_discord, tmp_path, takes_max=2):
            asked = await stage.bo.click(message, "🎲")
            assert "2 takes" in asked.text
            refused = await stage.bo.slash("generate line", stage.channel, line=1, takes=3)
            assert "1 to 2 takes" in refused.text


async def test_what_cannot_be_painted_is_said(stage: Stage) -> None:
    """No prompt, no lines, too many takes."""
    await stage.clip()
    assert "no lyrics" in (await stage.bo.slash("generate missing", stage.channel)).text.lower()
    asked = await stage.ana.slash("lyrics paste", stage.channel)
    await stage.ana.submit(asked, lyrics="One")
    told = await stage.bo.slash("generate line", stage.channel, line=1)
    assert "no prompt" in told.text
    assert "No prompt yet" in (await stage.bo.slash("generate missing", stage.channel)).text
    none = await stage.bo.slash("vote close", stage.channel, line=1)
    assert "Only Ana" in none.text
    none = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "No vote is open" in none.text
    assert "no song" in (await stage.ana.slash("render preview", stage.channel)).text
    assert "no song" in (await stage.ana.slash("render final", stage.channel)).text


async def test_buttons_under_a_round_do_what_they_say(stage: Stage) -> None:
    """About, variation, rewrite, new round, close."""
    await stage.clip("One", prompts=True)
    message = await stage.round(takes=2)
    about = await stage.bo.click(message, "About")
    for part in ("1a", "1b", "seed", "tiny", "2 steps", "a boat 1"):
        assert part in about.text, part
    asked = await stage.bo.click(message, "Rewrite")
    assert asked.modal is not None
    assert asked.modal.values["prompt"] == "a boat 1"
    told = await stage.bo.submit(asked, prompt="a *ship*", paint=False)
    assert "a \\*ship\\*" in told.text
    assert "before: a boat 1" in told.text
    asked = await stage.bo.click(message, "Variation")
    queued = await stage.bo.submit(asked, take="2", strength="strong")
    assert "In the queue: line 1" in queued.text
    second = await stage.bo.wait_message(
        stage.channel, lambda one: "round 2" in one.text and "🔁" in one.reactions
    )
    assert "from 1b" in second.text
    (first, *_) = stage.painter.requests[-1].items
    assert first.start is not None
    assert stage.painter.requests[-1].recipe.strength == 0.65
    assert "Only Ana" in (await stage.bo.click(second, "Close")).text
    closed = await stage.ana.click(second, "Close")
    assert "voted on line 1" in closed.text
    assert "In the queue" in (await stage.bo.click(second, "New round")).text
    await stage.bo.wait_message(stage.channel, "Line 1 · round 3")
    asked = await stage.bo.click(second, "Rewrite")
    told = await stage.bo.submit(asked, prompt="a raft")
    assert "In the queue: line 1, 2 takes each." in told.text
    await stage.bo.wait_message(
        stage.channel, lambda one: "round 4" in one.text and "a raft" in one.text
    )


async def test_who_asks_too_often_is_told_when(local_discord: LocalDiscord, tmp_path: Path) -> None:
    """Commands and clicks together; others are not held up, and the channel is not told."""
    async with staged(local_discord, tmp_path, requests_per_minute=2) as stage:
        await stage.ana.slash("help", stage.channel)
        await stage.ana.slash("help", stage.channel)
        told = await stage.ana.slash("help", stage.channel)
        assert "<t:" in told.text
        assert "2 requests" in told.text
        assert "step by step" in (await stage.bo.slash("help", stage.channel)).text


async def test_votes_placed_while_the_bot_was_away_count(
    local_discord: LocalDiscord, tmp_path: Path
) -> None:
    """After a restart the reactions are read again, and the old buttons work."""
    with pointed_at(local_discord):
        channel = local_discord.channel("clip")
        ana, bo = local_discord.person("Ana"), local_discord.person("Bo")
        async with performing(local_discord, tmp_path) as (built, painter):
            stage = Stage(local_discord, built, painter, channel, ana, bo, bo)
            await stage.clip("One", prompts=True)
            message = await stage.round(takes=2)
            await bo.react(message, "1️⃣")
        await bo.unreact(message, "1️⃣")
        await ana.react(message, "2️⃣")
        async with performing(local_discord, tmp_path):
            shown = await bo.slash("vote status", channel)
            assert "1️⃣ 0 · 2️⃣ 1" in shown.text
            assert "1b" in (await bo.click(message, "About")).text
            closed = await ana.click(message, "Close")
            assert "decided for 2️⃣" in closed.text
            await bo.wait_message(channel, "is decided: take **1b**")
        rounds = [
            one for one in await bo.sees(channel) if one.files and "Line 1 · round" in one.text
        ]
        assert len(rounds) == 1


async def test_a_deleted_round_is_posted_again_with_its_votes(stage: Stage) -> None:
    """What a moderator tidies away by mistake is not lost."""
    await stage.clip("One", prompts=True)
    message = await stage.round(takes=2)
    await stage.bo.react(message, "2️⃣")
    assert "2️⃣ 1" in (await stage.bo.slash("vote status", stage.channel)).text
    moderators = stage.world.add_role("Moderators", Permission.MANAGE_MESSAGES)
    owner = stage.world.person("Mo", roles=[moderators])
    await owner.delete(message)
    again = await stage.bo.wait_message(
        stage.channel,
        lambda one: "round 1" in one.text and one.id != message.id and "🔁" in one.reactions,
    )
    assert again.files
    assert "2️⃣ 1" in (await stage.bo.slash("vote status", stage.channel)).text
