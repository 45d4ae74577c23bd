"""What a batch of jobs shows while it waits and runs, and what is said of those that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.jobs.job import JobKind, JobState
from bot.domain.posts.views import FailureView, ProgressView, ShownPreview
from bot.services.ground.announcements import failure_of
from storage.clips import clips, people
from storage.jobs import jobs
from storage.rounds import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.jobs.job import Job
    from bot.domain.posts.post import Post
    from bot.services.jobs.queue import JobQueue, QueueEntry
    from bot.services.rounds.previews import Previews
    from storage.database.database import Database, Tx

_UNFINISHED = {JobState.QUEUED, JobState.RUNNING}


class BatchProgress:
    """Builds the views of batches; None where the batch or its clip is gone."""

    def __init__(self, db: Database, queue: JobQueue, previews: Previews) -> None:
        self._db = db
        self._queue = queue
        self._previews = previews

    async def progress(self, post: Post) -> ProgressView | None:
        """How far the batch is that ``post`` names."""
        async with self._db.reading() as tx:
            batch = await jobs.of_batch(tx, post.subject)
            clip = await clips.by_id(tx, post.clip_id)
            if not batch or clip is None:
                return None
            asked_by = await people.name_of(tx, batch[0].requested_by)
            # By the batch alone: a job that ends between the two looks is told of at the next one.
            finished = not any(job.state in _UNFINISHED for job in batch)
            done = [job for job in batch if job.state is JobState.DONE]
            cancelled = any(job.state is JobState.CANCELLED for job in batch)
            numbers = await _line_numbers(tx, done if finished and done else batch)
            first = await placed.round_by_id(tx, batch[0].subject_id)
        kind = batch[0].kind
        waiting = [
            entry for entry in await self._queue.show(kind) if entry.job.batch == post.subject
        ]
        total = sum(job.size for job in batch)
        left = sum(entry.job.size * (1 - entry.share) for entry in waiting)
        return ProgressView(
            locale=clip.locale,
            kind=kind,
            asked_by=asked_by,
            lines=numbers,
            done=len(done),
            total=len(batch),
            share=1 - left / total,
            ahead=waiting[0].ahead if waiting else 0,
            remaining_s=waiting[-1].remaining_s if waiting else None,
            finished=finished,
            cancelled=finished and cancelled and not done,
            failed=finished and not cancelled and not done,
            doing=waiting[0].doing if waiting else None,
            batch=post.subject,
            paused=bool(waiting) and waiting[0].paused,
            films=(kind is JobKind.PAINT and first is not None and first.round.motion is not None),
            previews=() if finished else self._shown(waiting),
        )

    async def failure(self, post: Post) -> FailureView | None:
        """Those of a batch that failed for the reason that ``post`` names."""
        batch, key = failure_of(post.subject)
        async with self._db.reading() as tx:
            failed = [
                job
                for job in await jobs.of_batch(tx, batch)
                if job.error is not None and job.error.key == key
            ]
            clip = await clips.by_id(tx, post.clip_id)
            if not failed or clip is None:
                return None
            first = failed[0]
            return FailureView(
                locale=clip.locale,
                key=key,
                values={} if first.error is None else first.error.values,
                asked_by_id=first.requested_by,
                lines=await _line_numbers(tx, failed),
            )

    def _shown(self, waiting: Sequence[QueueEntry]) -> tuple[ShownPreview, ...]:
        lines_of = {entry.job.id: entry.line for entry in waiting}
        return tuple(
            ShownPreview(lines_of[job_id], take, jpeg)
            for job_id, take, jpeg in self._previews.of(lines_of)
        )


async def _line_numbers(tx: Tx, batch: Iterable[Job]) -> tuple[int, ...]:
    """The lines whose rounds the jobs make; those of removed lines are left out."""
    numbers: list[int] = []
    for job in batch:
        if job.kind is not JobKind.PAINT:
            continue
        place = await placed.round_by_id(tx, job.subject_id)
        if place is not None:
            numbers.append(place.line.number)
    return tuple(numbers)
