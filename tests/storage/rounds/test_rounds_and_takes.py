"""Rounds and takes: numbered within line and round, with everything to paint them again."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from bot.domain.rounds.take import RoundState
from storage.files.references import pointed_to
from storage.rounds import rounds, takes
from tests.storage.made import BEN, NOW, make_round, new_take

if TYPE_CHECKING:
    from storage.database.database import Database
    from tests.storage.made import Made


async def test_rounds_count_within_their_line(db: Database, made: Made) -> None:
    """A failed round's number is not given again."""
    async with db.writing() as tx:
        await rounds.set_state(tx, made.round.id, RoundState.FAILED)
        second = await make_round(tx, made.clip, made.lines[0], NOW + 1)
        assert (made.round.number, second.number, made.bare_round.number) == (1, 2, 1)
        assert (second.state, second.requested_by) == (RoundState.WAITING, BEN)
        of_line = await rounds.of_line(tx, made.lines[0].id)
        assert of_line == [dataclasses.replace(made.round, state=RoundState.FAILED), second]
        assert await rounds.by_id(tx, 999) is None


@pytest.mark.parametrize("state", RoundState)
async def test_an_open_round_waits_or_is_being_painted(
    db: Database, made: Made, state: RoundState
) -> None:
    """Whatever has ended is not open."""
    async with db.writing() as tx:
        await rounds.set_state(tx, made.round.id, state)
        found = await rounds.open_of_line(tx, made.lines[0].id)
    assert (found is not None) == (state in {RoundState.WAITING, RoundState.PAINTING})


async def test_a_variation_knows_what_it_comes_from(db: Database, made: Made) -> None:
    """The parent take and the strength are part of the round and of its takes."""
    async with db.writing() as tx:
        variation = await rounds.add(
            tx,
            clip_id=made.clip.id,
            line_id=made.lines[0].id,
            prompt_id=made.prompt.id,
            style_id=made.style.id,
            takes_wanted=1,
            seed=2**53,
            requested_by=BEN,
            now=NOW,
            parent_take_id=made.takes[1].id,
            strength=0.35,
        )
        new = dataclasses.replace(
            new_take(1),
            parent_take_id=made.takes[1].id,
            strength=0.35,
            unknown_words=("Mara", "é"),
            cut="and gulls",
            withheld=True,
        )
        (take,) = await takes.add_all(tx, variation.id, [new], NOW + 2)
        assert await rounds.by_id(tx, variation.id) == variation
    assert (variation.parent_take_id, variation.strength, variation.seed) == (
        made.takes[1].id,
        0.35,
        2**53,
    )
    stored = dataclasses.asdict(take)
    assert stored == dataclasses.asdict(new) | {
        "id": take.id,
        "round_id": variation.id,
        "painted_at": NOW + 2,
    }


async def test_takes_come_by_number(db: Database, made: Made) -> None:
    """Whatever order the painter finished them in."""
    async with db.writing() as tx:
        second = await make_round(tx, made.clip, made.lines[0])
        later = await takes.add_all(tx, second.id, [new_take(2, "f" * 64), new_take(1)], NOW)
        assert [take.number for take in later] == [1, 2]
        assert await takes.of_round(tx, second.id) == later
        assert await takes.by_id(tx, later[1].id) == later[1]
        assert await takes.by_id(tx, 999) is None
        assert await pointed_to(tx) >= {f"{1:064x}", f"{2:064x}", "f" * 64}


async def test_a_rounds_takes_are_stored_once(db: Database, made: Made) -> None:
    """A job done twice cannot leave two pictures of one number."""

    async def again() -> None:
        async with db.writing() as tx:
            await takes.add_all(tx, made.round.id, [new_take(3), new_take(2)], NOW)

    with pytest.raises(StorageError):
        await again()
    async with db.reading() as tx:
        assert await takes.of_round(tx, made.round.id) == made.takes


async def test_a_round_of_no_prompt_is_refused(db: Database, made: Made) -> None:
    """References hold: a row never points to one that is not there."""

    async def ask() -> None:
        async with db.writing() as tx:
            await rounds.add(
                tx,
                clip_id=made.clip.id,
                line_id=made.lines[0].id,
                prompt_id=999,
                style_id=made.style.id,
                takes_wanted=1,
                seed=1,
                requested_by=BEN,
                now=NOW,
            )

    with pytest.raises(StorageError, match="FOREIGN KEY"):
        await ask()
