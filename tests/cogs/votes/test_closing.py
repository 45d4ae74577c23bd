"""Votes closed at once, by themselves when all have voted, and who still owes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.votes import records

if TYPE_CHECKING:
    import pytest

    from tests.cogs.stage import Stage


async def test_all_votes_that_can_be_are_closed_at_once(stage: Stage) -> None:
    """Those without a vote stay open and are named; nothing open is said so."""
    await stage.clip("One", "Two", "Three", prompts=True)
    none = await stage.ana.slash("vote close", stage.channel)
    assert "No vote is open" in none.text
    for line in (1, 2, 3):
        message = await stage.round(line, takes=2)
        if line < 3:
            await stage.bo.react(message, "1️⃣")
    refused = await stage.bo.slash("vote close", stage.channel)
    assert "Ana" in refused.text
    told = await stage.ana.slash("vote close", stage.channel)
    assert "2 votes are closed (lines 1–2)" in told.text
    assert "Line 3 has too few votes" in told.text
    await stage.bo.wait_message(stage.channel, lambda message: "🏆" in message.text)


async def test_status_says_what_one_owes_and_leads_there(stage: Stage) -> None:
    """The list links each round; only the reader's own debts are named."""
    await stage.clip("One", "Two", prompts=True)
    first = await stage.round(1, takes=2)
    await stage.round(2, takes=2)
    await stage.bo.react(first, "1️⃣")
    bos = await stage.bo.slash("vote status", stage.channel)
    assert f"/{first.id})" in bos.text
    assert "still missing on line 2." in bos.text
    cleos = await stage.cleo.slash("vote status", stage.channel)
    assert "lignes 1–2" in cleos.text


async def test_a_vote_closes_by_itself_when_all_named_have_voted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a minute to think again, shortened here; the post says so."""
    await stage.clip("One", prompts=True)
    voters = f"{stage.bo.mention} {stage.cleo.mention}"
    await stage.ana.slash("clip settings", stage.channel, voters=voters)
    message = await stage.round(1, takes=2)
    assert "a minute after all of them have voted" in message.text
    monkeypatch.setattr(records, "ALL_VOTED_S", 0.2)
    await stage.bo.react(message, "2️⃣")
    await stage.cleo.react(message, "2️⃣")
    decided = await stage.bo.wait_message(stage.channel, lambda one: "🏆" in one.text)
    assert "2️⃣" in decided.text or "Line 1" in decided.text


async def test_a_vote_taken_back_keeps_it_open(stage: Stage) -> None:
    """The deadline comes and goes with the last missing vote."""
    await stage.clip("One", prompts=True)
    voters = f"{stage.bo.mention} {stage.cleo.mention}"
    await stage.ana.slash("clip settings", stage.channel, voters=voters)
    message = await stage.round(1, takes=2)
    await stage.bo.react(message, "2️⃣")
    await stage.cleo.react(message, "1️⃣")
    soon = await stage.ana.slash("vote status", stage.channel)
    assert "<t:" in soon.text
    await stage.cleo.unreact(message, "1️⃣")
    later = await stage.ana.slash("vote status", stage.channel)
    assert "<t:" not in later.text
