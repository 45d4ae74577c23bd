"""What `/queue show` says of a job: all of one's own server's, and next to nothing of another's."""

from __future__ import annotations

from dataclasses import replace

from bot.client.phrasing.rounds import queue_row
from bot.domain.jobs.job import Job, JobKind, JobState
from bot.services.jobs.queue import QueueEntry

JOB = Job(
    id=1,
    kind=JobKind.PAINT,
    clip_id=1,
    subject_id=1,
    batch="b",
    requested_by=7,
    state=JobState.QUEUED,
    attempts=0,
    size=4,
    queued_at=0.0,
    started_at=None,
    lease_until=None,
    cancel_wanted=False,
)
ENTRY = QueueEntry(
    job=JOB,
    asked_by="Bo",
    clip_name="Minuit",
    guild_id=5,
    line=3,
    ahead=1,
    share=0.0,
    remaining_s=90.0,
)


def test_a_job_of_this_server_is_told_by_name() -> None:
    """Its place, its line, its clip, who asked, and how long still."""
    assert queue_row("en", ENTRY, 5) == "`2` line 3 · Minuit · Bo · about 2 min left"


def test_of_another_server_only_the_time_is_told() -> None:
    """One machine paints for all of them; their clips and people are nobody else's business."""
    for locale in ("en", "fr"):
        told = queue_row(locale, ENTRY, 6)
        assert "2 min" in told
        assert not any(word in told for word in ("Minuit", "Bo", "3"))


def test_a_removed_line_is_not_taken_for_a_clip() -> None:
    """A round whose line is gone meanwhile, and a render, are told apart."""
    gone = queue_row("en", replace(ENTRY, line=None), 5)
    assert "a line that was taken out" in gone
    render = replace(ENTRY, line=None, job=replace(JOB, kind=JobKind.RENDER))
    assert "the clip" in queue_row("en", render, 5)
