"""Looking at a database as it is, of whatever version, without changing anything in it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.database.boundary import sqlite_errors
from storage.database.database import connected
from storage.database.migration import shipped, version_of
from storage.database.transaction import Tx

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Inspection:
    """One snapshot of a database; ``tx`` can only read, and has the tables of ``version``."""

    tx: Tx
    version: int
    newest: int


@asynccontextmanager
async def inspecting(path: Path) -> AsyncGenerator[Inspection]:
    """The database at ``path`` while the block lasts.

    Raises:
        NewerDatabase: a newer Couplet wrote the file.
        StorageError: not a database of ours, damaged or not readable.
    """
    # Opened to write, though nothing is: only such a connection takes away the two files that
    # SQLite lays beside a database to read it.
    async with connected(path, "rw") as connection:
        with sqlite_errors():
            await connection.execute("PRAGMA query_only = ON")
        newest = len(shipped())
        version = await version_of(connection, newest)
        tx = Tx(connection)
        await tx.update("BEGIN")
        try:
            yield Inspection(tx, version, newest)
        finally:
            with sqlite_errors():
                await connection.rollback()
