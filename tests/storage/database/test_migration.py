"""Migrations: wholly there or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from bot.domain.lyrics.changes import Change
from storage.clips import clips, people
from storage.database.database import Database
from storage.database.migration import Migration, shipped, statements
from storage.lyrics import changes
from tests.storage.conftest import dump
from tests.storage.made import ANA, CHANNEL, NOW, make

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database.transaction import Tx

CHANGE_IDS = 4
"""The migration since which they are numbered once."""
NEXT = len(shipped()) + 1
GROWN = Migration(
    NEXT,
    "a_mood.sql",
    """
    -- Moods; one a clip.
    CREATE TABLE moods (clip_id INTEGER NOT NULL REFERENCES clips (id), mood TEXT NOT NULL) STRICT;
    INSERT INTO moods SELECT id, 'blue; or so' FROM clips;
    CREATE TRIGGER moods_stay BEFORE DELETE ON moods
    BEGIN SELECT RAISE(ABORT, 'moods stay'); END;
    ALTER TABLE clips ADD COLUMN pace TEXT;
    """,
)


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (row,) = connection.execute("PRAGMA user_version").fetchall()
        return int(row[0])


async def _database_of_version_before(path: Path) -> list[str]:
    """A file as the code before ``NEXT`` left it, with rows; returns its content."""
    async with await Database.open(path) as db, db.writing() as tx:
        await make(tx)
    return dump(path)


def test_the_shipped_migrations_have_no_gap() -> None:
    """Version N is the file after migration N."""
    assert [migration.number for migration in shipped()] == list(range(1, NEXT))


async def test_a_fresh_file_gets_the_newest_version(tmp_path: Path) -> None:
    """From nothing to the schema of this code."""
    path = tmp_path / "couplet.db"
    await (await Database.open(path)).close()
    assert _version(path) == NEXT - 1


async def test_an_older_file_is_brought_forward_with_its_rows(tmp_path: Path) -> None:
    """The next migration runs over what people made."""
    path = tmp_path / "couplet.db"
    await _database_of_version_before(path)
    async with await Database.open(path, migrations=[*shipped(), GROWN]) as db:
        async with db.reading() as tx:
            (mood,) = await tx.fetch_all("SELECT clip_id, mood FROM moods")
            clip = await clips.in_channel(tx, CHANNEL)
        assert clip is not None
        assert tuple(mood) == (clip.id, "blue; or so")
    assert _version(path) == NEXT


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("CREATE TABLE moods (again INTEGER);", "already exists"),
        ("INSERT INTO moods VALUES (12345, 'of no clip');", "point nowhere"),
        ("INSERT INTO moods", "ends inside a statement"),
    ],
)
async def test_a_migration_that_fails_half_way_is_rolled_back_wholly(
    tmp_path: Path, ending: str, reason: str
) -> None:
    """Tables, rows, triggers, columns and version are as before, and a mended step goes through."""
    path = tmp_path / "couplet.db"
    before = await _database_of_version_before(path)
    broken = Migration(NEXT, GROWN.name, GROWN.sql + ending)
    with pytest.raises(StorageError, match=reason):
        await Database.open(path, migrations=[*shipped(), broken])
    assert dump(path) == before
    assert _version(path) == NEXT - 1
    await (await Database.open(path, migrations=[*shipped(), GROWN])).close()
    assert _version(path) == NEXT


async def test_a_file_locked_by_another_program_is_not_half_migrated(tmp_path: Path) -> None:
    """Past the busy timeout a sentence, and the file as it was."""
    path = tmp_path / "couplet.db"
    before = await _database_of_version_before(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            await Database.open(path, busy_timeout_s=0.01, migrations=[*shipped(), GROWN])
    assert dump(path) == before


def test_statements_are_split_where_sqlite_ends_them() -> None:
    """Semicolons in comments, texts and triggers end nothing."""
    assert len(list(statements(GROWN.sql))) == 4
    assert list(statements("SELECT ';'; SELECT 2;\n")) == ["SELECT ';';", " SELECT 2;"]


async def test_a_change_to_the_lyrics_keeps_its_id_for_itself(tmp_path: Path) -> None:
    """Not even one that an older version took back is named again by a button out there."""
    path = tmp_path / "couplet.db"
    old = [one for one in shipped() if one.number < CHANGE_IDS]
    async with await Database.open(path, migrations=old) as db, db.writing() as tx:
        await people.remember(tx, ANA, "Ana", NOW)
        await tx.update(
            """INSERT INTO clips (guild_id, channel_id, name, locale, director_id, state, rules,
                   created_at) VALUES (1, 2, 'Minuit', 'en', ?, 'active', '{}', 0)""",
            (ANA,),
        )
        kept, taken_back = [await _change(tx) for _ in range(2)]
        await changes.forget(tx, taken_back)
    async with await Database.open(path) as db, db.writing() as tx:
        assert await changes.by_id(tx, kept) is not None
        newest = await _change(tx)
        await changes.forget(tx, newest)
        assert taken_back < newest < await _change(tx)


async def _change(tx: Tx) -> int:
    return await changes.add(tx, 1, ANA, Change.MERGED, (), now=NOW, unmatched=(1,))
