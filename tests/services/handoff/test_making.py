"""What a making-of counts, against what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import UserError
from bot.services.handoff.making import making_of
from bot.services.rounds.requests import Wish
from storage.clips import erasure
from tests.services.conftest import BASTIEN, INES, PRESETS, ZOE

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.handoff.making import MakingOf
    from tests.services.conftest import Studio


async def counted(studio: Studio, clip: Clip) -> MakingOf:
    """The making-of as the rows are now."""
    async with studio.db.reading() as tx:
        return await making_of(tx, studio.files, clip, PRESETS)


async def test_numbers_are_those_of_the_rows(studio: Studio) -> None:
    """Two rounds, a vote, a pick by the director, a prompt in two versions."""
    clip = await studio.clip("Un", "Deux")
    await studio.prompts.write(ZOE, clip, 1, "a boat at night")
    message = await studio.posted_round(clip, 1, takes=3)
    await studio.vote(message, (INES, "2️⃣"), (BASTIEN, "2️⃣"), (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        await studio.decisions.close(INES, clip, 1)
    await studio.rounds.ask_line(BASTIEN, clip, 2, Wish(takes=2, seed=1))
    while await studio.worker.work_once():
        pass
    await studio.decisions.pick(INES, clip, 2, 1, None)
    told = await counted(studio, clip)
    assert told.totals == {
        "lines": 2,
        "prompts": 3,
        "rounds": 2,
        "takes": 5,
        "rejected": 3,
        "votes": 3,
        "decisions": 2,
        "people": 3,
    }
    first, second = told.lines
    assert [(one.version, one.text, one.author) for one in first.prompts] == [
        (1, "prompt 1", "Bastien"),
        (2, "a boat at night", "Zoé"),
    ]
    assert (first.winner, first.decided, first.votes) == ("1b", "vote", 3)
    assert (second.winner, second.decided, second.votes) == ("2a", "pick", 0)
    parts = {one.name: one for one in told.people}
    assert (parts["Inès"].votes, parts["Inès"].decisions, parts["Inès"].lines) == (1, 2, 2)
    assert (parts["Zoé"].prompts, parts["Zoé"].rounds) == (1, 1)
    assert [(one.title, one.licence, one.takes) for one in told.models] == [("Tiny", "MIT", 5)]


async def test_who_was_forgotten_is_counted_and_not_named(studio: Studio) -> None:
    """The numbers stay what they were."""
    clip = await studio.clip("Un")
    before = await counted(studio, clip)
    async with studio.db.writing() as tx:
        await erasure.forget(tx, BASTIEN.id, studio.clock.now())
    after = await counted(studio, clip)
    assert after.totals["prompts"] == before.totals["prompts"] == 1
    assert "Bastien" not in {one.name for one in after.people}
    assert [one.author for one in after.lines[0].prompts] == ["—"]


async def test_a_clip_without_lines_has_no_story(studio: Studio) -> None:
    """One sentence."""
    clip = await studio.clip()
    with pytest.raises(UserError, match="lyrics"):
        await counted(studio, clip)
