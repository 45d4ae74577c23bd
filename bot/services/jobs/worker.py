"""Working through one kind of job: claim, keep the lease, perform.

One after another, or several alike ones together where their performer can. A job's end is one
transaction with what it made, so a crash leaves it either queued again or done, never half. What a
job does is its performer's business, whose turn it is ``claims``'s, how it ends ``outcomes``'s.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.domain.errors import StorageError
from bot.domain.jobs.job import LEASE_S, JobKind
from bot.services.ground.bell import Lane
from bot.services.jobs.leases import Leases
from bot.services.jobs.outcomes import RETRY_S, Outcomes, Settler, Unwanted
from storage.jobs import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.jobs.job import Job
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.jobs.leases import Batching
    from storage.database.database import Database

log = logging.getLogger(__name__)

POLL_S: Final = 30.0
"""How long an idle worker sleeps without a ring; rings make it immediate."""

_LANES: Final = {
    JobKind.PAINT: Lane.PAINT,
    JobKind.RENDER: Lane.RENDER,
    JobKind.EXPORT: Lane.EXPORT,
}


class Performer(Settler, Protocol):
    """What one kind of job does."""

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Do the job and store what it made together with the job's end, in one transaction.

        Raises:
            Unwanted: it found, before it stored, that the job was cancelled.
        """
        ...


class Worker:
    """Performs the jobs of one kind in the order of turns.

    With ``batches``, alike jobs are performed at the same time and share what they can. So many
    ``hands`` claim by themselves, each the next jobs as soon as its last ones are painted.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        kind: JobKind,
        performer: Performer,
        *,
        batches: Batching | None = None,
        hands: int = 1,
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._lane = _LANES[kind]
        self._performer = performer
        self._batches = batches
        self.hands = hands
        self._name = secrets.token_hex(4)
        self._ending = Outcomes(db, clock, performer)
        self._leases = Leases(
            db,
            clock,
            bell,
            kind=kind,
            name=self._name,
            settler=performer,
            ending=self._ending,
            batches=batches,
        )
        self.progress: dict[int, tuple[float, str | None]] = {}
        """Share done (0..1) and what is being done, by the id of a running job."""

    async def recover(self) -> None:
        """Queue again what an earlier process left running; call once, before ``run``.

        The data folder is locked to one process, so whatever runs in the rows runs no more.
        """
        async with self._db.writing() as tx:
            await self._leases.release(tx, float("inf"))

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.hands):
                group.create_task(self._lend_a_hand(group))

    async def _lend_a_hand(self, group: asyncio.TaskGroup) -> None:
        while True:
            try:
                claimed = await self.claim()
                if not claimed:
                    await self._bell.wait(self._lane, POLL_S)
                elif self.hands == 1 or self._batches is None:
                    await self.work(claimed)
                else:
                    await self._begin(group, claimed, self._batches)
            except StorageError:
                log.exception("no job can be claimed now (%s)", self._lane)
                await self._clock.sleep(RETRY_S)

    async def _begin(
        self, group: asyncio.TaskGroup, claimed: Sequence[Job], batches: Batching
    ) -> None:
        """Begin to work; return when the painter is free, though the rounds may not be told yet."""
        resting = asyncio.create_task(batches.rest(claimed).wait())
        working = group.create_task(self.work(claimed))
        try:
            await asyncio.wait({resting, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _stop(resting)

    async def work_once(self) -> bool:
        """Perform the job whose turn it is and those that go along; False when none waits."""
        claimed = await self.claim()
        await self.work(claimed)
        return bool(claimed)

    async def claim(self) -> list[Job]:
        """Begin the job whose turn it is and those that go along; ``work`` must follow."""
        return await self._leases.next()

    async def work(self, claimed: Iterable[Job]) -> None:
        """Perform jobs that were claimed, side by side."""
        async with asyncio.TaskGroup() as group:
            for job in claimed:
                group.create_task(self._perform(job))

    async def _perform(self, job: Job) -> None:
        self.progress[job.id] = (0.0, None)
        self._bell.expect_cancel(job.id)
        work = asyncio.create_task(self._performer.perform(job, self._note(job)))
        watch = asyncio.create_task(self._watch(job))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            await _stop(work)
            error = _outcome(work, watch)
            if error is not None:
                await self._ending.conclude(job, error)
        except asyncio.CancelledError:  # we are being shut down
            await _stop(work)
            await self._ending.give_back(job)
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
        alive = True
        while alive:
            try:
                async with self._db.writing() as tx:
                    now = self._clock.now()
                    alive = await jobs.heartbeat(tx, job.id, self._name, now, LEASE_S)
            except StorageError:
                # The work may well succeed: it is this process's for as long as that lives.
                log.exception("the lease of job %d could not be renewed", job.id)
            if alive:
                await self._bell.wait_cancel(job.id, LEASE_S / 4)


def _outcome(work: asyncio.Task[None], watch: asyncio.Task[None]) -> BaseException | None:
    """What the work ended with; None when it wrote its own end.

    Work that was stopped was unwanted, unless it was the watching that failed.
    """
    if not work.cancelled():
        return work.exception()
    if watch.done() and not watch.cancelled() and (error := watch.exception()) is not None:
        return error
    return Unwanted()


async def _stop(task: asyncio.Task[Any]) -> None:
    """Cancel ``task`` unless it has ended, and wait for its end; what it ended with stays in it."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
