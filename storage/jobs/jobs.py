"""Durable work: claimed by one worker under a lease, never lost, never run by two at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import StorageError
from bot.domain.jobs.job import Job, JobError, JobKind, JobState
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from storage.database.transaction import Tx

# Steps from clip to clip of each person through the index: to group all the work there ever was
# would take longer with each job, inside the transaction that everybody waits for.
LAST_SERVED: Final = """
WITH RECURSIVE asking (person) AS (
    SELECT DISTINCT requested_by FROM jobs INDEXED BY jobs_waiting
    WHERE kind = ?1 AND state IN ('queued', 'running')),
pairs (person, clip) AS (
    SELECT person, (SELECT min(clip_id) FROM jobs WHERE kind = ?1 AND requested_by = person)
    FROM asking
    UNION ALL
    SELECT person, (SELECT min(clip_id) FROM jobs
        WHERE kind = ?1 AND requested_by = person AND clip_id > clip)
    FROM pairs WHERE clip IS NOT NULL),
served (person, clip, started_at) AS (
    SELECT person, clip, (SELECT max(started_at) FROM jobs
        WHERE kind = ?1 AND requested_by = person AND clip_id = clip)
    FROM pairs WHERE clip IS NOT NULL)
SELECT person, clip, started_at FROM served WHERE started_at IS NOT NULL
"""


def job_of(row: sqlite3.Row) -> Job:
    """A row of ``jobs`` as the domain says it."""
    return Job(
        id=row["id"],
        kind=JobKind(row["kind"]),
        clip_id=row["clip_id"],
        subject_id=row["subject_id"],
        batch=row["batch"],
        requested_by=row["requested_by"],
        state=JobState(row["state"]),
        attempts=row["attempts"],
        size=row["size"],
        queued_at=row["queued_at"],
        started_at=row["started_at"],
        lease_until=row["lease_until"],
        cancel_wanted=bool(row["cancel_wanted"]),
        error=None
        if row["error"] is None
        else JobError(*decode(row["error"], tuple[str, dict[str, Any]])),
    )


async def add(
    tx: Tx,
    *,
    kind: JobKind,
    clip_id: int,
    subject_id: int,
    batch: str,
    requested_by: int,
    size: int,
    now: float,
) -> Job:
    """Queue the work of making a round or a render.

    Raises:
        StorageError: there is a job for this subject already.
    """
    job_id = await tx.insert(
        """INSERT INTO jobs (kind, clip_id, subject_id, batch, requested_by, state, size, queued_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (kind, clip_id, subject_id, batch, requested_by, JobState.QUEUED, size, now),
    )
    return await _known(tx, job_id)


async def claim(
    tx: Tx, kind: JobKind, worker: str, now: float, lease_s: float, *, job_id: int | None = None
) -> Job | None:
    """Start the oldest queued job, or ``job_id``, as ``worker``; None when it is not there."""
    row = await tx.fetch_one(
        """UPDATE jobs SET state = 'running', attempts = attempts + 1, started_at = ?, worker = ?,
               lease_until = ?
           WHERE id = (SELECT id FROM jobs WHERE kind = ? AND state = 'queued'
                           AND id = coalesce(?, id) ORDER BY queued_at, id LIMIT 1)
           RETURNING *""",
        (now, worker, now + lease_s, kind, job_id),
    )
    return job_of(row) if row else None


async def heartbeat(tx: Tx, job_id: int, worker: str, now: float, lease_s: float) -> bool:
    """Renew the lease; False when the work is to stop: cancelled, or no longer this worker's."""
    renewed = await tx.update(
        """UPDATE jobs SET lease_until = ?
           WHERE id = ? AND state = 'running' AND worker = ? AND cancel_wanted = 0""",
        (now + lease_s, job_id, worker),
    )
    return renewed > 0


async def finish(
    tx: Tx,
    job_id: int,
    state: JobState,
    now: float,
    error: tuple[str, Mapping[str, str | int | float]] | None = None,
) -> None:
    """End a job as done, failed or cancelled, with the sentence's key and values if it failed."""
    await tx.update(
        """UPDATE jobs SET state = ?, finished_at = ?, lease_until = NULL, worker = NULL, error = ?
           WHERE id = ?""",
        (state, now, None if error is None else encode(error), job_id),
    )


async def requeue(tx: Tx, job_id: int, now: float) -> None:
    """Try a running job again later, behind what waits now; its attempts stay counted."""
    await tx.update(
        """UPDATE jobs SET state = 'queued', queued_at = ?, started_at = NULL, lease_until = NULL,
               worker = NULL WHERE id = ? AND state = 'running'""",
        (now, job_id),
    )


async def give_back(tx: Tx, job: Job) -> None:
    """Queue a running job again as if it had not been begun: in its old place, no attempt counted.

    For a worker that stops in good order; nothing happens when the job is not this claim's.
    """
    await tx.update(
        """UPDATE jobs SET state = 'queued', attempts = attempts - 1, started_at = NULL,
               lease_until = NULL, worker = NULL
           WHERE id = ? AND state = 'running' AND attempts = ?""",
        (job.id, job.attempts),
    )


async def is_held(tx: Tx, job: Job) -> bool:
    """Whether ``job``, as it was claimed, still runs: not ended, not claimed again since."""
    row = await tx.fetch_one(
        "SELECT 1 FROM jobs WHERE id = ? AND state = 'running' AND attempts = ?",
        (job.id, job.attempts),
    )
    return row is not None


async def is_wanted(tx: Tx, job: Job) -> bool:
    """Whether ``job``, as it was claimed, still runs and nobody has cancelled it."""
    row = await tx.fetch_one(
        """SELECT 1 FROM jobs
           WHERE id = ? AND state = 'running' AND attempts = ? AND cancel_wanted = 0""",
        (job.id, job.attempts),
    )
    return row is not None


async def release_expired(tx: Tx, kind: JobKind, now: float) -> list[Job]:
    """Queue jobs of one kind again whose worker went away, in their old place; return them.

    One that was to be cancelled keeps that wish, so that its next worker ends it properly.
    """
    rows = await tx.fetch_all(
        """UPDATE jobs SET state = 'queued', started_at = NULL, lease_until = NULL, worker = NULL
           WHERE kind = ? AND state = 'running' AND lease_until <= ? RETURNING *""",
        (kind, now),
    )
    return sorted((job_of(row) for row in rows), key=lambda job: job.id)


async def want_cancel(tx: Tx, job_id: int, now: float) -> Job:
    """Cancel a queued job at once, ask a running one's worker to stop; return how it stands.

    Raises:
        StorageError: there is no such job.
    """
    await tx.update(
        """UPDATE jobs SET cancel_wanted = 1,
               finished_at = CASE state WHEN 'queued' THEN ? END,
               state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END
           WHERE id = ? AND state IN ('queued', 'running')""",
        (now, job_id),
    )
    return await _known(tx, job_id)


async def by_id(tx: Tx, job_id: int) -> Job | None:
    """The job."""
    row = await tx.fetch_one("SELECT * FROM jobs WHERE id = ?", (job_id,))
    return job_of(row) if row else None


async def of_lines(tx: Tx, line_ids: Iterable[int]) -> list[Job]:
    """The unfinished jobs that paint rounds of these lines, in the order they were asked for."""
    rows = await tx.fetch_all(
        """SELECT jobs.* FROM jobs JOIN rounds ON rounds.id = jobs.subject_id
           WHERE kind = 'paint' AND jobs.state IN ('queued', 'running')
               AND line_id IN (SELECT value FROM json_each(?)) ORDER BY jobs.id""",
        (encode(tuple(line_ids)),),
    )
    return [job_of(row) for row in rows]


async def of_batch(tx: Tx, batch: str) -> list[Job]:
    """The jobs asked for together, in the order they were."""
    rows = await tx.fetch_all("SELECT * FROM jobs WHERE batch = ? ORDER BY id", (batch,))
    return [job_of(row) for row in rows]


async def unfinished_of_guild(tx: Tx, kind: JobKind, guild_id: int) -> int:
    """How many jobs of this kind all clips of a guild have in the queue."""
    (row,) = await tx.fetch_all(
        """SELECT count(*) FROM jobs JOIN clips ON clips.id = jobs.clip_id
           WHERE kind = ? AND jobs.state IN ('queued', 'running') AND guild_id = ?""",
        (kind, guild_id),
    )
    return int(row[0])


async def waiting(tx: Tx, kind: JobKind) -> list[Job]:
    """Queued jobs, the oldest first, then running ones."""
    rows = await tx.fetch_all(
        """SELECT * FROM jobs WHERE kind = ? AND state IN ('queued', 'running')
           ORDER BY state = 'running', queued_at, id""",
        (kind,),
    )
    return [job_of(row) for row in rows]


async def last_served(tx: Tx, kind: JobKind) -> dict[tuple[int, int], float]:
    """When work of this kind was last begun, in seconds since 1970, by person and clip.

    Of those alone who have unfinished work now: a turn is decided between them.
    """
    rows = await tx.fetch_all(LAST_SERVED, (kind,))
    return {(row["person"], row["clip"]): row["started_at"] for row in rows}


async def _known(tx: Tx, job_id: int) -> Job:
    job = await by_id(tx, job_id)
    if job is None:
        raise StorageError(f"There is no job {job_id}.")
    return job
