"""Asking for exports, what goes into them, and what is posted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.posts.views import ExportView, FailureView
from bot.domain.votes.ballot import BallotRules
from storage.clips import people
from storage.files.files import SONG_SUFFIX
from storage.handoff import exports
from storage.jobs import jobs
from storage.lyrics import lines
from tests.services.conftest import BASTIEN, INES
from tests.services.lyrics.test_times import give_song

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.handoff.pack import Pack
    from bot.domain.posts.views import View
    from tests.services.conftest import Studio


async def decided(studio: Studio, *texts: str) -> Clip:
    """A clip with a song whose first line has a winner among three takes."""
    clip = await studio.clip(*texts, rules=BallotRules())
    await give_song(studio, clip)
    song = studio.files.path("a" * 64, SONG_SUFFIX)
    song.parent.mkdir(parents=True, exist_ok=True)
    song.write_bytes(b"sound")
    async with studio.db.writing() as tx:
        for number, line in enumerate(await lines.all_of(tx, clip.id)):
            await lines.save(tx, replace(line, start_s=1.0 + 2 * number, section="Refrain"))
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "2️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        await studio.decisions.close(INES, clip, 1)
    return clip


async def exported(studio: Studio, clip: Clip, *, rejected: bool = True) -> Pack:
    """What was packed for an export that was asked for and made."""
    await studio.exporting.ask(INES, clip, rejected=rejected)
    assert await studio.exporter.work_once()
    await studio.deliver()
    return studio.packer.packs[-1]


def shown(studio: Studio) -> list[View]:
    """What the posts of exports show."""
    return [
        one.view for one in studio.gallery.messages.values() if isinstance(one.view, ExportView)
    ]


async def test_a_pack_holds_the_cut_with_all_that_belongs_to_it(studio: Studio) -> None:
    """Shots without gap, winners as stills, others as alternates, words, credits, the song."""
    clip = await decided(studio, "Un", "Deux & <trois>")
    pack = await exported(studio, clip)
    assert [shot.start for shot in pack.shots][1:] == [
        shot.start + shot.frames for shot in pack.shots
    ][:-1]
    assert sum(shot.frames for shot in pack.shots) == pack.frames
    (first,) = (shot for shot in pack.shots if shot.line == 1)
    assert (first.take, first.prompt) == ("1b", "prompt 1")
    assert [one.name for one in first.alternates] == ["1a", "1c"]
    names = [one.name for one in pack.files]
    assert {first.still, first.movie, pack.song, *(one.file for one in first.alternates)} <= {
        *names
    }
    assert len(names) == len(set(names))
    words = {one.name: one.content for one in pack.texts}
    assert "Deux & <" in words["captions/minuit.srt"]
    assert "Inès" in words["credits.txt"]
    assert f"{pack.stem}.otio" in words["README.txt"]
    assert [one.name for one in pack.markers if one.kind == "section"] == ["Refrain"]


async def test_movies_are_clean_with_handles_and_their_piece_of_the_song(studio: Studio) -> None:
    """No letters in them; a second more at either end, where there is one."""
    clip = await decided(studio, "Un", "Deux")
    pack = await exported(studio, clip)
    edits = studio.encoder.edits
    assert len(edits) == len(pack.shots)
    for edit, shot in zip(edits, pack.shots, strict=True):
        assert (edit.captions, edit.title, edit.credits) == (None, None, None)
        assert edit.span == (0, shot.movie_frames)
        assert edit.timeline.lead == shot.before - shot.start
        assert shot.before == min(24, shot.start)
        after = shot.movie_frames - shot.before - shot.frames
        assert after == min(24, pack.frames - shot.start - shot.frames)


async def test_rejected_takes_stay_at_home_when_asked_to(studio: Studio) -> None:
    """Then the pack is smaller: winners alone."""
    clip = await decided(studio, "Un")
    pack = await exported(studio, clip, rejected=False)
    assert all(not shot.alternates for shot in pack.shots)
    assert not any(one.name.startswith("takes/") for one in pack.files)


async def test_pictures_of_a_pack_are_signed(studio: Studio) -> None:
    """Or go along as they are, where they cannot be."""
    clip = await decided(studio, "Un")
    await exported(studio, clip)
    assert {one.out.parent.name for one in studio.marker.marked} >= {"signed"}


async def test_parts_are_posted_one_by_one(studio: Studio) -> None:
    """Each says which it is."""
    clip = await decided(studio, "Un")
    studio.packer.sizes_bytes = [1000, 900, 800]
    await exported(studio, clip)
    views = shown(studio)
    parts = [(one.part, one.parts) for one in views if isinstance(one, ExportView)]
    assert parts == [(1, 3), (2, 3), (3, 3)]
    assert all(one.file is not None for one in views if isinstance(one, ExportView))


async def test_what_is_too_large_lies_on_the_disk_and_the_director_is_told(studio: Studio) -> None:
    """One post without a file; nobody else learns the place."""
    clip = await decided(studio, "Un")
    studio.packer.sizes_bytes = [studio.gallery.limit_bytes + 1]
    await exported(studio, clip)
    (view,) = shown(studio)
    assert isinstance(view, ExportView)
    assert view.file is None
    ((name, path),) = await studio.exporting.places(INES, clip, view.export_id)
    assert name.endswith(".zip")
    assert path.stat().st_size == studio.gallery.limit_bytes + 1
    with pytest.raises(NotAllowed):
        await studio.exporting.places(BASTIEN, clip, view.export_id)


async def test_what_discord_refuses_is_not_lost(studio: Studio) -> None:
    """Refused as too large: the post says where it is instead."""
    clip = await decided(studio, "Un")
    studio.packer.sizes_bytes = [studio.gallery.limit_bytes]
    studio.gallery.most_bytes = 5000
    await exported(studio, clip)
    await studio.deliver()
    (view,) = shown(studio)
    assert isinstance(view, ExportView)
    assert view.file is None


async def test_a_newer_export_takes_the_place_of_the_older(studio: Studio) -> None:
    """Two of them would fill the disk with what nobody asks for."""
    clip = await decided(studio, "Un")
    await exported(studio, clip)
    await exported(studio, clip)
    async with studio.db.reading() as tx:
        first, second = await exports.by_id(tx, 1), await exports.by_id(tx, 2)
    assert first is not None
    assert second is not None
    assert (len(first.parts), len(second.parts)) == (0, 1)
    with pytest.raises(UserError, match="newer export"):
        await studio.exporting.places(INES, clip, 1)


async def test_an_export_needs_a_winner_and_a_director(studio: Studio) -> None:
    """Each in one sentence, before anything is queued; one at a time."""
    clip = await studio.clip("Un")
    with pytest.raises(UserError, match="no song"):
        await studio.exporting.ask(INES, clip, rejected=True)
    await give_song(studio, clip)
    with pytest.raises(UserError, match="No line has a winner"):
        await studio.exporting.ask(INES, clip, rejected=True)
    with pytest.raises(NotAllowed):
        await studio.exporting.ask(BASTIEN, clip, rejected=True)


async def test_a_second_export_waits_for_the_first(studio: Studio) -> None:
    """A tired director presses twice."""
    clip = await decided(studio, "Un")
    await studio.exporting.ask(INES, clip, rejected=True)
    with pytest.raises(UserError, match="already"):
        await studio.exporting.ask(INES, clip, rejected=True)


async def test_an_export_that_fails_says_why_and_leaves_nothing(studio: Studio) -> None:
    """Its winner was taken back while it waited."""
    clip = await decided(studio, "Un")
    export = await studio.exporting.ask(INES, clip, rejected=True)
    async with studio.db.writing() as tx:
        await people.remember(tx, INES.id, INES.name, 0)
        await tx.update("UPDATE lines SET winner_take_id = NULL")
    assert await studio.exporter.work_once()
    await studio.clock.advance(3)
    await studio.deliver()
    async with studio.db.reading() as tx:
        row = await tx.fetch_one("SELECT id FROM jobs WHERE kind = 'export'")
        assert row is not None
        job = await jobs.by_id(tx, row["id"])
    assert job is not None
    assert (job.kind, job.subject_id, job.state) == (JobKind.EXPORT, export.id, JobState.FAILED)
    views = [one.view for one in studio.gallery.messages.values()]
    assert any(isinstance(one, FailureView) and one.key == "render.no-winners" for one in views)
    assert not list((studio.files.root.parent / "work").glob("export-*"))
