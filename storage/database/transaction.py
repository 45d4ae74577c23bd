"""Transactions on one connection, one after the other, that no cancellation leaves half done."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from bot.domain.errors import StorageError
from storage.database.boundary import sqlite_errors
from storage.database.whole import whole

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncGenerator, Generator, Iterable, Sequence

    import aiosqlite

Value = str | int | float | bytes | None
"""What SQLite stores. A bool is an int to it."""


class Tx:
    """An open transaction; every table function takes one first.

    Once a statement failed or was cancelled the transaction can only be rolled back: SQLite may
    have ended it by itself (no room on the disk), and a cancelled statement runs nonetheless.
    """

    __slots__ = ("_connection", "_doubt", "_over")

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._over = False
        self._doubt = False

    async def insert(self, sql: str, params: Sequence[Value] = ()) -> int:
        """Insert a row and return its id.

        Raises:
            StorageError: SQLite refused; nothing of the transaction will be kept.
        """
        with self._statement():
            cursor = await self._connection.execute(sql, params)
        return cursor.lastrowid or 0

    async def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each of ``rows``.

        Raises:
            StorageError: SQLite refused; nothing of the transaction will be kept.
        """
        with self._statement():
            await self._connection.executemany(sql, rows)

    async def update(self, sql: str, params: Sequence[Value] = ()) -> int:
        """Change rows and return how many.

        Raises:
            StorageError: SQLite refused; nothing of the transaction will be kept.
        """
        with self._statement():
            cursor = await self._connection.execute(sql, params)
        return cursor.rowcount

    async def fetch_all(self, sql: str, params: Sequence[Value] = ()) -> list[sqlite3.Row]:
        """All rows of a query.

        Raises:
            StorageError: SQLite refused.
        """
        with self._statement():
            return list(await self._connection.execute_fetchall(sql, params))

    async def fetch_one(self, sql: str, params: Sequence[Value] = ()) -> sqlite3.Row | None:
        """The first row of a query, or None.

        Raises:
            StorageError: SQLite refused.
        """
        rows = await self.fetch_all(sql, params)
        return rows[0] if rows else None

    @contextmanager
    def _statement(self) -> Generator[None]:
        if self._over:
            # A statement after the end would be a transaction of its own, committed at once.
            raise RuntimeError("This transaction is over; its Tx must not leave the block.")
        self._doubt = True
        with sqlite_errors():
            yield
        self._doubt = False

    def end(self) -> bool:
        """Take no more statements; False when one failed, and a commit would be half of it."""
        self._over = True
        return not self._doubt


class SerialConnection:
    """One connection and its transactions in single file; ``begin`` is their first statement."""

    def __init__(self, connection: aiosqlite.Connection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self._lock = asyncio.Lock()
        self._owner: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Tx]:
        """Commit at the end of the block; roll back on any exception, cancellation included.

        A commit that has begun is always finished before a cancellation goes on, so the caller
        who gets an exception knows that the lane is at rest.

        Raises:
            StorageError: the transaction could not begin or commit; nothing was changed.
            RuntimeError: the task is already inside one; waiting for itself would never end.
        """
        task = asyncio.current_task()
        if task is not None and task is self._owner:
            raise RuntimeError("This task is already inside such a transaction: pass its Tx on.")
        async with self._lock:
            self._owner = task
            tx = Tx(self._connection)
            try:
                await tx.update(self._begin)
                yield tx
                await whole(self._commit(tx))
            except BaseException:
                # Queued behind whatever the connection still does, and harmless when SQLite has
                # already ended the transaction.
                await whole(self._roll_back())
                raise
            finally:
                tx.end()
                self._owner = None

    @asynccontextmanager
    async def at_rest(self) -> AsyncGenerator[None]:
        """Wait for the transaction that is open, and let none begin inside the block."""
        async with self._lock:
            yield

    async def _commit(self, tx: Tx) -> None:
        if not tx.end():
            raise StorageError("A statement failed; nothing of its transaction is kept.")
        with sqlite_errors():
            # Not Connection.commit(): that does nothing, silently, when SQLite has already
            # rolled the transaction back.
            await self._connection.execute("COMMIT")

    async def _roll_back(self) -> None:
        # Fails only on a connection that is closed; the error on its way up says what happened.
        with suppress(StorageError), sqlite_errors():
            await self._connection.rollback()
