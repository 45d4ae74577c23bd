"""Jobs: claimed once, kept alive by heartbeats, never lost."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from bot.domain.jobs.job import Job, JobError, JobKind, JobState
from storage.database.database import Database
from storage.jobs import jobs
from storage.rounds import rounds
from tests.storage.made import ANA, BEN, GUILD, NOW, make_clip, make_job, make_round

if TYPE_CHECKING:
    from storage.database.database import Tx
    from tests.storage.made import Made

LEASE_S = 60.0


async def _claim(tx: Tx, worker: str = "w", now: float = NOW, job_id: int | None = None) -> Job:
    job = await jobs.claim(tx, JobKind.PAINT, worker, now, LEASE_S, job_id=job_id)
    assert job is not None
    return job


async def _queue(tx: Tx, made: Made, count: int) -> list[Job]:
    """``count`` jobs in the queue, the first of them ``made``'s."""
    more = [
        await make_job(tx, await make_round(tx, made.clip, made.lines[0]), now=NOW + n)
        for n in range(1, count)
    ]
    return [made.job, *more]


async def test_the_oldest_job_is_claimed_first(db: Database, made: Made) -> None:
    """Each once, and when none is left there is none."""
    async with db.writing() as tx:
        queued = await _queue(tx, made, 3)
        claimed = [await _claim(tx, now=NOW + 10) for _ in queued]
        assert [job.id for job in claimed] == [job.id for job in queued]
        assert claimed[0] == dataclasses.replace(
            made.job,
            state=JobState.RUNNING,
            attempts=1,
            started_at=NOW + 10,
            lease_until=NOW + 10 + LEASE_S,
        )
        assert await jobs.claim(tx, JobKind.PAINT, "w", NOW, LEASE_S) is None


async def test_a_chosen_job_is_claimed_out_of_turn(db: Database, made: Made) -> None:
    """If it is queued, and of this kind."""
    async with db.writing() as tx:
        _, second = await _queue(tx, made, 2)
        assert (await _claim(tx, job_id=second.id)).id == second.id
        for job_id in (second.id, 999):
            assert await jobs.claim(tx, JobKind.PAINT, "w", NOW, 9, job_id=job_id) is None
        assert await jobs.claim(tx, JobKind.RENDER, "w", NOW, 9, job_id=made.job.id) is None


async def test_two_workers_never_claim_the_same_job(db: Database, made: Made) -> None:
    """Not even on connections of their own."""
    async with db.writing() as tx:
        queued = await _queue(tx, made, 12)

    async def work(own: Database, worker: str) -> list[int]:
        claimed: list[int] = []
        while True:
            async with own.writing() as tx:
                job = await jobs.claim(tx, JobKind.PAINT, worker, NOW, LEASE_S)
            if job is None:
                return claimed
            claimed.append(job.id)

    async with await Database.open(db.path) as other, await Database.open(db.path) as third:
        claimed = await asyncio.gather(work(other, "a"), work(other, "b"), work(third, "c"))
    assert sorted(itertools.chain(*claimed)) == [job.id for job in queued]


async def test_a_heartbeat_renews_the_lease_of_its_worker_only(db: Database, made: Made) -> None:
    """A worker whose job was given to another is told to stop."""
    async with db.writing() as tx:
        await _claim(tx, "a")
        assert await jobs.heartbeat(tx, made.job.id, "a", NOW + 50, LEASE_S)
        assert not await jobs.heartbeat(tx, made.job.id, "b", NOW + 50, LEASE_S)
        assert await jobs.release_expired(tx, JobKind.PAINT, NOW + 50 + LEASE_S - 1) == []
        (released,) = await jobs.release_expired(tx, JobKind.PAINT, NOW + 50 + LEASE_S)
        assert not await jobs.heartbeat(tx, made.job.id, "a", NOW + 200, LEASE_S)
        assert (await _claim(tx, "b", NOW + 200)).attempts == 2
        assert not await jobs.heartbeat(tx, made.job.id, "a", NOW + 201, LEASE_S)
        assert await jobs.heartbeat(tx, made.job.id, "b", NOW + 201, LEASE_S)
    assert released == dataclasses.replace(made.job, attempts=1)


async def test_at_start_up_all_leases_can_be_released(db: Database, made: Made) -> None:
    """In their old place in the queue, whatever time they had left."""
    async with db.writing() as tx:
        queued = await _queue(tx, made, 3)
        await _claim(tx, now=NOW + 1e6)
        await _claim(tx, now=NOW + 1e6)
        released = await jobs.release_expired(tx, JobKind.PAINT, float("inf"))
        assert [job.id for job in released] == [job.id for job in queued[:2]]
        assert [job.id for job in await jobs.waiting(tx, JobKind.PAINT)] == [
            job.id for job in queued
        ]


async def test_each_kind_releases_its_own_jobs_only(db: Database, made: Made) -> None:
    """Whoever releases a job marks its subject, and knows the subjects of one kind."""
    async with db.writing() as tx:
        await _claim(tx)
        assert await jobs.release_expired(tx, JobKind.RENDER, float("inf")) == []
        (released,) = await jobs.release_expired(tx, JobKind.PAINT, float("inf"))
    assert released.id == made.job.id


async def test_a_job_tried_again_goes_behind_what_waits(db: Database, made: Made) -> None:
    """Its attempts stay counted, so that a poisonous one ends."""
    async with db.writing() as tx:
        first, second = await _queue(tx, made, 2)
        await _claim(tx)
        await jobs.requeue(tx, first.id, NOW + 100)
        assert (await _claim(tx)).id == second.id
        again = await _claim(tx)
        assert (again.id, again.attempts, again.queued_at) == (first.id, 2, NOW + 100)


async def test_a_finished_job_is_not_queued_again(db: Database, made: Made) -> None:
    """However late a worker gives it back."""
    async with db.writing() as tx:
        await _claim(tx)
        await jobs.finish(tx, made.job.id, JobState.DONE, NOW)
        await jobs.requeue(tx, made.job.id, NOW)
        assert await jobs.release_expired(tx, JobKind.PAINT, float("inf")) == []
        done = await jobs.by_id(tx, made.job.id)
        assert done is not None
        assert done.state is JobState.DONE
        assert done.lease_until is None


async def test_a_failed_job_says_why(db: Database, made: Made) -> None:
    """The sentence's key and values survive a restart."""
    values: dict[str, str | int | float] = {"model": "sd15 «été»", "tries": 3, "gib": 3.5}
    async with db.writing() as tx:
        await jobs.finish(tx, made.job.id, JobState.FAILED, NOW, ("paint.no-room", values))
        failed = await jobs.by_id(tx, made.job.id)
        assert failed == dataclasses.replace(
            made.job, state=JobState.FAILED, error=JobError("paint.no-room", values)
        )
        assert await jobs.by_id(tx, 999) is None


async def test_a_queued_job_is_cancelled_at_once(db: Database, made: Made) -> None:
    """Nobody claims it any more."""
    async with db.writing() as tx:
        cancelled = await jobs.want_cancel(tx, made.job.id, NOW)
        assert cancelled.state is JobState.CANCELLED
        assert await jobs.claim(tx, JobKind.PAINT, "w", NOW, LEASE_S) is None
        with pytest.raises(StorageError, match="no job 999"):
            await jobs.want_cancel(tx, 999, NOW)


async def test_a_running_job_is_asked_to_stop(db: Database, made: Made) -> None:
    """Its worker hears so at the next heartbeat; after a crash its next worker does."""
    async with db.writing() as tx:
        await _claim(tx, "a")
        asked = await jobs.want_cancel(tx, made.job.id, NOW)
        assert (asked.state, asked.cancel_wanted) == (JobState.RUNNING, True)
        assert not await jobs.heartbeat(tx, made.job.id, "a", NOW, LEASE_S)
        await jobs.release_expired(tx, JobKind.PAINT, float("inf"))
        assert (await _claim(tx, "b")).cancel_wanted
        assert not await jobs.heartbeat(tx, made.job.id, "b", NOW, LEASE_S)


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
async def test_a_finished_job_is_not_cancelled(db: Database, made: Made, end: JobState) -> None:
    """It stays as it ended."""
    async with db.writing() as tx:
        await jobs.finish(tx, made.job.id, end, NOW)
        before = await jobs.by_id(tx, made.job.id)
        assert await jobs.want_cancel(tx, made.job.id, NOW + 1) == before


async def test_a_round_is_painted_by_one_job(db: Database, made: Made) -> None:
    """A second job for it is refused; the first stays."""

    async def again() -> None:
        async with db.writing() as tx:
            await make_job(tx, made.round)

    with pytest.raises(StorageError):
        await again()
    async with db.reading() as tx:
        assert await jobs.of_batch(tx, "b1") == [made.job]
        assert await jobs.of_batch(tx, "b2") == []


async def test_queued_jobs_are_listed_before_running_ones(db: Database, made: Made) -> None:
    """In the order in which they would be claimed; ended ones are not."""
    async with db.writing() as tx:
        first, second, third, fourth = await _queue(tx, made, 4)
        await _claim(tx, job_id=first.id)
        await jobs.want_cancel(tx, third.id, NOW)
        waiting = await jobs.waiting(tx, JobKind.PAINT)
        assert [job.id for job in waiting] == [second.id, fourth.id, first.id]
        assert await jobs.waiting(tx, JobKind.RENDER) == []


async def test_it_is_known_whose_work_was_begun_last(db: Database, made: Made) -> None:
    """By person and clip; whoever was never served is not named."""
    async with db.writing() as tx:
        other_clip = await make_clip(tx, channel_id=9)
        theirs = await rounds.add(
            tx,
            clip_id=other_clip.id,
            line_id=made.lines[2].id,
            prompt_id=made.prompt.id,
            style_id=made.style.id,
            takes_wanted=1,
            seed=1,
            requested_by=BEN,
            now=NOW,
        )
        elsewhere = await make_job(tx, theirs)
        _, second = await _queue(tx, made, 2)
        await make_job(tx, made.bare_round, by=ANA)
        await _claim(tx, now=NOW + 5, job_id=second.id)
        await _claim(tx, now=NOW + 2, job_id=made.job.id)
        await jobs.finish(tx, second.id, JobState.DONE, NOW + 6)
        await _claim(tx, now=NOW + 9, job_id=elsewhere.id)
        assert await jobs.last_served(tx, JobKind.PAINT) == {
            (BEN, made.clip.id): NOW + 5,
            (BEN, other_clip.id): NOW + 9,
        }


async def test_a_turn_is_found_without_reading_all_the_work_there_ever_was(db: Database) -> None:
    """Every step of it goes through an index."""
    async with db.reading() as tx:
        plan = await tx.fetch_all(f"EXPLAIN QUERY PLAN {jobs.LAST_SERVED}", (JobKind.PAINT,))
    steps = [row["detail"] for row in plan if "jobs" in row["detail"]]
    assert steps
    # By the kind alone it would be all the work there ever was.
    assert not [step for step in steps if "(kind=? AND " not in step], steps


async def test_a_job_given_back_in_good_order_counts_no_attempt(db: Database, made: Made) -> None:
    """It is the next again; a claim that is not the last one cannot give it back."""
    async with db.writing() as tx:
        await _queue(tx, made, 2)
        first = await _claim(tx)
        await jobs.give_back(tx, first)
        assert await jobs.by_id(tx, first.id) == made.job
        await _claim(tx)
        await jobs.requeue(tx, first.id, NOW)
        second = await _claim(tx, job_id=first.id)
        await jobs.give_back(tx, first)
        assert await jobs.by_id(tx, first.id) == second


async def test_only_the_last_claim_holds_a_job(db: Database, made: Made) -> None:
    """And only while it runs; a wish to cancel makes it unwanted, but still held."""
    async with db.writing() as tx:
        assert not await jobs.is_held(tx, made.job)
        first = await _claim(tx)
        assert await jobs.is_held(tx, first)
        assert await jobs.is_wanted(tx, first)
        await jobs.release_expired(tx, JobKind.PAINT, float("inf"))
        second = await _claim(tx)
        assert not await jobs.is_held(tx, first)
        await jobs.want_cancel(tx, second.id, NOW)
        assert await jobs.is_held(tx, second)
        assert not await jobs.is_wanted(tx, second)
        await jobs.finish(tx, second.id, JobState.CANCELLED, NOW)
        assert not await jobs.is_held(tx, second)


async def test_a_guilds_unfinished_jobs_are_counted(db: Database, made: Made) -> None:
    """Of all its clips and of one kind; those of other guilds and ended ones are not."""
    async with db.writing() as tx:
        _, second, third = await _queue(tx, made, 3)
        await _claim(tx, job_id=second.id)
        await jobs.finish(tx, third.id, JobState.DONE, NOW)
        assert await jobs.unfinished_of_guild(tx, JobKind.PAINT, GUILD) == 2
        assert await jobs.unfinished_of_guild(tx, JobKind.RENDER, GUILD) == 0
        assert await jobs.unfinished_of_guild(tx, JobKind.PAINT, GUILD + 1) == 0
