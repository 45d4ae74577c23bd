"""Voting in a row: one private message, a click a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_discord import MessageView
    from tests.cogs.stage import Stage


async def card(stage: Stage, words: str) -> MessageView:
    """Bo's private message, as soon as it says ``words``."""
    return await stage.bo.wait_message(
        stage.channel, lambda one: one.is_ephemeral and words in one.text and not one.is_thinking
    )


async def test_a_click_a_vote_and_on_to_the_next_line(stage: Stage) -> None:
    """Two lines, two clicks; back leads to what was voted, and a reaction that remains is told."""
    await stage.clip("The tide is out", "The moon is up", prompts=True)
    first = await stage.round(1, takes=2)
    await stage.bo.slash("generate line", stage.channel, line=2, takes=2)
    await stage.bo.wait_message(
        stage.channel, lambda one: "Line 2 · round" in one.text and "🔁" in one.reactions
    )
    await stage.bo.react(first, "1️⃣")
    status = await stage.bo.slash("vote status", stage.channel)
    assert status.message is not None
    opened = await stage.bo.click(status.message, "Vote in a row")
    shown = await card(stage, "### Line 2")
    assert opened.message is not None
    assert shown.labels == ["2a", "2b", "None of these", "V 2a", "V 2b", "Back", "Next undecided"]
    assert len(shown.files) == 2
    await stage.bo.click(shown, "Back")
    shown = await card(stage, "### Line 1")
    assert "Counts for you: 1️⃣" in shown.text
    await stage.bo.click(shown, "1b")
    shown = await card(stage, "### Line 2")
    await stage.bo.click(shown, "2a")
    done = await card(stage, "You have voted on everything")
    await stage.bo.click(done, "Back")
    await stage.bo.click(await card(stage, "### Line 2"), "Back")
    shown = await card(stage, "### Line 1")
    assert "Counts for you: 2️⃣" in shown.text
    assert "Your reaction 1️⃣ stands" in shown.text
    status = await stage.bo.slash("vote status", stage.channel)
    assert "2️⃣ 1" in status.text
    assert "1️⃣ 1" in status.text
    closed = await stage.ana.slash("vote close", stage.channel)
    assert "1–2" in closed.text


async def test_a_take_is_varied_from_the_carousel(stage: Stage) -> None:
    """The vote stays where it is, and says what was asked for."""
    await stage.clip("The tide is out", prompts=True)
    await stage.round(takes=2)
    status = await stage.bo.slash("vote status", stage.channel)
    assert status.message is not None
    await stage.bo.click(status.message, "Vote in a row")
    shown = await card(stage, "### Line 1")
    await stage.bo.click(shown, "V 1b")
    await card(stage, "In the queue: line 1, 2 takes each.")
    await stage.bo.wait_message(stage.channel, "1·2a (from 1b)")
