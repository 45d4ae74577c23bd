"""Jobs under harm: shutdowns, late cancels, a database that cannot write."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from bot.domain.errors import DiskFull, PainterDied, StorageError
from bot.domain.jobs.job import JobKind, JobState
from bot.services.ground.bell import Bell
from bot.services.jobs.outcomes import RETRY_S
from bot.services.jobs.worker import Worker
from bot.services.rounds.performer import RoundPerformer
from bot.services.rounds.previews import Previews
from bot.services.rounds.requests import Wish
from storage.database.database import Database
from storage.jobs import jobs
from storage.rounds import takes
from tests.services.conftest import PRESETS, ZOE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.domain.jobs.job import Job
    from storage.database.database import Tx
    from tests.services.conftest import Studio


async def one_asked(studio: Studio) -> str:
    """A round waits; its batch."""
    clip = await studio.clip("La ville")
    return (await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=1))).batch


async def job_of(studio: Studio, batch: str) -> Job:
    """The batch's only job."""
    async with studio.db.reading() as tx:
        (job,) = await jobs.of_batch(tx, batch)
    return job


async def round_state(studio: Studio, job: Job) -> str:
    """What the rows say of the job's round."""
    async with studio.db.reading() as tx:
        (row,) = await tx.fetch_all("SELECT state FROM rounds WHERE id = ?", (job.subject_id,))
    return str(row["state"])


async def test_a_stop_in_good_order_costs_no_try(studio: Studio) -> None:
    """However often the bot is restarted during a long job, it is not taken for poisonous."""
    batch = await one_asked(studio)
    studio.painter.hold()
    for _ in range(5):
        working = asyncio.create_task(studio.worker.run())
        await studio.painter.holding.wait()
        studio.painter.holding.clear()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        job = await job_of(studio, batch)
        assert (job.state, job.attempts) == (JobState.QUEUED, 0)
        assert await round_state(studio, job) == "waiting"
    studio.painter.release()
    assert await studio.worker.work_once()
    assert (await job_of(studio, batch)).state is JobState.DONE


async def test_a_job_that_is_tried_again_waits_meanwhile(studio: Studio) -> None:
    """The line is said to wait, not to be painted."""
    batch = await one_asked(studio)
    studio.painter.failing.append(PainterDied("killed"))
    await studio.worker.work_once()
    assert await round_state(studio, await job_of(studio, batch)) == "waiting"


async def test_a_cancel_before_a_crash_holds_after_it(studio: Studio) -> None:
    """The job is ended at the next start, without being painted first."""
    batch = await one_asked(studio)
    job = await job_of(studio, batch)
    async with studio.db.writing() as tx:
        await jobs.claim(tx, JobKind.PAINT, "an earlier process", studio.clock.now(), 60)
        await jobs.want_cancel(tx, job.id, studio.clock.now())
    await studio.worker.recover()
    assert not await studio.worker.work_once()
    assert (await job_of(studio, batch)).state is JobState.CANCELLED
    assert studio.painter.requests == []


async def test_a_cancel_at_the_last_moment_is_kept_to(studio: Studio) -> None:
    """People were told it is cancelled: it leaves no takes, whatever was painted by then."""
    batch = await one_asked(studio)
    job = await job_of(studio, batch)
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    async with studio.db.writing() as tx:
        await jobs.want_cancel(tx, job.id, studio.clock.now())  # and nobody rings
    studio.painter.release()
    await working
    assert (await job_of(studio, batch)).state is JobState.CANCELLED
    async with studio.db.reading() as tx:
        assert await takes.of_round(tx, job.subject_id) == []


async def test_a_lease_that_ran_out_is_taken_up_again(studio: Studio) -> None:
    """Work that nobody keeps alive any more is done by whoever asks next."""
    batch = await one_asked(studio)
    async with studio.db.writing() as tx:
        await jobs.claim(tx, JobKind.PAINT, "somebody", studio.clock.now(), 60)
    assert not await studio.worker.work_once()
    await studio.clock.advance(61)
    assert await studio.worker.work_once()
    assert (await job_of(studio, batch)).state is JobState.DONE


class FailingDatabase(Database):
    """A database whose next writing transactions fail with ``errors``, after their work."""

    errors: list[StorageError]

    def writing(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that may fail at its commit."""
        return self._writing()

    @asynccontextmanager
    async def _writing(self) -> AsyncGenerator[Tx]:
        async with super().writing() as tx:
            yield tx
            if self.errors:
                raise self.errors.pop(0)


class GivesUp:
    """A performer whose jobs always fail, after spoiling the database for a while."""

    def __init__(self, db: FailingDatabase, errors: list[StorageError]) -> None:
        self._db = db
        self._errors = errors

    async def perform(self, job: Job, on_progress: object) -> None:
        """Fail."""
        del job, on_progress
        self._db.errors += self._errors
        raise DiskFull

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Nothing to mark."""
        del tx, job, state


async def test_the_end_of_a_job_is_written_when_there_is_room_again(
    studio: Studio, tmp_path: Path
) -> None:
    """A full disk loses neither the job's end nor the loop."""
    batch = await one_asked(studio)
    db = await FailingDatabase.open(tmp_path / "couplet.sqlite3")
    db.errors = []
    performer = GivesUp(db, [DiskFull("no room"), StorageError("locked")])
    worker = Worker(db, studio.clock, studio.bell, JobKind.PAINT, performer)
    working = asyncio.create_task(worker.work_once())
    while not working.done():
        await asyncio.sleep(0)
        await studio.clock.advance(RETRY_S)
    assert await working
    job = await job_of(studio, batch)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error.key == "queue.disk-full"
    await db.close()


class BrokenBell(Bell):
    """A bell whose wire is cut."""

    async def wait_cancel(self, job_id: int, at_most_s: float) -> None:
        """Fail as nobody expects."""
        raise ZeroDivisionError((job_id, at_most_s))


async def test_a_job_whose_watch_fails_has_failed(studio: Studio) -> None:
    """Nobody cancelled it: who asked is told that something went wrong."""
    batch = await one_asked(studio)
    taking = RoundPerformer(
        studio.db, studio.files, studio.clock, studio.painter, PRESETS, previews=Previews()
    )
    kind = JobKind.PAINT
    bell = BrokenBell()
    worker = Worker(studio.db, studio.clock, bell, kind, taking, batches=taking.batches)
    studio.painter.hold()
    assert await worker.work_once()
    job = await job_of(studio, batch)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error.key == "queue.failed"
