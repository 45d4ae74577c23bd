"""Whose turn it is, written down: jobs are begun under a lease, alone or with those like them.

What should not begin any more is ended on the way: cancelled while it waited, or tried too often.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from bot.domain.errors import UserError
from bot.domain.jobs.job import LEASE_S, MAX_ATTEMPTS, JobKind, JobState
from bot.domain.jobs.turns import ride_along, turn_order
from bot.domain.jobs.waits import Waits
from bot.services.ground.bell import Lane
from storage.jobs import jobs, queues

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping, Sequence

    from bot.domain.jobs.job import Job
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.jobs.outcomes import Outcomes, Settler
    from storage.database.database import Database, Tx
    from storage.jobs.queues import PaintSettings, QueuedRow

log = logging.getLogger(__name__)


class Batching(Protocol):
    """What the claims must know of jobs that can be performed together."""

    most_takes: int
    """How many takes may be painted at a time, 0 for one job at a time."""

    def pays(self, kind: PaintSettings) -> bool:
        """Whether jobs of this kind had better be performed together."""
        ...

    def is_warm(self, kind: PaintSettings) -> bool:
        """Whether the model for jobs of this kind is loaded."""
        ...

    def expect(self, jobs: Sequence[Job], kind: PaintSettings) -> None:
        """Prepare for ``jobs``, all of one kind, each of which is performed now."""
        ...

    def rest(self, jobs: Sequence[Job]) -> asyncio.Event:
        """What is set when nothing more is painted for ``jobs``, which were just expected."""
        ...


class Leases:
    """Begins jobs of one kind for the worker called ``name``."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        *,
        kind: JobKind,
        name: str,
        settler: Settler,
        ending: Outcomes,
        batches: Batching | None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._kind = kind
        self._name = name
        self._settler = settler
        self._ending = ending
        self._batches = batches
        self._waits = Waits()

    async def next(self) -> list[Job]:
        """Begin the jobs whose turn it is, seated at one table where they can be batched."""
        now = self._clock.now()
        ended = False
        async with self._db.writing() as tx:
            await self.release(tx, now)
            ready: list[QueuedRow] = []
            for row in await queues.rows(tx, self._kind):
                if row.job.state is not JobState.QUEUED:
                    continue
                if row.job.cancel_wanted:
                    ended = True
                    await self._ending.end(tx, row.job, JobState.CANCELLED)
                elif row.job.attempts >= MAX_ATTEMPTS:
                    ended = True
                    poisonous = UserError("queue.poisonous")
                    await self._ending.end(tx, row.job, JobState.FAILED, poisonous)
                elif not (row.paused and self._kind is JobKind.PAINT):
                    ready.append(row)
            together = self._together(ready, await jobs.last_served(tx, self._kind))
            begun = [
                await jobs.claim(tx, self._kind, self._name, now, LEASE_S, job_id=row.job.id)
                for row in together
            ]
        if ended:
            self._bell.ring(Lane.POST)
        claimed = [job for job in begun if job is not None]
        if self._batches is not None and claimed and (kind := together[0].settings) is not None:
            self._batches.expect(claimed, kind)
        return claimed

    async def release(self, tx: Tx, now: float) -> None:
        """Queue again what runs no more: its lease ended before ``now``."""
        for job in await jobs.release_expired(tx, self._kind, now):
            log.info("job %d was interrupted and is queued again", job.id)
            await self._settler.settle(tx, job, JobState.QUEUED)

    def _together(
        self, ready: Sequence[QueuedRow], last_served: dict[tuple[int, int], float]
    ) -> list[QueuedRow]:
        rows = {row.job.id: row for row in ready}
        order: Sequence[Job] = turn_order(
            [row.job for row in ready],
            last_served,
            {row.job.id for row in ready if row.favoured},
        )
        together = self._beginning(order, rows)
        self._waits.note(order, {job.id for job in together})
        return [rows[job.id] for job in together]

    def _beginning(self, order: Sequence[Job], rows: Mapping[int, QueuedRow]) -> Sequence[Job]:
        batches = self._batches
        if not order or batches is None:
            return order[:1]
        kinds = {job_id: row.settings for job_id, row in rows.items() if row.settings is not None}
        warm = {job_id for job_id, kind in kinds.items() if batches.is_warm(kind)}
        order = self._waits.warm_first(order, warm)
        kind = kinds.get(order[0].id)
        if kind is None or not batches.pays(kind):
            return order[:1]
        # What was begun before may be what killed the painter: it goes alone.
        alike = {job.id: kinds[job.id] for job in order if job.attempts == 0 and job.id in kinds}
        return ride_along(order, alike, batches.most_takes, self._waits.most_of)
