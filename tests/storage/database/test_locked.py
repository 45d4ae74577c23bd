"""Every table function against a database that another program has locked."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import storage
from bot.domain.errors import StorageError
from tests.storage.calls import READS, WRITES
from tests.storage.conftest import dump

if TYPE_CHECKING:
    from collections.abc import Generator

    from storage.database.database import Database
    from tests.storage.made import Made

ALL = READS | WRITES

LENDERS = {"votes", "overviews"}
"""Their functions are called by way of ballots and lines."""


@pytest.fixture
def locked(db: Database, made: Made) -> Generator[list[str]]:
    """Another program holds the write lock; the value is what was committed before."""
    assert made.clip.id
    before = dump(db.path)
    with closing(sqlite3.connect(db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield before


def test_no_public_table_function_is_forgotten_here() -> None:
    """Whoever adds a function adds its call, too; ballots and lines lend out parts of theirs."""
    public: set[str] = set()
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        table, room = importlib.import_module(module.name), module.name.rpartition(".")[2]
        for name, function in inspect.getmembers(table, inspect.iscoroutinefunction):
            shown = name in getattr(table, "__all__", [name])
            takes_tx = next(iter(inspect.signature(function).parameters), None) == "tx"
            if shown and takes_tx and not name.startswith("_") and room not in LENDERS:
                public.add(f"{room}.{name}")
    borrowed = {"backup.pointed_to", "clips.overview"}
    assert public - borrowed == set(ALL)


@pytest.mark.parametrize("name", ALL)
async def test_a_locked_database_is_a_storage_error_and_nothing_changes(
    db: Database, made: Made, locked: list[str], name: str
) -> None:
    """Past the busy timeout, a writing block says so."""

    async def write() -> None:
        async with db.writing() as tx:
            await ALL[name](tx, made)

    with pytest.raises(StorageError, match="locked"):
        await write()
    assert dump(db.path) == locked


@pytest.mark.parametrize("name", READS)
async def test_reading_needs_no_lock(
    db: Database, made: Made, locked: list[str], name: str
) -> None:
    """Whatever only reads does its work while another program writes."""
    async with db.reading() as tx:
        await READS[name](tx, made)
    assert dump(db.path) == locked


@pytest.mark.parametrize("name", WRITES)
async def test_a_change_in_a_reading_block_is_refused(db: Database, made: Made, name: str) -> None:
    """Whatever changes something is a StorageError there, and changes nothing."""
    before = dump(db.path)

    async def write() -> None:
        async with db.reading() as tx:
            await WRITES[name](tx, made)

    with pytest.raises(StorageError):
        await write()
    assert dump(db.path) == before


@pytest.mark.parametrize("name", WRITES)
async def test_once_the_lock_is_gone_the_change_is_made(
    db: Database, made: Made, name: str
) -> None:
    """The same calls work on a free database, and a rolled back one leaves no trace."""
    before = dump(db.path)

    async def write_and_fail() -> None:
        async with db.writing() as tx:
            await WRITES[name](tx, made)
            raise LookupError

    with pytest.raises(LookupError):
        await write_and_fail()
    assert dump(db.path) == before
    async with db.writing() as tx:
        await WRITES[name](tx, made)
