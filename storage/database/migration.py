"""The numbered steps from an empty file to the schema that this code speaks.

``migrations/NNNN_name.sql`` number N brings a file from ``user_version`` N-1 to N. A file is wholly
at the newest version or wholly at the one it had.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from bot.domain.errors import NewerDatabase, StorageError
from storage.database.boundary import sqlite_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import aiosqlite


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; ``number`` is the version of the file after it."""

    number: int
    name: str
    sql: str


def shipped() -> list[Migration]:
    """The migrations that come with this code, in order and without a gap."""
    folder = resources.files("storage").joinpath("migrations")
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    migrations = [
        Migration(int(entry.name[:4]), entry.name, entry.read_text(encoding="utf-8"))
        for entry in files
    ]
    if [migration.number for migration in migrations] != list(range(1, len(migrations) + 1)):
        raise StorageError("The installation is incomplete: its database migrations have a gap.")
    return migrations


def statements(sql: str) -> Iterator[str]:
    """Split a script where SQLite sees a statement end, so triggers and comments stay whole.

    Needed because ``executescript`` commits before it begins, which would end our transaction.
    """
    pending = ""
    for piece in sql.split(";")[:-1]:
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    rest = pending + sql.rpartition(";")[2]
    if rest.strip():
        raise StorageError(f"A migration ends inside a statement: {rest.strip()[:60]!r}.")


async def version_of(connection: aiosqlite.Connection, newest: int) -> int:
    """The file's version: the number of the last migration it has; 0 for an empty file.

    Raises:
        NewerDatabase: the version is beyond ``newest``.
        StorageError: the file is not ours.
    """
    with sqlite_errors():
        # In one statement, for another process may be migrating: ours would else be taken for a
        # stranger's between the two.
        ((version, tables),) = await connection.execute_fetchall(
            "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version"
        )
    if version > newest:
        raise NewerDatabase(
            f"The database was written by a newer Couplet (version {version}, this one reads up "
            f"to {newest}): install the newer Couplet again, or name another database."
        )
    if version == 0 and tables:
        raise StorageError(
            "The database file belongs to another program: name another path for Couplet's."
        )
    return int(version)


async def migrate(connection: aiosqlite.Connection, migrations: Sequence[Migration]) -> None:
    """Bring the file to the newest version; foreign keys are to be off meanwhile.

    All steps are one transaction: whoever opens the file meanwhile sees it as it was, and where a
    step fails it stays so. Steps that another process has done by then are not done again.

    Raises:
        StorageError: a step failed.
    """
    try:
        with sqlite_errors():
            await connection.execute("BEGIN IMMEDIATE")
            ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
            for migration in migrations[version:]:
                await _step(connection, migration)
            await connection.execute("COMMIT")
    finally:
        await connection.rollback()


async def _step(connection: aiosqlite.Connection, migration: Migration) -> None:
    for statement in statements(migration.sql):
        await connection.execute(statement)
    if list(await connection.execute_fetchall("PRAGMA foreign_key_check")):
        raise StorageError(f"{migration.name} leaves rows that point nowhere.")
    await connection.execute(f"PRAGMA user_version = {migration.number:d}")
