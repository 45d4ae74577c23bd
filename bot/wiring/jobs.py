"""The services of jobs: a worker for each kind, and the queue that people see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.jobs.job import JobKind
from bot.services.jobs.queue import JobQueue
from bot.services.jobs.worker import Worker

if TYPE_CHECKING:
    from bot.services.cut.renders import Renders
    from bot.services.handoff.exports import Exports
    from bot.services.rounds.performer import RoundPerformer
    from bot.wiring.ground import Ground


@dataclass(frozen=True, slots=True)
class JobServices:
    """The queue, and who works it off by the jobs' kind."""

    workers: dict[JobKind, Worker]
    queue: JobQueue


def build_jobs(
    ground: Ground, rounds: RoundPerformer, renders: Renders, exports: Exports, painting: int
) -> JobServices:
    """The services of this subject; a new kind of job gets its performer here.

    So many requests as ``painting`` says are painted at the same time.
    """
    db, clock, bell = ground.db, ground.clock, ground.bell
    workers = {
        JobKind.PAINT: Worker(
            db, clock, bell, JobKind.PAINT, rounds, batches=rounds.batches, hands=painting
        ),
        JobKind.RENDER: Worker(db, clock, bell, JobKind.RENDER, renders),
        JobKind.EXPORT: Worker(db, clock, bell, JobKind.EXPORT, exports),
    }
    return JobServices(workers, JobQueue(db, clock, bell, ground.presets, workers))
