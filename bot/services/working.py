"""Working through one kind of job: claim, keep the lease, perform, settle.

One after another, or several alike ones together where their performer can. A job's end is one
transaction with what it made, so a crash leaves it either queued again or done, never half. What a
job does is its performer's business; how it ends is decided here.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Final, Protocol

from bot.domain.errors import (
    DiskFull,
    EncoderError,
    ModelMissing,
    OutOfMemory,
    PainterDied,
    PainterError,
    StorageError,
    UserError,
)
from bot.domain.job import LEASE_S, MAX_ATTEMPTS, JobKind, JobState
from bot.domain.post import PostKind
from bot.domain.queue import ride_along, turn_order
from bot.services.bell import Lane
from storage import clips, jobs, posts, queues

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.domain.job import Job
    from bot.domain.texts import Value
    from bot.ports import Clock
    from bot.services.batching import Batches
    from bot.services.bell import Bell
    from storage.database import Database, Tx
    from storage.queues import QueuedRow

log = logging.getLogger(__name__)

POLL_S: Final = 30.0
"""How long an idle worker sleeps without a ring; rings make it immediate."""

RETRY_S: Final = 5.0
"""How long to wait before writing again after the database could not (locked, no room)."""

_LANES: Final = {JobKind.PAINT: Lane.PAINT, JobKind.RENDER: Lane.RENDER}


class Unwanted(Exception):  # it is what happened, not an error
    """Raised by a performer that finds, before it stores, that its job was cancelled."""


class Performer(Protocol):
    """What one kind of job does."""

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Do the job and store what it made together with the job's end, in one transaction."""
        ...

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Mark the job's subject within the transaction that ends the job otherwise.

        ``state`` is failed or cancelled; or queued, when it is to be tried again.
        """
        ...


class Worker:
    """Performs the jobs of one kind in the order of turns.

    With ``batches``, alike jobs are performed at the same time and share what they can.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        kind: JobKind,
        performer: Performer,
        *,
        batches: Batches | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._kind = kind
        self._performer = performer
        self._batches = batches
        self._name = secrets.token_hex(4)
        self.progress: dict[int, tuple[float, str | None]] = {}
        """Share done (0..1) and what is being done, by the id of a running job."""

    async def recover(self) -> None:
        """Queue again what an earlier process left running; call once, before ``run``.

        The data folder is locked to one process, so whatever runs in the rows runs no more.
        """
        async with self._db.writing() as tx:
            await self._release(tx, float("inf"))

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                if not await self.work_once():
                    await self._bell.wait(_LANES[self._kind], POLL_S)
            except StorageError:
                log.exception("no %s job can be claimed now", self._kind)
                await self._clock.sleep(RETRY_S)

    async def work_once(self) -> bool:
        """Perform the job whose turn it is and those that go along; False when none waits."""
        claimed = await self._claim()
        if not claimed:
            return False
        if self._batches is not None and len(claimed) > 1:
            self._batches.expect(claimed)
        async with asyncio.TaskGroup() as group:
            for job in claimed:
                group.create_task(self._perform(job))
        return True

    async def _claim(self) -> list[Job]:
        """Begin the jobs whose turn it is, and end those that should not begin."""
        now = self._clock.now()
        ended = False
        async with self._db.writing() as tx:
            await self._release(tx, now)
            ready: list[QueuedRow] = []
            for row in await queues.rows(tx, self._kind):
                if row.job.state is not JobState.QUEUED:
                    continue
                if row.job.cancel_wanted:
                    ended = True
                    await self._end(tx, row.job, JobState.CANCELLED)
                elif row.job.attempts >= MAX_ATTEMPTS:
                    ended = True
                    await self._end(tx, row.job, JobState.FAILED, UserError("queue.poisonous"))
                elif not (row.paused and self._kind is JobKind.PAINT):
                    ready.append(row)
            claimed = [
                await jobs.claim(tx, self._kind, self._name, now, LEASE_S, job_id=job.id)
                for job in self._next(ready, await jobs.last_served(tx, self._kind))
            ]
        if ended:
            self._bell.ring(Lane.POST)
        return [job for job in claimed if job is not None]

    def _next(
        self, ready: Sequence[QueuedRow], last_served: dict[tuple[int, int], float]
    ) -> Sequence[Job]:
        order = turn_order(
            [row.job for row in ready],
            last_served,
            {row.job.id for row in ready if row.favoured},
        )
        if not order or self._batches is None:
            return order[:1]
        alike = {
            row.job.id: row.settings
            for row in ready
            # What was begun before may be what killed the painter: it goes alone.
            if row.settings is not None and row.job.attempts == 0
        }
        return ride_along(order, alike, self._batches.most_takes)

    async def _release(self, tx: Tx, now: float) -> None:
        for job in await jobs.release_expired(tx, self._kind, now):
            log.info("job %d was interrupted and is queued again", job.id)
            await self._performer.settle(tx, job, JobState.QUEUED)

    async def _perform(self, job: Job) -> None:
        self.progress[job.id] = (0.0, None)
        self._bell.expect_cancel(job.id)
        work = asyncio.create_task(self._performer.perform(job, self._note(job)))
        watch = asyncio.create_task(self._watch(job))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            await _stop(work)
            await self._conclude(job, work)
        except asyncio.CancelledError:  # we are being shut down
            await _stop(work)
            await self._give_back(job)
            raise
        finally:
            await _stop(watch)
            self._bell.forget_cancel(job.id)
            del self.progress[job.id]
            self._bell.ring(Lane.POST)

    def _note(self, job: Job) -> Callable[[float, str | None], None]:
        def note(share: float, doing: str | None = None) -> None:
            if job.id in self.progress:
                self.progress[job.id] = (share, doing)

        return note

    async def _watch(self, job: Job) -> None:
        """Renew the lease until the job is not wanted any more."""
        wanted = True
        while wanted:
            try:
                async with self._db.writing() as tx:
                    now = self._clock.now()
                    wanted = await jobs.heartbeat(tx, job.id, self._name, now, LEASE_S)
            except StorageError:
                # The work may well succeed: it is this process's for as long as that lives.
                log.exception("the lease of job %d could not be renewed", job.id)
            if wanted:
                await self._bell.wait_cancel(job.id, LEASE_S / 4)

    async def _conclude(self, job: Job, work: asyncio.Task[None]) -> None:
        """Write how a job ended that has not written that itself."""
        error = None if work.cancelled() else work.exception()
        match error:
            case None if not work.cancelled():
                return
            case None | Unwanted():
                await self._surely(lambda tx: self._end_held(tx, job, JobState.CANCELLED))
            case UserError() | DiskFull() | ModelMissing() | OutOfMemory():
                log.warning("job %d: %s", job.id, error)
                await self._fail(job, error)
            case PainterDied() | EncoderError() | StorageError():
                log.warning("job %d: %s", job.id, error, exc_info=error)
                if job.attempts >= MAX_ATTEMPTS:
                    await self._fail(job, error)
                else:
                    await self._surely(lambda tx: self._again(tx, job))
            case Exception():
                log.error("job %d failed", job.id, exc_info=error)
                await self._fail(job, error)
            case _:
                raise error

    async def _fail(self, job: Job, error: Exception) -> None:
        said = as_sentence(error)
        await self._surely(lambda tx: self._end_held(tx, job, JobState.FAILED, said))

    async def _surely(self, write: Callable[[Tx], Awaitable[None]]) -> None:
        """Write, again and again for as long as the database cannot."""
        while True:
            try:
                async with self._db.writing() as tx:
                    await write(tx)
            except StorageError:
                log.exception("the end of a job cannot be written now")
                await self._clock.sleep(RETRY_S)
            else:
                return

    async def _give_back(self, job: Job) -> None:
        try:
            async with self._db.writing() as tx:
                if await jobs.is_held(tx, job):
                    await jobs.give_back(tx, job)
                    await self._performer.settle(tx, job, JobState.QUEUED)
        except StorageError:
            log.exception("job %d is queued again at the next start only", job.id)

    async def _again(self, tx: Tx, job: Job) -> None:
        if await jobs.is_held(tx, job):
            await jobs.requeue(tx, job.id, self._clock.now())
            await self._performer.settle(tx, job, JobState.QUEUED)

    async def _end_held(
        self, tx: Tx, job: Job, state: JobState, error: UserError | None = None
    ) -> None:
        """End the job, unless what it made was stored in the very moment it was cancelled."""
        if await jobs.is_held(tx, job):
            await self._end(tx, job, state, error)

    async def _end(self, tx: Tx, job: Job, state: JobState, error: UserError | None = None) -> None:
        now = self._clock.now()
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


async def _stop(task: asyncio.Task[None]) -> None:
    """Cancel ``task`` unless it has ended, and wait for its end; what it ended with stays in it."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task})


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
