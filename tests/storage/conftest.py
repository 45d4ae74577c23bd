"""A database on a real file, empty or with one row of everything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck

from storage.database.database import Database
from tests.storage.made import Made, make

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

SHARED_DATABASE: Final = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
"""For property tests whose examples share the test's database and leave it as they found it."""


@pytest.fixture
async def db(tmp_path: Path) -> AsyncGenerator[Database]:
    """A fresh database; it gives up on a lock almost at once."""
    async with await Database.open(tmp_path / "couplet.db", busy_timeout_s=0.01) as database:
        yield database


@pytest.fixture
async def made(db: Database) -> Made:
    """One row of everything in ``db``."""
    async with db.writing() as tx:
        return await make(tx)


def dump(path: Path) -> list[str]:
    """Everything committed in a database, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
