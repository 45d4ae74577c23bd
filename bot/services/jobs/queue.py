"""The queue as people see it: whose work is where, how long it will take, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.clips.people import directs, require_director
from bot.domain.errors import NotAllowed, UserError
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.jobs.turns import turn_order
from bot.domain.rounds.measured import seconds_a_take
from bot.domain.rounds.recipe import Recipe
from bot.domain.rounds.take import RoundState
from bot.services.ground.bell import Lane
from storage.clips import clips, history, people
from storage.jobs import jobs, queues
from storage.rounds import rounds, speeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.jobs.job import Job
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.measured import Kind
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.jobs.worker import Worker
    from storage.database.database import Database, Tx
    from storage.jobs.queues import QueuedRow


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A job in its place; ``ahead`` counts the jobs before it, ``remaining_s`` is until its end.

    ``paused`` says that it waits until its clip's director lets the painting go on: nobody can say
    how long that takes, so nothing is said of the time left.
    """

    job: Job
    asked_by: str
    clip_name: str
    guild_id: int
    line: int | None
    ahead: int
    share: float
    remaining_s: float | None
    doing: str | None = None
    paused: bool = False


class JobQueue:
    """Showing what waits, taking it back, letting it wait."""

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
        progress, hands = self._workers[kind].progress, self._workers[kind].hands
        async with self._db.reading() as tx:
            rows = await queues.rows(tx, kind)
            last_served = await jobs.last_served(tx, kind)
            measured = await speeds.all_measured(tx)
        running = [row for row in rows if row.job.state is JobState.RUNNING]
        order = running + _in_turn(rows, last_served, kind)
        # What runs, runs together: each of them ends when all of it does. Several painters share
        # the work.
        begun_s = _sum(
            self._needed_s(row, measured, progress.get(row.job.id, (0.0, None))[0], hands)
            for row in running
        )
        entries: list[QueueEntry] = []
        until_s: float | None = begun_s
        for place, row in enumerate(order):
            runs = row.job.state is JobState.RUNNING
            waits = row.paused and kind is JobKind.PAINT and not runs
            if not runs and not waits:
                until_s = _sum((until_s, self._needed_s(row, measured, 0.0, hands)))
            share, doing = progress.get(row.job.id, (0.0, None))
            entries.append(
                QueueEntry(
                    job=row.job,
                    asked_by=row.asked_by,
                    clip_name=row.clip_name,
                    guild_id=row.guild_id,
                    line=row.line,
                    ahead=0 if runs else place,
                    share=share,
                    remaining_s=None if waits else begun_s if runs else until_s,
                    doing=doing,
                    paused=waits,
                )
            )
        return entries

    async def cancel(
        self, person: Person, clip: Clip, line_number: int | None, *, everyones: bool = False
    ) -> int:
        """Cancel the rounds of one line, all of one's own, or ``everyones``; say how many.

        It makes no difference whether they wait or run.

        Raises:
            NotAllowed: somebody else asked for one of them, and ``person`` does not direct the
                clip.
            UserError: nothing to cancel.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            candidates = [
                row.job
                for row in await queues.rows(tx, JobKind.PAINT)
                if row.job.clip_id == clip.id
                and (
                    row.line == line_number
                    if line_number is not None
                    else everyones or row.job.requested_by == person.id
                )
            ]
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
                if job.clip_id == clip.id and job.state in {JobState.QUEUED, JobState.RUNNING}
            ]
            stopped = await self._stop(tx, person, clip, candidates, now)
        return self._rung(stopped)

    async def pause(self, person: Person, clip: Clip) -> bool:
        """Begin no more rounds of the clip; what runs is finished. False when it was so already.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
        """
        return await self._set_paused(person, clip, paused=True)

    async def resume(self, person: Person, clip: Clip) -> bool:
        """Let the clip's painting go on; False when it was not paused.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
        """
        return await self._set_paused(person, clip, paused=False)

    async def _set_paused(self, person: Person, clip: Clip, *, paused: bool) -> bool:
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            fresh = await clips.by_id(tx, clip.id)
            if fresh is None or fresh.paused is paused:
                return False
            await people.remember(tx, person.id, person.name, now)
            await clips.pause(tx, clip.id, paused=paused)
            event = "painting-paused" if paused else "painting-resumed"
            await history.add(tx, clip.id, person.id, event, now)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return True

    async def _stop(
        self, tx: Tx, person: Person, clip: Clip, candidates: list[Job], now: float
    ) -> list[Job]:
        if not candidates:
            raise UserError("queue.nothing-to-cancel")
        if any(job.requested_by != person.id for job in candidates) and not directs(person, clip):
            raise NotAllowed("queue.not-yours", director=clip.director_name)
        await people.remember(tx, person.id, person.name, now)
        stopped = await cancel_all(tx, candidates, now)
        await history.add(tx, clip.id, person.id, "jobs-cancelled", now, count=len(stopped))
        return stopped

    def _rung(self, stopped: list[Job]) -> int:
        for job in stopped:
            self._bell.ring_cancel(job.id)
        self._bell.ring(Lane.POST)
        return len(stopped)

    def _needed_s(
        self, row: QueuedRow, measured: Mapping[Kind, float], share: float, hands: int
    ) -> float | None:
        """Seconds that so many ``hands`` need for a job's rest; None before the first measure."""
        job = row.job
        if job.kind is not JobKind.PAINT:
            if job.started_at is None or share <= 0.02:
                return None
            return (self._clock.now() - job.started_at) * (1 - share) / share
        settings = row.settings
        preset = None if settings is None else self._presets.get(settings.preset)
        if settings is None or preset is None:
            return None
        if settings.frames is None:
            recipe = Recipe.of(preset, settings)
        elif preset.film is None or settings.width_px is None or settings.height_px is None:
            return None
        else:
            size_px = settings.width_px, settings.height_px
            recipe = Recipe.of_film(preset, size_px, settings.frames)
        a_take_s = seconds_a_take(measured, recipe)
        return None if a_take_s is None else a_take_s * job.size * (1 - share) / hands


async def cancel_all(tx: Tx, unwanted: Iterable[Job], now: float) -> list[Job]:
    """Cancel jobs that wait, ask those that run to stop; the caller rings for each of them."""
    stopped: list[Job] = []
    for job in unwanted:
        after = await jobs.want_cancel(tx, job.id, now)
        if after.state is JobState.CANCELLED and job.kind is JobKind.PAINT:
            await rounds.set_state(tx, job.subject_id, RoundState.CANCELLED)
        stopped.append(after)
    return stopped


async def cancel_clip(tx: Tx, clip_id: int, now: float) -> list[Job]:
    """The same for all jobs of a clip."""
    work = [job for kind in JobKind for job in await jobs.waiting(tx, kind)]
    return await cancel_all(tx, [job for job in work if job.clip_id == clip_id], now)


def _in_turn(
    rows: Iterable[QueuedRow], last_served: Mapping[tuple[int, int], float], kind: JobKind
) -> list[QueuedRow]:
    """The rows that wait in the order of turns; those of paused clips after all others."""
    queued = {row.job.id: row for row in rows if row.job.state is JobState.QUEUED}
    order = turn_order(
        [row.job for row in queued.values()],
        last_served,
        {row.job.id for row in queued.values() if row.favoured},
    )
    in_turn = [queued[job.id] for job in order]
    return sorted(in_turn, key=lambda row: row.paused and kind is JobKind.PAINT)


def _sum(parts: Iterable[float | None]) -> float | None:
    """The sum of ``parts``; None when one of them is unknown."""
    total = 0.0
    for part in parts:
        if part is None:
            return None
        total += part
    return total
