"""How a job ends that has not written its end itself: tried again, given back, failed, cancelled.

Each end is one transaction with what the job's subject becomes, and with the post that tells of a
failure: one for all the jobs of a batch that failed for the same reason, naming their lines.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

from bot.domain.errors import (
    DiskFull,
    EncoderError,
    LoraUnfit,
    ModelMissing,
    OutOfMemory,
    PainterDied,
    PainterError,
    StorageError,
    Unpaintable,
    UserError,
)
from bot.domain.jobs.job import MAX_ATTEMPTS, JobState
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import announce, failure_subject, tell_when_done
from storage.clips import clips
from storage.jobs import jobs
from storage.posts import posts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.jobs.job import Job
    from bot.domain.texts import Value
    from bot.ports.clock import Clock
    from storage.database.database import Database, Tx

log = logging.getLogger(__name__)

RETRY_S: Final = 5.0
"""How long to wait before writing again after the database could not (locked, no room)."""

_GATHER_S: Final = 2.0
"""A failure is told a moment later: others of its batch may fail at once for the same reason."""


class Unwanted(Exception):  # it is what happened, not an error
    """A job's work stopped, or was not stored, because the job was cancelled meanwhile."""


class Settler(Protocol):
    """Whoever knows what a job's subject is."""

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Mark the job's subject within the transaction that ends the job otherwise.

        ``state`` is failed or cancelled; or queued, when it is to be tried again.
        """
        ...


class Outcomes:
    """Writes how jobs end."""

    def __init__(self, db: Database, clock: Clock, settler: Settler) -> None:
        self._db = db
        self._clock = clock
        self._settler = settler

    async def conclude(self, job: Job, error: BaseException) -> None:
        """Write the end that follows from ``error``, by which the job's work ended."""
        match error:
            case Unwanted():
                await self._surely(lambda tx: self._end_held(tx, job, JobState.CANCELLED))
            case UserError() | DiskFull() | ModelMissing() | OutOfMemory() | LoraUnfit():
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

    async def give_back(self, job: Job) -> None:
        """Queue a job again as if it had not been begun: its worker is being shut down."""
        try:
            async with self._db.writing() as tx:
                if await jobs.is_held(tx, job):
                    await jobs.give_back(tx, job)
                    await self._settler.settle(tx, job, JobState.QUEUED)
        except StorageError:
            log.exception("job %d is queued again at the next start only", job.id)

    async def end(self, tx: Tx, job: Job, state: JobState, error: UserError | None = None) -> None:
        """Within a transaction: end a job as failed or cancelled, and tell of a failure."""
        now = self._clock.now()
        sentence = None if error is None else (error.key, dict[str, "Value"](error.values))
        await jobs.finish(tx, job.id, state, now, sentence)
        await self._settler.settle(tx, job, state)
        clip = await clips.by_id(tx, job.clip_id)
        if clip is not None and state is not JobState.QUEUED:
            await tell_when_done(tx, clip, job.batch, now)
        if error is not None and clip is not None:
            subject = failure_subject(job.batch, error.key)
            await announce(tx, clip, PostKind.FAILURE, subject, now, not_before=now + _GATHER_S)
            # Where it has been told of already, this one's line is added.
            await posts.refresh(tx, PostKind.FAILURE, subject)

    async def _fail(self, job: Job, error: Exception) -> None:
        sentence = as_sentence(error)
        await self._surely(lambda tx: self._end_held(tx, job, JobState.FAILED, sentence))

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

    async def _again(self, tx: Tx, job: Job) -> None:
        if await jobs.is_held(tx, job):
            await jobs.requeue(tx, job.id, self._clock.now())
            await self._settler.settle(tx, job, JobState.QUEUED)

    async def _end_held(
        self, tx: Tx, job: Job, state: JobState, error: UserError | None = None
    ) -> None:
        """End the job, unless what it made was stored in the very moment it was cancelled."""
        if await jobs.is_held(tx, job):
            await self.end(tx, job, state, error)


def as_sentence(error: Exception) -> UserError:
    """What the people who asked are told about a job that failed."""
    match error:
        case UserError():
            return error
        case ModelMissing():
            return UserError("round.model-missing")
        case OutOfMemory(weights_bytes=weights, device_bytes=device) if weights and device:
            return UserError("round.out-of-memory-of", weights=_gib(weights), device=_gib(device))
        case OutOfMemory():
            return UserError("round.out-of-memory")
        case Unpaintable():
            return UserError(str(error))
        case LoraUnfit():
            return UserError("round.lora-unfit", lora=str(error))
        case PainterError():
            return UserError("round.failed")
        case DiskFull():
            return UserError("queue.disk-full")
        case EncoderError():
            return UserError("render.failed")
        case _:
            return UserError("queue.failed")


def _gib(size_bytes: int) -> float:
    return round(size_bytes / 2**30, 1)
