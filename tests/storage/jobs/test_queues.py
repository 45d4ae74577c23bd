"""The queue in one look."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from bot.domain.jobs.job import JobKind, JobState
from storage.clips import clips
from storage.jobs import jobs, queues
from storage.lyrics import lines
from storage.rounds import rounds
from tests.storage.made import ANA, GUILD, NOW, make_job

if TYPE_CHECKING:
    from storage.database.database import Database
    from tests.storage.made import Made


async def test_the_queue_knows_its_people_clips_lines_and_settings(
    db: Database, made: Made
) -> None:
    """Queued jobs first, the oldest first; then running ones; ended ones not at all."""
    async with db.writing() as tx:
        variation = await rounds.add(
            tx,
            clip_id=made.clip.id,
            line_id=made.lines[2].id,
            prompt_id=made.prompt.id,
            style_id=made.style.id,
            takes_wanted=1,
            seed=1,
            requested_by=ANA,
            now=NOW,
            parent_take_id=made.takes[0].id,
            strength=0.5,
        )
        ended = await make_job(tx, made.bare_round)
        await jobs.finish(tx, ended.id, JobState.DONE, NOW)
        queued = await make_job(tx, variation, by=ANA, now=NOW + 1)
        running = await jobs.claim(tx, JobKind.PAINT, "w", NOW, 60, job_id=made.job.id)
        await clips.update(tx, dataclasses.replace(made.clip, director_first=True))
        await clips.pause(tx, made.clip.id, paused=True)
        await lines.remove(tx, made.clip.id, [made.lines[0].id], NOW)
        first, second = await queues.rows(tx, JobKind.PAINT)
        assert await queues.rows(tx, JobKind.RENDER) == []
    assert (first.job, second.job) == (queued, running)
    assert (first.asked_by, first.favoured, second.asked_by, second.favoured) == (
        "Ana",
        True,
        "Ben",
        False,
    )
    assert (first.line, second.line) == (2, None)
    assert (first.clip_name, first.guild_id, first.paused) == ("Le port", GUILD, True)
    assert first.settings is not None
    assert first.settings.strength == 0.5
    assert first.settings.preset == "sketch"
    assert second.settings == dataclasses.replace(first.settings, strength=None)


async def test_a_render_is_not_of_a_line(db: Database, made: Made) -> None:
    """It has no settings to be painted with."""
    async with db.writing() as tx:
        await jobs.add(
            tx,
            kind=JobKind.RENDER,
            clip_id=made.clip.id,
            subject_id=made.render.id,
            batch="b2",
            requested_by=ANA,
            size=1,
            now=NOW,
        )
        (row,) = await queues.rows(tx, JobKind.RENDER)
    assert (row.line, row.settings, row.asked_by) == (None, None, "Ana")
