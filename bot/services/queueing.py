"""The queue as people see it: whose work is where, how long it will take, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import NotAllowed, UserError
from bot.domain.job import JobKind, JobState
from bot.domain.people import directs
from bot.domain.queue import turn_order
from bot.domain.take import RoundState
from bot.services.bell import Lane
from storage import clips, history, jobs, lines, people, rounds, speeds, styles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.clip import Clip
    from bot.domain.job import Job
    from bot.domain.people import Person
    from bot.domain.prompt import Preset
    from bot.ports import Clock
    from bot.services.bell import Bell
    from bot.services.working import Worker
    from storage.database import Database, Tx


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A job in its place; ``ahead`` counts the jobs before it, ``remaining_s`` is until its end."""

    job: Job
    asked_by: str
    clip_name: str
    line: int | None
    ahead: int
    share: float
    remaining_s: float | None
    doing: str | None = None


class Queueing:
    """Showing and cancelling what waits."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        presets: Mapping[str, Preset],
        workers: Mapping[JobKind, Worker],
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._presets = presets
        self._workers = workers

    async def show(self, kind: JobKind) -> list[QueueEntry]:
        """All jobs of one kind that run or wait, in the order of turns."""
        progress = self._workers[kind].progress
        async with self._db.reading() as tx:
            waiting = await jobs.waiting(tx, kind)
            running = [job for job in waiting if job.state is JobState.RUNNING]
            queued = [job for job in waiting if job.state is JobState.QUEUED]
            order = running + turn_order(queued, await jobs.last_served(tx, kind))
            names = await people.names(tx, {job.requested_by for job in order})
            entries: list[QueueEntry] = []
            until_s: float | None = 0.0
            for ahead, job in enumerate(order):
                share, doing = progress.get(job.id, (0.0, None))
                needed_s = await self._needed_s(tx, job, share)
                until_s = None if until_s is None or needed_s is None else until_s + needed_s
                clip = await clips.by_id(tx, job.clip_id)
                entries.append(
                    QueueEntry(
                        job=job,
                        asked_by=names.get(job.requested_by, "?"),
                        clip_name="?" if clip is None else clip.name,
                        line=await _line_number(tx, job),
                        ahead=ahead,
                        share=share,
                        remaining_s=until_s,
                        doing=doing,
                    )
                )
        return entries

    async def cancel(self, person: Person, clip: Clip, line_number: int | None) -> int:
        """Cancel the waiting and running rounds of one line, or all of one's own; say how many.

        Raises:
            NotAllowed: the line's round was asked for by somebody else, and ``person`` does not
                direct the clip.
            UserError: nothing to cancel.
        """
        now = self._clock.now()
        stopped: list[Job] = []
        async with self._db.writing() as tx:
            candidates: list[Job] = []
            for job in await jobs.waiting(tx, JobKind.PAINT):
                if job.clip_id != clip.id:
                    continue
                if line_number is None and job.requested_by != person.id:
                    continue
                if line_number is not None and await _line_number(tx, job) != line_number:
                    continue
                candidates.append(job)
            stopped = await self._stop(tx, person, clip, candidates, now)
        return self._rung(stopped)

    async def cancel_batch(self, person: Person, clip: Clip, batch: str) -> int:
        """Cancel what is left of the jobs asked for together; say how many.

        Raises:
            NotAllowed: asked for by somebody else, and ``person`` does not direct the clip.
            UserError: all of them have ended.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            candidates = [
                job
                for job in await jobs.of_batch(tx, batch)
                if job.state in {JobState.QUEUED, JobState.RUNNING}
            ]
            stopped = await self._stop(tx, person, clip, candidates, now)
        return self._rung(stopped)

    async def _stop(
        self, tx: Tx, person: Person, clip: Clip, candidates: list[Job], now: float
    ) -> list[Job]:
        if not candidates:
            raise UserError("queue.nothing-to-cancel")
        if any(job.requested_by != person.id for job in candidates) and not directs(person, clip):
            raise NotAllowed("queue.not-yours", director=clip.director_name)
        await people.remember(tx, person.id, person.name, now)
        stopped: list[Job] = []
        for job in candidates:
            after = await jobs.want_cancel(tx, job.id, now)
            if after.state is JobState.CANCELLED and job.kind is JobKind.PAINT:
                await rounds.set_state(tx, job.subject_id, RoundState.CANCELLED)
            stopped.append(after)
        await history.add(tx, clip.id, person.id, "jobs-cancelled", now, count=len(stopped))
        return stopped

    def _rung(self, stopped: list[Job]) -> int:
        for job in stopped:
            self._bell.ring_cancel(job.id)
        self._bell.ring(Lane.POST)
        return len(stopped)

    async def _needed_s(self, tx: Tx, job: Job, share: float) -> float | None:
        """Seconds of work left in a job, from measured speed; None before the first measure."""
        if job.kind is JobKind.RENDER:
            if job.started_at is None or share <= 0.02:
                return None
            return (self._clock.now() - job.started_at) * (1 - share) / share
        made = await rounds.by_id(tx, job.subject_id)
        style = None if made is None else await styles.by_id(tx, made.style_id)
        preset = None if style is None else self._presets.get(style.preset)
        if style is None or preset is None:
            return None
        seconds_a_take = await speeds.measured(
            tx,
            preset.name,
            style.width_px or preset.width_px,
            style.height_px or preset.height_px,
            style.steps or preset.steps,
        )
        return None if seconds_a_take is None else seconds_a_take * job.size * (1 - share)


async def _line_number(tx: Tx, job: Job) -> int | None:
    if job.kind is not JobKind.PAINT:
        return None
    made = await rounds.by_id(tx, job.subject_id)
    line = None if made is None else await lines.by_id(tx, made.line_id)
    return None if line is None else line.number
