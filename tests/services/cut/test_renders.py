"""Asking for clips, what edit they become, and what happens when Discord refuses the file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.credits import CreditRole, CreditsMode
from bot.domain.cut.edit import Codec
from bot.domain.cut.formats import Aspect
from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.cut.source import Fit, Still
from bot.domain.errors import NotAllowed, UserError
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.lyrics.line import NewLine
from bot.domain.posts.post import PostKind
from bot.services.cut.looks import Looks
from bot.services.jobs.worker import Worker
from storage.cut import renders
from storage.files.files import PICTURE_SUFFIX
from storage.jobs import jobs
from storage.lyrics import lines
from storage.posts import posts
from storage.rounds import takes
from tests.services.conftest import BASTIEN, INES, ZOE
from tests.services.lyrics.test_times import give_song

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.cut.edit import Edit
    from bot.domain.cut.render import Render
    from bot.services.cut.renders import Renders
    from tests.fakes.encoder import FakeEncoder
    from tests.services.conftest import Studio

PREVIEW, FINAL = RenderKind.PREVIEW, RenderKind.FINAL
MIB = 1024 * 1024


@pytest.fixture
async def clip(studio: Studio) -> Clip:
    """Three lines over a song of a minute, and one that comes after its end."""
    made = await studio.clip()
    async with studio.db.writing() as tx:
        starts = (10.0, 20.0, 30.0, 75.0)
        texts = [NewLine(f"ligne {k}", start_s=start) for k, start in enumerate(starts, 1)]
        await lines.append(tx, made.id, texts, INES.id, studio.clock.now())
    await give_song(studio, made)
    return made


async def made(
    studio: Studio,
    assembling: Renders,
    clip: Clip,
    options: RenderOptions | None = None,
    *,
    kind: RenderKind = PREVIEW,
    line: int | None = None,
) -> Render:
    """Ask for a render and have it made; what its row says then."""
    wished = await assembling.ask(INES, clip, kind, options or RenderOptions(), line=line)
    worker = Worker(studio.db, studio.clock, studio.bell, JobKind.RENDER, assembling)
    while await worker.work_once():
        pass
    async with studio.db.reading() as tx:
        found = await renders.by_id(tx, wished.id)
        assert found is not None
        assert await jobs.waiting(tx, JobKind.RENDER) == []
    return found


def span_s(edit: Edit) -> tuple[float, float]:
    """The seconds that an edit is limited to."""
    assert edit.span is not None
    return edit.timeline.seconds(edit.span[0]), edit.timeline.seconds(edit.span[1])


async def test_a_preview_is_small_and_says_what_it_lacks(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Cards for lines without a winner; a line after the song's end is named as never seen."""
    encoder.broken, encoder.undrawn = (2,), ((3, "ᚠ"),)
    render = await made(studio, assembling, clip)
    assert (render.width_px, render.height_px) == (640, 360)
    assert render.cards == (1, 2, 3)
    assert (render.broken, render.unseen, render.undrawn) == ((2,), (4,), ((3, "ᚠ"),))
    assert encoder.edits[0].encoder.codec is Codec.X264


async def test_a_preview_shows_who_leads_where_nothing_is_decided(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Marked; a final clip has winners and cards alone."""
    for number in (1, 2):
        await studio.prompts.write(BASTIEN, clip, number, "a boat")
        message = await studio.posted_round(clip, number, takes=2)
    await studio.vote(message, (BASTIEN, "2️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        await studio.decisions.pick(INES, clip, 1, 2, None)
    async with studio.db.reading() as tx:
        first, second, *_ = await lines.all_of(tx, clip.id)
        leader = (await takes.of_round(tx, 2))[1]
    await made(studio, assembling, clip)
    await made(studio, assembling, clip, RenderOptions(allow_missing=True), kind=FINAL)
    preview, final = encoder.edits
    sources = {cut.shot.line.id: cut.source for cut in preview.cuts if cut.shot.line is not None}
    assert isinstance(sources[second.id], Still)
    assert sources[second.id] == Still(studio.files.path(leader.sha256, PICTURE_SUFFIX))
    assert preview.tentative == {second.id}
    kept = {cut.shot.line.id: cut.source for cut in final.cuts if cut.shot.line is not None}
    assert final.tentative == frozenset()
    assert kept[second.id] is None
    assert kept[first.id] == sources[first.id]


async def test_one_line_is_previewed_alone(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Its shot and nothing else, without title and credits; nobody is told of other lines."""
    render = await made(studio, assembling, clip, line=2)
    assert span_s(encoder.edits[0]) == (20.0, 30.0)
    assert encoder.edits[0].title is None
    assert encoder.edits[0].credits is None
    assert render.unseen == ()
    with pytest.raises(UserError) as caught:
        await assembling.ask(INES, clip, PREVIEW, RenderOptions(), line=9)
    assert caught.value.key == "line.no-such-line"


async def test_a_line_that_is_never_seen_cannot_be_previewed(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """The job ends with a sentence; nothing is rendered."""
    await assembling.ask(INES, clip, PREVIEW, RenderOptions(), line=4)
    worker = Worker(studio.db, studio.clock, studio.bell, JobKind.RENDER, assembling)
    await worker.work_once()
    assert encoder.edits == []
    async with studio.db.reading() as tx:
        job = await jobs.by_id(tx, 1)
    assert job is not None
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error.key == "render.line-unseen"


async def test_a_span_is_previewed_alone(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """From a time to a time of the song; a span outside it is refused."""
    await made(studio, assembling, clip, RenderOptions(from_s=12.0, to_s=21.5))
    assert span_s(encoder.edits[0]) == (12.0, 21.5)
    for since, until in ((30.0, 20.0), (None, 61.0)):
        with pytest.raises(UserError) as caught:
            await assembling.ask(INES, clip, PREVIEW, RenderOptions(from_s=since, to_s=until))
        assert caught.value.key == "render.bad-span"


async def test_a_final_render_takes_the_frame_that_was_asked_for(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """For once: the clip's own frame stays as it is. The encoder is the one that was set."""
    options = RenderOptions(aspect=Aspect.TALL, short_side_px=1080)
    with pytest.raises(NotAllowed):
        await assembling.ask(BASTIEN, clip, FINAL, options)
    with pytest.raises(UserError) as caught:
        await assembling.ask(INES, clip, FINAL, options)
    assert caught.value.key == "render.no-winners"
    await studio.prompts.write(BASTIEN, clip, 1, "un bateau")
    await studio.posted_round(clip)
    async with studio.db.writing() as tx:
        (line, *_) = await lines.all_of(tx, clip.id)
        await lines.set_winner(tx, line.id, 1)
    with pytest.raises(UserError) as caught:
        await assembling.ask(INES, clip, FINAL, options)
    assert caught.value.key == "render.missing"
    render = await made(studio, assembling, clip, replace(options, allow_missing=True), kind=FINAL)
    assert (render.width_px, render.height_px) == (1080, 1920)
    assert render.cards == (2, 3)
    edit = encoder.edits[0]
    assert edit.format.tall
    assert edit.encoder.codec is Codec.AV1
    assert (await Looks(studio.db, studio.clock).clip_look(clip)).aspect is Aspect.WIDE
    assert edit.credits is not None
    named = {role.heading: role.names for role in edit.credits.roles}
    assert "Paroles" not in named  # whoever entered them did not write them
    assert named["Scénario"] == ("Bastien",)
    assert named["Prises"] == ("Zoé",)


async def test_two_shapes_are_two_wishes(studio: Studio, assembling: Renders, clip: Clip) -> None:
    """The same clip in another shape may wait beside it; the same shape twice may not."""
    del studio
    await assembling.ask(INES, clip, PREVIEW, RenderOptions())
    await assembling.ask(INES, clip, PREVIEW, RenderOptions(aspect=Aspect.TALL))
    with pytest.raises(UserError) as caught:
        await assembling.ask(INES, clip, PREVIEW, RenderOptions(captions=False))
    assert caught.value.key == "render.already-waiting"


async def test_what_was_set_for_clip_and_shot_is_in_the_edit(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Rate, credits, loudness, camera; what is given back to the rules is theirs again."""
    looking = Looks(studio.db, studio.clock)
    await looking.change_clip(INES, clip, rate="29.97", credits=CreditsMode.OFF, normalise=True)
    await looking.change_shot(INES, clip, 2, move=Move.HOLD, fit=Fit.BLUR, focus=(0.2, 0.9))
    await made(studio, assembling, clip)
    edit = encoder.edits[0]
    assert float(edit.timeline.rate) == pytest.approx(29.97, abs=0.001)
    assert edit.title is None
    assert edit.credits is None
    second = next(cut for cut in edit.cuts if cut.shot.line and cut.shot.line.number == 2)
    assert second.move is Move.HOLD
    _, shot = await looking.change_shot(INES, clip, 2, move=None, fit=None, focus=None)
    assert (shot.move, shot.fit, shot.focus) == (None, None, None)


async def test_written_credits_and_the_chosen_poster_are_in_the_edit(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Both are the director's; a poster without a picture is none, empty credits the known."""
    looking = Looks(studio.db, studio.clock)
    shown = await looking.credit_roles(INES, clip)
    assert [role.heading for role in shown][:2] == ["Musique", "Paroles"]
    with pytest.raises(NotAllowed):
        await looking.change_credits(ZOE, clip, "Paroles: Zoé")
    await looking.change_credits(INES, clip, "Paroles: Zoé")
    await looking.choose_poster(INES, clip, 2)
    await made(studio, assembling, clip)
    await studio.prompts.write(BASTIEN, clip, 2, "un bateau")
    await studio.posted_round(clip, 2)
    await made(studio, assembling, clip)
    before, after = encoder.edits
    assert (before.poster, after.poster is not None) == (None, True)
    assert after.credits is not None
    assert after.credits.roles == (CreditRole("Paroles", ("Zoé",)),)
    assert after.poster == next(
        cut.source for cut in after.cuts if cut.shot.line and cut.shot.line.number == 2
    )
    assert await looking.credit_roles(INES, clip) == after.credits.roles
    assert (await looking.change_credits(INES, clip, " \n")).roles is None


async def test_each_refusal_makes_the_file_smaller_and_the_last_one_aims_where_all_may_post(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Four fifths first, then what Discord takes anywhere, then the file stays on the disk."""
    studio.gallery.limit_bytes = 30 * MIB
    encoder.size_bytes = 40 * MIB
    render = await made(studio, assembling, clip)
    (first,) = encoder.limits
    room = 30 * MIB - first  # for the marks
    assert 0 < room < 20_000
    assert [await assembling.refit(render.id) for _ in range(3)] == [True, True, True]
    assert encoder.limits[1:] == [int(first * 0.8), 10 * MIB - room]
    async with studio.db.reading() as tx:
        found = await renders.by_id(tx, render.id)
    assert found is not None
    assert found.posted_sha256 is None
    assert found.sha256 == render.sha256
    assert await assembling.refit(render.id) is False


async def test_a_small_file_that_is_refused_only_gets_smaller(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """The last try never grows back to the limit of everybody."""
    studio.gallery.limit_bytes, encoder.size_bytes = 100_000, 200_000
    await made(studio, assembling, clip)
    assert await assembling.refit(1)
    assert await assembling.refit(1)
    first, second, third = encoder.limits
    assert 100_000 > first > second > third


async def test_a_clip_that_cannot_fit_is_told_with_its_file_kept(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Nothing is posted, and the full-quality file is there for the director."""
    studio.gallery.limit_bytes, encoder.least_bytes = 500, 600
    render = await made(studio, assembling, clip)
    assert render.posted_sha256 is None
    assert render.sha256 is not None
    assert studio.files.path(render.sha256, ".mp4").stat().st_size == 1000
    assert list((studio.files.root.parent / "work").iterdir()) == []


async def test_a_clip_that_was_cancelled_while_it_was_put_away_is_not_posted(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, clip: Clip
) -> None:
    """Whoever cancelled was told so: what is finished nonetheless stays unseen."""
    encoder.go_on.clear()
    wished = await assembling.ask(INES, clip, PREVIEW, RenderOptions())
    worker = Worker(studio.db, studio.clock, studio.bell, JobKind.RENDER, assembling)
    working = asyncio.create_task(worker.work_once())
    await encoder.begun.wait()
    async with studio.db.writing() as tx:
        (job,) = await jobs.waiting(tx, JobKind.RENDER)
        await jobs.want_cancel(tx, job.id, studio.clock.now())
    encoder.go_on.set()
    await working
    async with studio.db.reading() as tx:
        ended = await jobs.by_id(tx, job.id)
        assert await posts.of(tx, PostKind.RENDER, str(wished.id)) is None
    assert ended is not None
    assert ended.state is JobState.CANCELLED
