"""Where errors of SQLite become the product's own words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DiskFull, StorageError

if TYPE_CHECKING:
    from collections.abc import Generator

_PRIMARY_CODE: Final = 0xFF
"""SQLite's extended result codes carry the primary code in their low byte."""


@contextmanager
def sqlite_errors() -> Generator[None]:
    """Raise what SQLite refuses as StorageError.

    A number over 64 bits and text that is not valid Unicode never reach SQLite: its driver raises
    errors of its own for them. aiosqlite answers ValueError once a connection is closed.

    Raises:
        DiskFull: SQLite found no room.
        StorageError: anything else it could not do; the message is for the log.
    """
    try:
        yield
    except sqlite3.Error as error:
        # Errors made by the driver itself, such as a wrong number of values, carry no code.
        code: int | None = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & _PRIMARY_CODE == sqlite3.SQLITE_FULL:
            raise DiskFull("No room is left on the disk for the database.") from error
        raise StorageError(f"The database refused: {error}.") from error
    except (OverflowError, ValueError) as error:
        raise StorageError(f"The database cannot take this: {error}.") from error
