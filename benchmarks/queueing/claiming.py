"""How long a worker holds the database to find out whose turn it is, after a hundred thousand jobs.

The rows are those of a busy server after some years: forty people who ask for rounds of fifty
clips, all of it done, and a dozen rounds that wait. What is timed is the product's own claim, from
the beginning of its transaction to the end, on a database on this machine's disk.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.jobs.job import JobKind, JobState
from bot.domain.votes.ballot import BallotRules
from bot.services.ground.bell import Bell
from bot.services.jobs.worker import Worker
from bot.wiring.process import SystemClock
from storage.clips import clips, people
from storage.database.database import Database
from storage.jobs import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure
    from bot.domain.jobs.job import Job
    from storage.database.database import Tx

DONE: Final = 100_000
PEOPLE: Final = 40
CLIPS: Final = 50
WAITING: Final = 12
TURNS: Final = 40
AIM_MS: Final = 5.0


class _Idle:
    """Work that is done as soon as it is begun, and waits again."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Queue the job again, behind the others."""
        del on_progress
        async with self._db.writing() as tx:
            await jobs.requeue(tx, job.id, time.time())
            await tx.update("UPDATE jobs SET attempts = 0 WHERE id = ?", (job.id,))

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Nothing is marked."""


def claiming() -> Iterable[Figure]:
    """The median time of a claim, and what the same grouping of all the work would take."""
    with tempfile.TemporaryDirectory() as folder:
        claim_ms, grouped_ms = asyncio.run(_measure(Path(folder)))
    against = (
        f"grouping all {DONE} jobs at each claim, as it was: {grouped_ms:.0f} ms for that alone"
    )
    yield {
        "name": "queue_claim_ms",
        "value": claim_ms,
        "unit": "ms",
        "better": "lower",
        "aim": AIM_MS,
        "baseline": against,
    }


async def _measure(folder: Path) -> tuple[float, float]:
    async with await Database.open(folder / "couplet.sqlite3") as db:
        await _fill(db)
        worker = Worker(db, SystemClock(), Bell(), JobKind.PAINT, _Idle(db))
        spent = [await _timed(worker) for _ in range(TURNS)]
        async with db.reading() as tx:
            begun = time.perf_counter()
            await tx.fetch_all(
                """SELECT requested_by, clip_id, max(started_at) FROM jobs
                   WHERE kind = 'paint' AND started_at IS NOT NULL
                   GROUP BY requested_by, clip_id"""
            )
            grouped_s = time.perf_counter() - begun
    return statistics.median(spent) * 1000, grouped_s * 1000


async def _timed(worker: Worker) -> float:
    begun = time.perf_counter()
    claimed = await worker.claim()
    spent_s = time.perf_counter() - begun
    if not claimed:
        raise RuntimeError("nothing waits: there is nothing to measure")
    await worker.work(claimed)
    return spent_s


async def _fill(db: Database) -> None:
    async with db.writing() as tx:
        for person in range(1, PEOPLE + 1):
            await people.remember(tx, person, f"person {person}", 0.0)
        for number in range(1, CLIPS + 1):
            await clips.add(
                tx,
                guild_id=1,
                channel_id=number,
                name=f"clip {number}",
                artist="",
                locale="en",
                director_id=1,
                director_role_id=None,
                rules=BallotRules(),
                now=0.0,
            )
        await tx.run_many(
            """INSERT INTO jobs (kind, clip_id, subject_id, batch, requested_by, state, attempts,
                   size, queued_at, started_at, finished_at)
               VALUES ('paint', ?, ?, ?, ?, 'done', 1, 4, ?, ?, ?)""",
            (
                (number * 7 % CLIPS + 1, number, f"{number}", number % PEOPLE + 1, *(number,) * 3)
                for number in range(DONE)
            ),
        )
        await tx.run_many(
            """INSERT INTO jobs (kind, clip_id, subject_id, batch, requested_by, state, size,
                   queued_at) VALUES ('paint', ?, ?, ?, ?, 'queued', 4, ?)""",
            ((n + 1, DONE + n, f"w{n}", n + 1, DONE + n) for n in range(WAITING)),
        )
