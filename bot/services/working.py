"""Working through one kind of job: claim, keep the lease, perform, settle; one after another.

A job's end is one transaction with what it made, so a crash leaves it either queued again or done,
never half. What a job does is its performer's business; how it ends is decided here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import TYPE_CHECKING, Final, Protocol

from bot.domain.errors import (
    CoupletError,
    DiskFull,
    EncoderError,
    ModelMissing,
    OutOfMemory,
    PainterDied,
    PainterError,
    UserError,
)
from bot.domain.job import LEASE_S, MAX_ATTEMPTS, JobKind, JobState
from bot.domain.post import PostKind
from bot.domain.queue import turn_order
from bot.services.bell import Lane
from storage import clips, jobs, posts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.job import Job
    from bot.domain.texts import Value
    from bot.ports import Clock
    from bot.services.bell import Bell
    from storage.database import Database, Tx

log = logging.getLogger(__name__)

POLL_S: Final = 30.0
"""How long an idle worker sleeps without a ring; rings make it immediate."""

_LANES: Final = {JobKind.PAINT: Lane.PAINT, JobKind.RENDER: Lane.RENDER}


class Performer(Protocol):
    """What one kind of job does."""

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Do the job and store what it made together with the job's end, in one transaction."""
        ...

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Within the transaction that ends the job otherwise: mark its subject."""
        ...


class Worker:
    """Performs the jobs of one kind, one at a time, in the order of turns."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, kind: JobKind, performer: Performer
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._kind = kind
        self._performer = performer
        self._name = secrets.token_hex(4)
        self.progress: dict[int, tuple[float, str | None]] = {}
        """Share done (0..1) and what is being done, by the id of a running job."""

    async def recover(self) -> None:
        """Queue again what an earlier process left running; call once, before ``run``.

        The data folder is locked to one process, so whatever runs in the rows runs no more.
        """
        async with self._db.writing() as tx:
            for job in await jobs.release_expired(tx, float("inf")):
                log.info("job %d was interrupted and is queued again", job.id)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            if not await self.work_once():
                await self._bell.wait(_LANES[self._kind], POLL_S)

    async def work_once(self) -> bool:
        """Perform the job whose turn it is; False when none waits."""
        job = await self._claim()
        if job is None:
            return False
        self.progress[job.id] = (0.0, None)
        try:
            await self._perform(job)
        finally:
            del self.progress[job.id]
            self._bell.ring(Lane.POST)
        return True

    async def _claim(self) -> Job | None:
        now = self._clock.now()
        async with self._db.writing() as tx:
            waiting = [
                job for job in await jobs.waiting(tx, self._kind) if job.state is JobState.QUEUED
            ]
            order = turn_order(waiting, await jobs.last_served(tx, self._kind))
            if not order:
                return None
            return await jobs.claim(tx, self._kind, self._name, now, LEASE_S, job_id=order[0].id)

    async def _perform(self, job: Job) -> None:
        if job.attempts > MAX_ATTEMPTS:
            await self._end(job, JobState.FAILED, UserError("queue.poisonous"))
            return
        work = asyncio.create_task(self._performer.perform(job, self._note(job)))
        heart = asyncio.create_task(self._beat(job, work))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await self._stop(work)
            if heart.done() and not heart.cancelled():  # a person cancelled the job
                await self._end(job, JobState.CANCELLED)
                return
            await self._again(job)  # we are being shut down
            raise
        except (PainterDied, EncoderError) as error:
            log.warning("job %d: %s", job.id, error, exc_info=error)
            if job.attempts >= MAX_ATTEMPTS:
                await self._end(job, JobState.FAILED, as_sentence(error))
            else:
                await self._again(job)
        except Exception as error:  # the loop must outlive any job
            log.exception("job %d failed", job.id)
            await self._end(job, JobState.FAILED, as_sentence(error))
        finally:
            heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await heart

    def _note(self, job: Job) -> Callable[[float, str | None], None]:
        def note(share: float, doing: str | None = None) -> None:
            self.progress[job.id] = (share, doing)

        return note

    async def _beat(self, job: Job, work: asyncio.Task[None]) -> None:
        """Renew the lease; when the job is not wanted any more, cancel the work and return."""
        while True:
            await self._bell.wait_cancel(job.id, LEASE_S / 4)
            async with self._db.writing() as tx:
                wanted = await jobs.heartbeat(tx, job.id, self._name, self._clock.now(), LEASE_S)
            if not wanted:
                work.cancel()
                return

    async def _stop(self, work: asyncio.Task[None]) -> None:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError, CoupletError):
            await work

    async def _again(self, job: Job) -> None:
        async with self._db.writing() as tx:
            await jobs.requeue(tx, job.id, self._clock.now())

    async def _end(self, job: Job, state: JobState, error: UserError | None = None) -> None:
        now = self._clock.now()
        async with self._db.writing() as tx:
            said = None if error is None else (error.key, dict[str, "Value"](error.values))
            await jobs.finish(tx, job.id, state, now, said)
            await self._performer.settle(tx, job, state)
            clip = await clips.by_id(tx, job.clip_id)
            if state is JobState.FAILED and clip is not None:
                await posts.add(
                    tx,
                    clip_id=clip.id,
                    channel_id=clip.channel_id,
                    kind=PostKind.FAILURE,
                    subject=str(job.id),
                    now=now,
                )


def as_sentence(error: Exception) -> UserError:
    """What the people who asked are told about a job that failed."""
    match error:
        case UserError():
            return error
        case ModelMissing():
            return UserError("round.model-missing")
        case OutOfMemory():
            return UserError("round.out-of-memory")
        case PainterError():
            return UserError("round.failed")
        case DiskFull():
            return UserError("queue.disk-full")
        case EncoderError():
            return UserError("render.failed")
        case _:
            return UserError("queue.failed")
