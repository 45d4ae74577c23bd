"""A process killed in the middle of writing: what it acknowledged is there, whole."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage.database.database import Database

if TYPE_CHECKING:
    from pathlib import Path

# Each block writes its number, then as many rows as the number says, and only then is it told.
WRITER = """
import asyncio, sys
from pathlib import Path
from storage.clips import people
from storage.database.database import Database

async def main():
    async with await Database.open(Path(sys.argv[1])) as db:
        for block in range(1, 100_000):
            async with db.writing() as tx:
                for row in range(8):
                    await people.remember(tx, block * 8 + row, "x" * 700, float(block))
            print(block, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("told", [1, 17, 60])
async def test_what_was_acknowledged_survives_kill_9_and_halves_do_not(
    tmp_path: Path, told: int
) -> None:
    """SIGKILL at some point after ``told`` acknowledgements: all of those blocks, no half one."""
    path = tmp_path / "couplet.db"
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    heard = [await writer.stdout.readline() for _ in range(told)]
    writer.send_signal(signal.SIGKILL)
    heard += (await writer.stdout.read()).splitlines()
    assert await writer.wait() == -signal.SIGKILL
    acknowledged = int(heard[-1])

    async with await Database.open(path) as db, db.reading() as tx:
        blocks = await tx.fetch_all(
            "SELECT seen_at, count(*) AS n FROM people GROUP BY seen_at ORDER BY seen_at"
        )
    assert {row["n"] for row in blocks} == {8}
    assert len(blocks) in {acknowledged, acknowledged + 1}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
