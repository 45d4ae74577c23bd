"""Opening the database file, and what is refused."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NewerDatabase, StorageError
from storage.clips import people
from storage.database.database import Database
from storage.database.migration import shipped

if TYPE_CHECKING:
    from pathlib import Path


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def _pragma(db: Database, name: str) -> object:
    async with db.writing() as tx:
        (row,) = await tx.fetch_all(f"PRAGMA {name}")
        value: object = row[0]
        return value


async def test_every_commit_survives_a_power_cut_and_every_reference_holds(db: Database) -> None:
    """Write-ahead log, flushed at each commit, and foreign keys are on."""
    assert await _pragma(db, "journal_mode") == "wal"
    assert await _pragma(db, "synchronous") == 2
    assert await _pragma(db, "foreign_keys") == 1


async def test_a_file_opened_again_has_what_was_written(tmp_path: Path) -> None:
    """A path may have missing folders and characters that mean something in a URI."""
    path = tmp_path / "dâta #1" / "a?b%20&mode=memory.db"
    async with await Database.open(path) as db, db.writing() as tx:
        await people.remember(tx, 1, "Ana", 1.0)
    assert path.is_file()
    async with await Database.open(path) as db, db.reading() as tx:
        assert await people.name_of(tx, 1) == "Ana"


async def test_closing_leaves_one_file(tmp_path: Path) -> None:
    """The write-ahead log is folded back at the end."""
    async with await Database.open(tmp_path / "couplet.db") as db, db.writing() as tx:
        await people.remember(tx, 1, "Ana", 1.0)
    assert _names(tmp_path) == ["couplet.db"]


async def test_a_newer_file_is_refused_in_one_sentence_and_left_alone(tmp_path: Path) -> None:
    """Older code must not touch what it does not understand."""
    path = tmp_path / "couplet.db"
    await (await Database.open(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match=r"newer Couplet \(version 9999.*: install the newer"):
        await Database.open(path)
    assert path.read_bytes() == before


async def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A wrong path in the settings harms nobody's file."""
    path = tmp_path / "bookmarks.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="belongs to another program"):
        await Database.open(path)
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """So is a text file."""
    path = tmp_path / "notes.txt"
    path.write_text("Remember the milk. " * 100)
    with pytest.raises(StorageError, match="not a database"):
        await Database.open(path)
    assert path.read_text() == "Remember the milk. " * 100


async def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    """Whatever the disk says of a path becomes a StorageError."""
    with pytest.raises(StorageError, match="Is a directory"):
        await Database.open(tmp_path)


async def test_a_parent_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """So is a path that cannot be."""
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="The disk refused"):
        await Database.open(tmp_path / "file" / "couplet.db")


async def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Whoever comes second to a migration finds it done."""
    path = tmp_path / "couplet.db"
    opened = await asyncio.gather(*(Database.open(path) for _ in range(4)), return_exceptions=True)
    for db in opened:
        if isinstance(db, Database):
            async with db, db.writing() as tx:
                await people.remember(tx, 1, "Ana", 1.0)
    assert [db for db in opened if not isinstance(db, Database)] == []


async def test_a_cancelled_opening_leaves_no_thread_behind(tmp_path: Path) -> None:
    """Wherever it is cancelled; a thread left over would keep the process from ending."""
    for turns in range(30):
        task = asyncio.create_task(Database.open(tmp_path / "couplet.db"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(result, Database):
            await result.close()
        else:
            assert isinstance(result, asyncio.CancelledError)
    async with await Database.open(tmp_path / "couplet.db") as db:
        assert await _pragma(db, "user_version") == len(shipped())
