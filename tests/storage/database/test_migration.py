"""Migrations: wholly there or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NewerDatabase, OlderDatabase, StorageError
from storage.clips import clips
from storage.database.database import Database
from storage.database.migration import Migration, shipped, statements
from storage.database.upgrade import KEPT, upgrade
from tests.storage.conftest import dump
from tests.storage.made import CHANNEL, make

if TYPE_CHECKING:
    from pathlib import Path

FIRST_SHA256 = "996c9151e9d9c6b6d1a3933aee6b176b602d3af92789afd468e9dea84829dc56"
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
    grown = [*shipped(), GROWN]
    await upgrade(path, tmp_path / "backups", migrations=grown)
    async with await Database.open(path, migrations=grown) as db:
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
        await upgrade(path, tmp_path / "backups", migrations=[*shipped(), broken])
    assert dump(path) == before
    assert _version(path) == NEXT - 1
    await upgrade(path, tmp_path / "backups", migrations=[*shipped(), GROWN])
    assert _version(path) == NEXT


async def test_a_file_locked_by_another_program_is_not_half_migrated(tmp_path: Path) -> None:
    """Past the busy timeout a sentence, and the file as it was."""
    path = tmp_path / "couplet.db"
    before = await _database_of_version_before(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            await upgrade(
                path,
                tmp_path / "backups",
                busy_timeout_s=0.01,
                migrations=[*shipped(), GROWN],
            )
    assert dump(path) == before


async def test_an_older_file_is_not_opened_before_it_is_migrated(tmp_path: Path) -> None:
    """Nobody migrates in passing, without a backup; the file stays as it is."""
    path = tmp_path / "couplet.db"
    before = await _database_of_version_before(path)
    with pytest.raises(OlderDatabase, match="run `couplet migrate`"):
        await Database.open(path, migrations=[*shipped(), GROWN])
    assert dump(path) == before
    assert _version(path) == NEXT - 1


async def test_before_a_migration_the_database_is_copied_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    """The copy holds what was there, opens with the older code, and is made once a migration."""
    path, backups = tmp_path / "couplet.db", tmp_path / "backups"
    before = await _database_of_version_before(path)
    change = await upgrade(path, backups, migrations=[*shipped(), GROWN])
    assert (change.before, change.after) == (NEXT - 1, NEXT)
    assert change.backup is not None
    assert dump(change.backup) == before
    assert _version(change.backup) == NEXT - 1
    assert change.backup.stat().st_mode & 0o777 == 0o600
    await (await Database.open(change.backup)).close()
    again = await upgrade(path, backups, migrations=[*shipped(), GROWN])
    assert again.backup is None
    assert list(backups.iterdir()) == [change.backup]


async def test_the_newest_backups_are_kept_and_no_half_one(tmp_path: Path) -> None:
    """Each migration leaves its copy; the oldest goes, as does what a killed process left."""
    path, backups = tmp_path / "couplet.db", tmp_path / "backups"
    await _database_of_version_before(path)
    steps = shipped()
    made: list[Path | None] = []
    for number in range(NEXT, NEXT + KEPT + 2):
        steps.append(Migration(number, "a.sql", f"CREATE TABLE t{number} (a INTEGER) STRICT;"))
        backups.mkdir(exist_ok=True)
        (backups / "couplet-19700101T000000000000Z-v1.db.partial").touch()
        made.append((await upgrade(path, backups, migrations=steps)).backup)
    assert sorted(backups.iterdir()) == made[-KEPT:]


async def test_a_newer_file_is_neither_copied_nor_changed(tmp_path: Path) -> None:
    """One sentence says what to do."""
    path = tmp_path / "couplet.db"
    await _database_of_version_before(path)
    await upgrade(path, tmp_path / "before", migrations=[*shipped(), GROWN])
    content = path.read_bytes()
    with pytest.raises(NewerDatabase, match="newer Couplet"):
        await upgrade(path, tmp_path / "backups")
    assert path.read_bytes() == content
    assert not (tmp_path / "backups").exists()


def test_the_first_migration_is_frozen() -> None:
    """Databases out there were made by it: a change of the schema is a further migration."""
    assert hashlib.sha256(shipped()[0].sql.encode()).hexdigest() == FIRST_SHA256


def test_statements_are_split_where_sqlite_ends_them() -> None:
    """Semicolons in comments, texts and triggers end nothing."""
    assert len(list(statements(GROWN.sql))) == 4
    assert list(statements("SELECT ';'; SELECT 2;\n")) == ["SELECT ';';", " SELECT 2;"]
