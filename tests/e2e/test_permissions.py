"""What the bot may not do in a channel: it says so or works around it, and lives on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_discord import Permission
from tests.e2e.looking import at_rest, rows

if TYPE_CHECKING:
    import pytest

    from tests.cogs.stage import Stage


def forbid(stage: Stage, missing: Permission) -> None:
    """Let the channel take a permission from the bot, whatever its roles grant."""
    stage.world.overwrite(stage.channel, stage.world.state.bot, deny=missing)


async def painted_without(stage: Stage, missing: Permission) -> None:
    """Have a round painted while the bot lacks a permission, until nothing is left to post."""
    await stage.clip("Le train de minuit", prompts=True)
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    await stage.bo.wait_message(stage.channel, "Painting line 1")
    forbid(stage, missing)
    stage.painter.release()
    await stage.bo.wait_message(stage.channel, "Painted line 1")


async def test_without_the_right_to_attach_the_log_says_so(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The takes stay in the database and can be picked; nothing is tried for ever."""
    await painted_without(stage, Permission.ATTACH_FILES)
    await at_rest(stage)
    assert "cannot reach channel" in caplog.text
    assert ("round", "failed") in await rows(stage, "SELECT kind, state FROM posts")
    picked = await stage.ana.slash("vote pick", stage.channel, line=1, take=2)
    assert "keeps take 2" in picked.text


async def test_without_the_right_to_react_people_still_vote(stage: Stage) -> None:
    """The takes are posted; who adds a number themselves has voted."""
    await painted_without(stage, Permission.ADD_REACTIONS)
    shown = await stage.bo.wait_message(stage.channel, "Line 1 · round 1")
    await stage.ana.react(shown, "2️⃣")
    await at_rest(stage)
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "Line 1 is decided for 2️⃣" in closed.text


async def test_without_the_right_to_read_history_votes_come_as_events(stage: Stage) -> None:
    """Discord does not say how the vote stands, so what was seen of it decides."""
    await stage.clip("Le train de minuit", prompts=True)
    shown = await stage.round(takes=2)
    stage.world.overwrite(
        stage.channel, stage.world.state.bot, deny=Permission.READ_MESSAGE_HISTORY
    )
    await stage.ana.react(shown, "2️⃣")
    assert "2️⃣ 1" in (await stage.ana.slash("vote status", stage.channel)).text
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "Line 1 is decided for 2️⃣" in closed.text


async def test_without_the_right_to_send_nothing_is_queued(stage: Stage) -> None:
    """What would end in a post says which right is missing; other commands go on."""
    await stage.clip("Le train de minuit", prompts=True)
    forbid(stage, Permission.SEND_MESSAGES)
    told = await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    assert "Send Messages" in told.text
    assert await rows(stage, "SELECT count(*) FROM rounds") == [(0,)]
    assert "Minuit" in (await stage.ana.slash("clip status", stage.channel)).text


async def test_takes_that_could_not_be_posted_come_when_the_right_is_back(stage: Stage) -> None:
    """Nothing is lost with a right: the next round brings the one that waited."""
    await painted_without(stage, Permission.ATTACH_FILES)
    await at_rest(stage)
    stage.world.overwrite(stage.channel, stage.world.state.bot)
    await stage.bo.slash("generate line", stage.channel, line=1, takes=1)
    for number in (1, 2):
        assert await stage.bo.wait_message(stage.channel, f"Line 1 · round {number}")
    await at_rest(stage)
