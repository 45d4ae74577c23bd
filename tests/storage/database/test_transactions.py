"""Transactions: whole or not at all, one writer at a time, readers undisturbed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from storage.clips import people

if TYPE_CHECKING:
    from storage.database.database import Database


async def _count(db: Database) -> int:
    async with db.reading() as tx:
        (row,) = await tx.fetch_all("SELECT count(*) FROM people")
        return int(row[0])


async def _write_two(db: Database, first: int) -> None:
    async with db.writing() as tx:
        await people.remember(tx, first, "one", 1.0)
        await people.remember(tx, first + 1, "two", 1.0)


async def test_what_a_block_wrote_is_there_after_it(db: Database) -> None:
    """The end of the block commits."""
    await _write_two(db, 1)
    assert await _count(db) == 2


async def test_an_exception_takes_everything_back(db: Database) -> None:
    """Nothing of a block that raises is kept, and the next one works."""

    async def write() -> None:
        async with db.writing() as tx:
            await people.remember(tx, 1, "one", 1.0)
            raise LookupError

    with pytest.raises(LookupError):
        await write()
    assert await _count(db) == 0
    await _write_two(db, 1)
    assert await _count(db) == 2


async def test_a_task_cancelled_inside_the_block_takes_everything_back(db: Database) -> None:
    """A cancellation rolls back before it goes on."""
    inside = asyncio.Event()

    async def write() -> None:
        async with db.writing() as tx:
            await people.remember(tx, 1, "one", 1.0)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _count(db) == 0
    await _write_two(db, 1)
    assert await _count(db) == 2


@pytest.mark.parametrize("turns", [*range(12), *(round(12 * 1.4**n) for n in range(16))])
async def test_a_task_cancelled_anywhere_leaves_all_or_nothing(db: Database, turns: int) -> None:
    """Wherever a cancellation strikes, from BEGIN to COMMIT, no half is seen and none is open.

    Turns of the event loop stand for time: the statements run in a thread meanwhile.
    """
    task = asyncio.create_task(_write_two(db, 1))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    (result,) = await asyncio.gather(task, return_exceptions=True)
    assert result is None or isinstance(result, asyncio.CancelledError)
    kept = await _count(db)
    assert kept in ({2} if result is None else {0, 2})
    await _write_two(db, 3)
    assert await _count(db) == kept + 2


async def test_after_a_failed_statement_nothing_is_kept(db: Database) -> None:
    """A block that swallows a statement's error cannot commit the rest of it."""

    async def write() -> None:
        async with db.writing() as tx:
            await people.remember(tx, 1, "one", 1.0)
            with pytest.raises(StorageError):
                await tx.insert("INSERT INTO people (person_id) VALUES (2)")

    with pytest.raises(StorageError, match="nothing of its transaction"):
        await write()
    assert await _count(db) == 0


async def test_after_a_cancelled_statement_nothing_is_kept(db: Database) -> None:
    """A statement whose awaiting was given up runs nonetheless, so the block must not commit."""

    async def write() -> None:
        async with db.writing() as tx:
            statement = asyncio.create_task(people.remember(tx, 1, "one", 1.0))
            await asyncio.sleep(0)
            statement.cancel()
            await asyncio.wait({statement})
            assert statement.cancelled()

    with pytest.raises(StorageError, match="nothing of its transaction"):
        await write()
    assert await _count(db) == 0


async def test_a_transaction_is_of_no_use_after_its_block(db: Database) -> None:
    """A Tx that escaped would commit each of its statements by itself."""
    async with db.writing() as tx:
        await people.remember(tx, 1, "one", 1.0)
    with pytest.raises(RuntimeError, match="is over"):
        await people.remember(tx, 2, "two", 1.0)
    assert await _count(db) == 1


async def test_a_task_cannot_wait_for_itself(db: Database) -> None:
    """Opening a second transaction inside the first says so instead of standing still."""
    async with db.reading():
        with pytest.raises(RuntimeError, match="already inside"):
            async with db.reading():
                pytest.fail("went on")
    with pytest.raises(RuntimeError, match="already inside"):
        async with db.writing(), db.writing():
            pytest.fail("went on")
    assert await _count(db) == 0


async def test_writers_take_turns(db: Database) -> None:
    """Twenty read-and-write blocks at once lose no update."""

    async def add_one() -> None:
        async with db.writing() as tx:
            (row,) = await tx.fetch_all("SELECT coalesce(max(person_id), 0) FROM people")
            await asyncio.sleep(0)
            await people.remember(tx, int(row[0]) + 1, "somebody", 1.0)

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert await _count(db) == 20


async def test_a_reader_neither_waits_for_a_writer_nor_sees_its_half(db: Database) -> None:
    """While a writer's block is open, readers see the state before it."""
    async with db.writing() as tx:
        await people.remember(tx, 1, "one", 1.0)
        assert await _count(db) == 0
    assert await _count(db) == 1


async def test_a_reader_sees_one_moment(db: Database) -> None:
    """What is committed while a reading block is open stays out of its sight."""
    async with db.reading() as tx:
        before = await people.names(tx, [1])
        async with db.writing() as writing:
            await people.remember(writing, 1, "Ana", 1.0)
        assert await people.names(tx, [1]) == before
    async with db.reading() as tx:
        assert await people.name_of(tx, 1) == "Ana"


async def test_a_reader_cannot_write(db: Database) -> None:
    """The reading connection refuses to change anything."""
    with pytest.raises(StorageError, match="readonly"):
        async with db.reading() as tx:
            await people.remember(tx, 1, "one", 1.0)
    assert await _count(db) == 0


@pytest.mark.parametrize("value", [2**63, "\ud800"])
async def test_values_that_sqlite_cannot_hold_are_refused(db: Database, value: int | str) -> None:
    """Numbers over 64 bits and half characters come back as StorageError too."""
    with pytest.raises(StorageError, match="cannot take this"):
        async with db.writing() as tx:
            await tx.insert("INSERT INTO people VALUES (?, ?, 1.0)", (value, value))
    assert await _count(db) == 0


async def test_closing_waits_for_the_open_block(db: Database) -> None:
    """A block that has begun is committed before the database closes."""
    async with db.writing() as tx:
        closing = asyncio.create_task(db.close())
        await asyncio.sleep(0)
        await people.remember(tx, 1, "one", 1.0)
    await closing
    with pytest.raises(StorageError):
        await _count(db)
    await db.close()
