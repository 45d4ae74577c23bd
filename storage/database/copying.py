"""A copy of a database that is in use, in one snapshot, by SQLite's own means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.database.boundary import sqlite_errors
from storage.database.database import connected
from storage.database.whole import whole
from storage.files.disk import PRIVATE, on_disk

if TYPE_CHECKING:
    from pathlib import Path

    import aiosqlite


async def copy_to(source: aiosqlite.Connection, target: Path) -> None:
    """Copy what is committed in ``source`` into the new file ``target``, for its owner alone.

    Raises:
        DiskFull: no room.
        StorageError: reading or writing failed, or ``target`` is taken.
    """
    await on_disk(target.touch, mode=PRIVATE, exist_ok=False)
    async with connected(target, "rw") as copied:
        with sqlite_errors():
            await whole(source.backup(copied))
            # The copied header says WAL; a copy is one file and stays one.
            await copied.execute("PRAGMA journal_mode = DELETE")
