"""The database file: opening it safely, and transactions to write and to read in."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, Self

import aiosqlite

from bot.domain.errors import OlderDatabase, StorageError
from storage.database.boundary import sqlite_errors
from storage.database.migration import Migration, migrate, shipped, version_of
from storage.database.transaction import SerialConnection, Tx, Value
from storage.database.whole import whole
from storage.files.disk import PRIVATE, make_folder, on_disk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path
    from types import TracebackType

__all__ = ["Database", "Tx", "Value"]

_WAL_KEPT_BYTES: Final = 16 * 1024 * 1024
"""How large the write-ahead log may stay on disk after a burst of writes."""

_BUSY_PAUSE_S: Final = 0.02


class Database:
    """One SQLite file with one writing and one reading connection.

    Within one process writers queue up on a lock, so SQLite's busy timeout only matters between
    processes. Do nothing slow inside a transaction: everybody else waits for it.
    """

    def __init__(
        self, path: Path, writer: SerialConnection, reader: SerialConnection, exits: AsyncExitStack
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._opened = exits
        self.committed: Callable[[], None] = lambda: None
        """Called after each commit: what others wait for may be in the rows now."""

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        busy_timeout_s: float = 5.0,
        migrations: Sequence[Migration] | None = None,
    ) -> Self:
        """Open the file, or create it at the newest version.

        ``migrations`` are the shipped ones unless a test brings its own.

        Raises:
            OlderDatabase: it is to be migrated first (``upgrade.upgrade``).
            NewerDatabase: a newer Couplet wrote the file; it was left as it was.
            DiskFull: no room for it.
            StorageError: not a database of ours, damaged, locked or not writable.
        """
        await on_disk(_make, path)
        steps = shipped() if migrations is None else migrations
        async with AsyncExitStack() as exits:
            writer = await exits.enter_async_context(connected(path, "rw", busy_timeout_s))
            version = await version_of(writer, len(steps))
            if version == 0:
                await migrate(writer, steps)
            elif version < len(steps):
                raise OlderDatabase(
                    f"The database is of version {version} and is to be brought to {len(steps)} "
                    "first: stop the bot and run `couplet migrate`."
                )
            with sqlite_errors():
                # Only now, when the file is known to be ours: this changes it for good.
                await _use_write_ahead_log(writer, busy_timeout_s)
                # In WAL mode only FULL survives a power cut with every commit in place.
                await writer.execute("PRAGMA synchronous = FULL")
                await writer.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT_BYTES:d}")
                await writer.execute("PRAGMA foreign_keys = ON")
                # What is erased is overwritten, not only unlinked.
                await writer.execute("PRAGMA secure_delete = ON")
            # Last in, so that it closes first: only the writer may fold the log into the file.
            reader = await exits.enter_async_context(connected(path, "ro", busy_timeout_s))
            return cls(
                path,
                SerialConnection(writer, "BEGIN IMMEDIATE"),
                SerialConnection(reader, "BEGIN"),
                exits.pop_all(),
            )

    @asynccontextmanager
    async def _then_tell(self) -> AsyncGenerator[Tx]:
        async with self._writer.transaction() as tx:
            yield tx
        self.committed()

    def writing(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that may write: committed at the end, rolled back on any exception.

        Raises:
            DiskFull: no room; nothing was changed.
            StorageError: locked by another process past the busy timeout, or failed otherwise;
                nothing was changed.
        """
        return self._then_tell()

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """One consistent snapshot; does not wait for writers and cannot write."""
        return self._reader.transaction()

    async def close(self) -> None:
        """Wait for open transactions and close; closing twice is harmless."""
        async with self._reader.at_rest(), self._writer.at_rest():
            await whole(self._opened.aclose())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


@asynccontextmanager
async def connected(
    path: Path, mode: str, busy_timeout_s: float = 5.0
) -> AsyncGenerator[aiosqlite.Connection]:
    """A connection in SQLite's ``mode``: ``ro`` or ``rw`` to a file that is there.

    Transactions are begun and ended by statements, never by the driver.

    Raises:
        StorageError: the file is not there, or may not be opened.
    """
    # aiosqlite leaves its thread to itself when connecting fails, and the thread then complains
    # to the terminal if the event loop is gone before it. So the usual failure comes from here,
    uri = await on_disk(_uri_of_readable, path, mode)
    connection = aiosqlite.connect(uri, uri=True, isolation_level=None, timeout=busy_timeout_s)
    try:
        with sqlite_errors():
            # and a cancellation waits until there is something to close.
            await whole(connection)
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        with sqlite_errors():
            await whole(connection.close())


def _make(path: Path) -> None:
    make_folder(path.parent)
    path.touch(mode=PRIVATE)


def _uri_of_readable(path: Path, mode: str) -> str:
    path.open("rb").close()
    # Percent-encoded, so that no character of the path is taken for an option.
    return f"{path.absolute().as_uri()}?mode={mode}"


async def _use_write_ahead_log(connection: aiosqlite.Connection, busy_timeout_s: float) -> None:
    """Change the file's mode; SQLite does not wait for others here, so we do."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + busy_timeout_s
    while True:
        try:
            (mode,) = await connection.execute_fetchall("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if loop.time() > give_up_at:
                raise
            await asyncio.sleep(_BUSY_PAUSE_S)
            continue
        if mode[0] == "wal":
            return
        raise StorageError(
            "The database's folder cannot hold a write-ahead log (a network drive?): "
            "name a path on a local disk."
        )
