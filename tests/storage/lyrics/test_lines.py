"""Lyric lines: always numbered 1, 2, 3, whatever is added, moved and removed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import StorageError
from bot.domain.lyrics.line import LineShot, NewLine, Word
from storage.lyrics import lines
from tests.storage.conftest import SHARED_DATABASE
from tests.storage.made import BEN, NOW, make_clip

if TYPE_CHECKING:
    from storage.database.database import Database, Tx
    from tests.storage.made import Made


async def _words(tx: Tx, clip_id: int) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in await lines.all_of(tx, clip_id)]


async def test_appended_lines_come_last_in_order(db: Database, made: Made) -> None:
    """All that an import found is kept, accents and word times included."""
    new = NewLine(
        "Où l’été s’en va",
        section="Refrain",
        start_s=12.5,
        end_s=15.25,
        guessed=True,
        words=(Word("Où", 12.5), Word("l’été", 13.0)),
    )
    async with db.writing() as tx:
        stored = await lines.append(tx, made.clip.id, [new, NewLine("Fin")], BEN, NOW)
        assert [line.number for line in stored] == [4, 5]
        line = await lines.by_number(tx, made.clip.id, 4)
    assert line is not None
    assert line == stored[0]
    assert (line.text, line.section, line.start_s, line.end_s) == (
        new.text,
        new.section,
        new.start_s,
        new.end_s,
    )
    assert (line.guessed, line.words, line.winner_take_id) == (True, new.words, None)
    assert (line.clip_id, line.author_id) == (made.clip.id, BEN)


@pytest.mark.parametrize(("asked", "given_number"), [(2, 2), (1, 1), (4, 4), (-3, 1), (99, 4)])
async def test_a_line_put_in_between_moves_the_later_ones_up(
    db: Database, made: Made, asked: int, given_number: int
) -> None:
    """A number beyond either end means that end."""
    async with db.writing() as tx:
        line = await lines.insert_at(tx, made.clip.id, asked, NewLine("Neuf"), BEN, NOW)
        assert line.number == given_number
        texts = [line.text for line in made.lines]
        texts.insert(given_number - 1, "Neuf")
        assert await _words(tx, made.clip.id) == list(enumerate(texts, start=1))


async def test_a_removed_line_is_gone_and_the_later_ones_move_down(
    db: Database, made: Made
) -> None:
    """Its rounds and takes stay; removing it twice moves nothing twice."""
    async with db.writing() as tx:
        await lines.remove(tx, made.clip.id, [made.lines[0].id], NOW)
        await lines.remove(tx, made.clip.id, [made.lines[0].id], NOW)
        assert await lines.by_id(tx, made.lines[0].id) is None
        assert await _words(tx, made.clip.id) == [(1, "La nuit"), (2, "L'été")]
        assert await lines.by_number(tx, made.clip.id, 3) is None


async def test_a_line_is_what_was_saved_of_it(db: Database, made: Made) -> None:
    """All but its winner and its author, which are no matter of words and times."""
    async with db.writing() as tx:
        await lines.set_winner(tx, made.lines[0].id, made.takes[1].id)
        new = dataclasses.replace(
            made.lines[0],
            text="Au large",
            section="Pont",
            start_s=None,
            end_s=9.0,
            guessed=True,
            words=(Word("Au", 1.0),),
            shot=LineShot.SHARED,
            voice="bg",
            author_id=BEN + 1,
        )
        await lines.save(tx, new)
        assert await lines.by_id(tx, new.id) == dataclasses.replace(
            new, winner_take_id=made.takes[1].id, author_id=made.lines[0].author_id
        )


async def test_a_saved_line_is_there_again(db: Database, made: Made) -> None:
    """A removed one comes back, with the number that it is given."""
    async with db.writing() as tx:
        await lines.remove(tx, made.clip.id, [made.lines[0].id], NOW)
        await lines.save(tx, *made.lines)
        assert await lines.all_of(tx, made.clip.id) == made.lines


async def test_a_winner_is_kept_and_taken_back(db: Database, made: Made) -> None:
    """None reopens the line."""
    async with db.writing() as tx:
        for take_id in (made.takes[1].id, None):
            await lines.set_winner(tx, made.lines[0].id, take_id)
            line = await lines.by_id(tx, made.lines[0].id)
            assert line is not None
            assert line.winner_take_id == take_id


async def test_lines_are_put_in_another_order(db: Database, made: Made) -> None:
    """By the ids of all of them."""
    async with db.writing() as tx:
        await lines.reorder(tx, made.clip.id, [made.lines[n].id for n in (2, 0, 1)])
        assert await _words(tx, made.clip.id) == [(1, "L'été"), (2, "Au port"), (3, "La nuit")]


async def test_an_order_that_misses_a_line_is_refused(db: Database, made: Made) -> None:
    """Or names one twice: somebody changed the lines meanwhile."""
    async with db.writing() as tx:
        for wrong in ([made.lines[0].id], [made.lines[0].id] * 3, []):
            with pytest.raises(StorageError, match="each line of the clip once"):
                await lines.reorder(tx, made.clip.id, wrong)


@settings(max_examples=40, deadline=None, suppress_health_check=SHARED_DATABASE)
@given(moves=st.lists(st.tuples(st.sampled_from("air"), st.integers(0, 9)), max_size=12))
async def test_numbers_never_have_a_gap(db: Database, moves: list[tuple[str, int]]) -> None:
    """After any adding, putting in between and removing, the lines are those of a plain list."""
    expected: list[str] = []

    async def act() -> None:
        async with db.writing() as tx:
            clip = await make_clip(tx)
            for step, (move, number) in enumerate(moves):
                new = NewLine(f"line {step}")
                if move == "a":
                    await lines.append(tx, clip.id, [new, new], BEN, NOW)
                    expected.extend([new.text, new.text])
                elif move == "i":
                    await lines.insert_at(tx, clip.id, number, new, BEN, NOW)
                    expected.insert(max(number - 1, 0), new.text)
                elif line := await lines.by_number(tx, clip.id, number):
                    await lines.remove(tx, clip.id, [line.id], NOW)
                    del expected[number - 1]
            assert await _words(tx, clip.id) == list(enumerate(expected, start=1))
            raise LookupError  # the next example starts from an empty database again

    with pytest.raises(LookupError):
        await act()
