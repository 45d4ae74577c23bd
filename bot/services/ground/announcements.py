"""What is to appear in a channel, put into the outbox within the transaction that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.jobs.job import JobKind, JobState
from bot.domain.lyrics.line import LineState
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import Call
from storage.jobs import jobs
from storage.lyrics.overviews import overview
from storage.posts import posts

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.jobs.job import Job
    from bot.domain.votes.ballot import Ballot
    from storage.database.database import Tx

UNFINISHED: Final = frozenset({JobState.QUEUED, JobState.RUNNING})


async def announce(
    tx: Tx, clip: Clip, kind: PostKind, subject: str, now: float, *, not_before: float = 0.0
) -> None:
    """Want a post in the clip's channel; one of the same kind and subject is enough."""
    await posts.add(
        tx,
        clip_id=clip.id,
        channel_id=clip.channel_id,
        kind=kind,
        subject=subject,
        now=now,
        not_before=not_before,
    )


async def queue_job(
    tx: Tx,
    clip: Clip,
    kind: JobKind,
    subject_id: int,
    *,
    batch: str,
    requested_by: int,
    size: int,
    now: float,
) -> Job:
    """Queue the work of making a round or a render; its batch's progress appears in the channel."""
    job = await jobs.add(
        tx,
        kind=kind,
        clip_id=clip.id,
        subject_id=subject_id,
        batch=batch,
        requested_by=requested_by,
        size=size,
        now=now,
    )
    await announce(tx, clip, PostKind.PROGRESS, batch, now)
    return job


def shown_by(ballot: Ballot) -> tuple[PostKind, str]:
    """Kind and subject of the post on whose message a ballot is voted."""
    if ballot.run_off_of is None:
        return PostKind.ROUND, str(ballot.round_id)
    return PostKind.RUN_OFF, str(ballot.id)


async def tell_when_done(tx: Tx, clip: Clip, batch: str, now: float) -> None:
    """Want a word to whoever asked for several rounds, once the last one has ended."""
    every = await jobs.of_batch(tx, batch)
    painted = [job for job in every if job.kind is JobKind.PAINT and job.state is JobState.DONE]
    if len(painted) > 1 and not any(job.state in UNFINISHED for job in every):
        await announce(tx, clip, PostKind.CALL, f"{Call.PAINTED}:{batch}", now)


async def tell_when_decided(tx: Tx, clip: Clip, entry: int, now: float) -> None:
    """Want the channel to hear it if the deed ``entry`` decided the last line."""
    states = {one.state for one in await overview(tx, clip.id)}
    if states <= {LineState.DECIDED, LineState.SHARED}:
        await announce(tx, clip, PostKind.CALL, f"{Call.DECIDED}:{entry}", now)


def failure_subject(batch: str, key: str) -> str:
    """The subject of the post that tells what of a batch failed for one reason."""
    return f"{batch} {key}"


def failure_of(subject: str) -> tuple[str, str]:
    """Batch and reason of such a post."""
    batch, _, key = subject.partition(" ")
    return batch, key
