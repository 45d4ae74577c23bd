"""History: only ever added to; and who the credits name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from bot.domain.votes.ballot import Vote
from storage.clips import history, people
from storage.clips.history import Contributors, HistoryRow
from storage.lyrics import lines
from storage.prompts import prompts
from storage.votes import ballots
from tests.storage.conftest import dump
from tests.storage.deeds import deeds_of
from tests.storage.made import ANA, BEN, CHANNEL, CLEO, NOW, make_clip

if TYPE_CHECKING:
    from storage.database.database import Database
    from tests.storage.made import Made


async def test_a_deed_is_kept_with_its_details(db: Database, made: Made) -> None:
    """Whatever JSON can hold, and nobody as the author of what happens by itself."""
    async with db.writing() as tx:
        row_id = await history.add(
            tx,
            made.clip.id,
            None,
            "ballot-closed",
            NOW + 1,
            subject="line:1",
            tally={"1": 2},
            before=None,
            words="été",
        )
        row = await history.by_id(tx, row_id)
        assert await history.by_id(tx, 999) is None
    assert row == HistoryRow(
        id=row_id,
        clip_id=made.clip.id,
        person_id=None,
        what="ballot-closed",
        subject="line:1",
        details={"tally": {"1": 2}, "before": None, "words": "été"},
        at=NOW + 1,
    )


async def test_deeds_are_kept_in_order_and_by_clip(db: Database, made: Made) -> None:
    """Each under an id of its own, and none of another clip's."""
    async with db.writing() as tx:
        other = await make_clip(tx, CHANNEL + 1)
        for n in range(5):
            await history.add(tx, made.clip.id, ANA, f"deed-{n}", NOW + n)
            await history.add(tx, other.id, ANA, "elsewhere", NOW + n)
        told = await deeds_of(tx, made.clip.id)
    assert [row.what for row in told][-5:] == [f"deed-{n}" for n in range(5)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history SET what = 'nothing happened'",
        "DELETE FROM history",
        "REPLACE INTO history (id, clip_id, what, at) VALUES (1, 1, 'nothing happened', 0)",
    ],
)
async def test_history_cannot_be_rewritten(db: Database, made: Made, sql: str) -> None:
    """The database itself refuses, whoever asks."""
    assert made.clip.id == 1
    before = dump(db.path)

    async def rewrite() -> None:
        async with db.writing() as tx:
            await tx.update(sql)

    with pytest.raises(StorageError, match="append-only"):
        await rewrite()
    assert dump(db.path) == before


async def test_the_credits_name_who_did_what_in_order(db: Database, made: Made) -> None:
    """First deeds first, each name once; people never seen by name are left out."""
    async with db.writing() as tx:
        await prompts.add(tx, made.lines[0].id, "a quay", CLEO, NOW + 1)
        await prompts.add(tx, made.lines[0].id, "a pier", BEN, NOW + 2)
        await ballots.place(tx, made.ballot.id, Vote(BEN, 2, NOW - 5))
        await ballots.place(tx, made.ballot.id, Vote(987, 2, NOW - 9))
        await history.add(tx, made.clip.id, BEN, "winner-picked", NOW)
        await history.add(tx, made.clip.id, ANA, "winner-picked", NOW)
        await history.add(tx, made.clip.id, CLEO, "prompt-written", NOW)
        await history.add(tx, made.clip.id, None, "ballot-closed", NOW)
        assert await history.people_of(tx, made.clip.id) == Contributors(
            lyrics=("Ben",),
            prompts=("Ben", "Cléo"),
            generated=("Ben",),
            voted=("Ben", "Cléo"),
            decided=("Ana", "Ben"),
        )


async def test_the_credits_name_nobody_for_what_was_removed(db: Database, made: Made) -> None:
    """Words that are not in the clip are not credited, other clips' people neither."""
    async with db.writing() as tx:
        await people.remember(tx, 99, "Dora", NOW)
        await prompts.add(tx, made.lines[2].id, "the sun", 99, NOW)
        assert (await history.people_of(tx, made.clip.id)).prompts == ("Ben", "Dora")
        await lines.remove(tx, made.clip.id, [made.lines[2].id], NOW)
        assert (await history.people_of(tx, made.clip.id)).prompts == ("Ben",)
        other = await make_clip(tx, CHANNEL + 1)
        assert await history.people_of(tx, other.id) == Contributors((), (), (), (), ("Ana",))
