"""Commands at the wrong place or time: one sentence that says what to do instead."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.e2e.looking import rows

if TYPE_CHECKING:
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage


async def test_outside_a_clips_channel_the_way_to_begin_is_said(stage: Stage) -> None:
    """Whatever the command needs, it needs a clip first."""
    asked: list[tuple[str, dict[str, Any]]] = [
        ("lyrics show", {}),
        ("generate missing", {}),
        ("prompt set", {"line": 1, "text": "a boat"}),
        ("render preview", {}),
    ]
    for command, options in asked:
        told = await stage.cleo.slash(command, stage.channel, **options)
        assert "pas encore de clip dans ce salon" in told.text


async def test_what_is_missing_is_named(stage: Stage) -> None:
    """No lines, no song, no prompt, no winners, no such line."""
    await stage.clip()
    assert "There are no lyrics yet" in (await stage.ana.slash("lyrics show", stage.channel)).text
    preview = await stage.ana.slash("render preview", stage.channel)
    assert "There is no song yet" in preview.text
    asked = await stage.ana.slash("lyrics paste", stage.channel)
    await stage.ana.submit(asked, lyrics="Le train de minuit\npart sans bruit")
    final = await stage.ana.slash("render final", stage.channel)
    assert "There is no song yet" in final.text
    unknown = await stage.bo.slash("generate line", stage.channel, line=7)
    assert "There is no line 7: the lines go from 1 to 2" in unknown.text
    unprompted = await stage.bo.slash("generate line", stage.channel, line=1)
    assert "Line 1 has no prompt yet" in unprompted.text
    assert "No vote is open" in (await stage.ana.slash("vote close", stage.channel, line=2)).text
    not_painted = await stage.ana.slash("vote pick", stage.channel, line=2, take=1)
    assert "no such round of takes" in not_painted.text
    assert not await rows(stage, "SELECT 1 FROM jobs")


async def test_two_requests_for_a_line_at_once_paint_one_round(stage: Stage) -> None:
    """Who came second hears of the round that waits."""
    await stage.clip("Le train de minuit", prompts=True)
    stage.painter.hold()
    told = await asyncio.gather(
        stage.ana.slash("generate line", stage.channel, line=1),
        stage.bo.slash("generate line", stage.channel, line=1),
    )
    assert sum("already has a round in the queue" in one.text for one in told) == 1
    assert await rows(stage, "SELECT count(*) FROM rounds") == [(1,)]
    stage.painter.release()


async def test_two_prompts_for_a_line_at_once_are_both_kept(stage: Stage) -> None:
    """They become two versions, in the order they were written."""
    await stage.clip("Le train de minuit")
    await asyncio.gather(
        stage.ana.slash("prompt set", stage.channel, line=1, text="a red train"),
        stage.bo.slash("prompt set", stage.channel, line=1, text="a blue train"),
    )
    kept = await rows(stage, "SELECT version, text FROM prompts ORDER BY version")
    assert [version for version, _ in kept] == [1, 2]
    assert {text for _, text in kept} == {"a red train", "a blue train"}


async def test_two_directors_hands_close_a_ballot_once(stage: Stage) -> None:
    """The second closing finds nothing open; one decision is posted."""
    await stage.clip("Le train de minuit", prompts=True)
    await stage.ana.react(await stage.round(), "2️⃣")
    told = await asyncio.gather(
        *(stage.ana.slash("vote close", stage.channel, line=1) for _ in range(2))
    )
    assert sum("Line 1 is decided" in one.text for one in told) == 1
    assert sum("No vote is open on line 1" in one.text for one in told) == 1
    await stage.ana.wait_message(stage.channel, "🏆 Line 1 is decided")
    assert await rows(stage, "SELECT count(*) FROM posts WHERE kind = 'decision'") == [(1,)]


async def test_over_the_limit_the_time_to_try_again_is_said(open_stage: OpenStage) -> None:
    """As a time that each client shows in its own way; others are not held up."""
    stage = await open_stage(requests_per_minute=3)
    await stage.ana.slash("clip new", stage.channel, name="Minuit")
    for _ in range(2):
        await stage.ana.slash("clip status", stage.channel)
    told = await stage.ana.slash("clip status", stage.channel)
    assert "more than 3 requests in a minute: try again <t:" in told.text
    assert "Minuit" in (await stage.bo.slash("clip status", stage.channel)).text
