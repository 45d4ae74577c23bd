"""Durable work: a row that survives any crash, claimed by one worker under a lease."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_ATTEMPTS: Final = 3
"""The first try and two more: a job that kills its worker three times is poisonous."""

LEASE_S: Final = 60.0
"""A worker renews its lease well before this many seconds; past it the job is up for grabs."""


class JobKind(StrEnum):
    """What a job does; each kind has its own lane and worker."""

    PAINT = "paint"  # subject: a round
    RENDER = "render"  # subject: a render
    EXPORT = "export"  # subject: an export


class JobState(StrEnum):
    """queued -> running -> done | failed | cancelled; running -> queued when a lease ran out."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed, as the sentence's key and values."""

    key: str
    values: dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work; ``subject_id`` is the round, the render or the export it makes.

    Jobs asked for together share a ``batch`` and so one progress message.
    """

    id: int
    kind: JobKind
    clip_id: int
    subject_id: int
    batch: str
    requested_by: int
    state: JobState
    attempts: int
    size: int
    """How much work: takes for a painting, 1 for anything else."""
    queued_at: float
    started_at: float | None
    lease_until: float | None
    cancel_wanted: bool
    error: JobError | None = None
