"""What people find on a cut is kept with its line until somebody has seen to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.errors import UserError
from bot.domain.jobs.job import JobKind
from bot.services.cut.notes import Notes
from bot.services.jobs.worker import Worker
from storage.cut import notes
from storage.lyrics import lines
from tests.services.conftest import BASTIEN, INES, ZOE
from tests.services.lyrics.test_times import give_song

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.services.cut.renders import Renders
    from tests.services.conftest import Studio


@pytest.fixture
async def clip(studio: Studio) -> Clip:
    """Three lines without times over a song of a minute."""
    made = await studio.clip("Un", "Deux", "Trois")
    await give_song(studio, made)
    return made


async def rendered(
    studio: Studio, assembling: Renders, clip: Clip, options: RenderOptions, line: int | None = None
) -> int:
    """The id of a preview that was made."""
    render = await assembling.ask(INES, clip, RenderKind.PREVIEW, options, line=line)
    worker = Worker(studio.db, studio.clock, studio.bell, JobKind.RENDER, assembling)
    while await worker.work_once():
        pass
    return render.id


async def test_a_note_is_with_the_line_sung_there(
    studio: Studio, assembling: Renders, clip: Clip
) -> None:
    """In the song's time also where a part of it was watched; the board and the shot show it."""
    noting = Notes(studio.db, studio.clock, studio.bell)
    whole = await rendered(studio, assembling, clip, RenderOptions())
    part = await rendered(studio, assembling, clip, RenderOptions(from_s=20.0))
    third = await rendered(studio, assembling, clip, RenderOptions(), line=3)
    late = await noting.write(ZOE, clip, whole, 59.0, "  too\n dark ")
    assert (late.line_number, late.at_s, late.text, late.author) == (3, 59.0, "too dark", "Zoé")
    first = await noting.write(BASTIEN, clip, whole, 0.0, "the title hides her")
    assert first.line_number == 1
    assert (await noting.write(ZOE, clip, part, 2.5, "x")).at_s == pytest.approx(22.5)
    assert (await noting.write(ZOE, clip, third, 0.5, "y")).line_number == 3
    view = await studio.board.views.view(clip)
    assert [note.at_s for note in view.notes] == sorted(note.at_s for note in view.notes)
    assert [shot.notes for shot in view.shots][0::2] == [1, 2]


async def test_anyone_ticks_a_note_off_once(
    studio: Studio, assembling: Renders, clip: Clip
) -> None:
    """Then it is on no board any more; one of a removed line is not either."""
    noting = Notes(studio.db, studio.clock, studio.bell)
    render = await rendered(studio, assembling, clip, RenderOptions())
    one = await noting.write(ZOE, clip, render, 1.0, "darker")
    await noting.write(ZOE, clip, render, 59.0, "brighter")
    await noting.tick_off(BASTIEN, clip, one.id)
    with pytest.raises(UserError) as caught:
        await noting.tick_off(INES, clip, one.id)
    assert caught.value.key == "render.note-gone"
    assert [note.text for note in (await studio.board.views.view(clip)).notes] == ["brighter"]
    async with studio.db.writing() as tx:
        third = (await lines.all_of(tx, clip.id))[2]
        await lines.remove(tx, clip.id, [third.id], studio.clock.now())
        assert await notes.open_of_clip(tx, clip.id) == []


async def test_what_cannot_be_a_note_is_refused(
    studio: Studio, assembling: Renders, clip: Clip
) -> None:
    """Nothing is kept of it."""
    render = await rendered(studio, assembling, clip, RenderOptions())
    noting = Notes(studio.db, studio.clock, studio.bell)
    for at_s, text, key in ((1.0, " ", "render.note-empty"), (600.0, "x", "render.note-late")):
        with pytest.raises(UserError) as caught:
            await noting.write(ZOE, clip, render, at_s, text)
        assert caught.value.key == key
    async with studio.db.reading() as tx:
        assert await notes.open_of_clip(tx, clip.id) == []
