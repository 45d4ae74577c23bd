"""Pictures and films that people bring: taken in, put to the vote, chosen, gone when forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.cut.source import Film
from bot.domain.errors import UserError
from bot.domain.posts.views import RoundView
from bot.services.cut.edit import edit_of
from storage.clips import erasure
from storage.cut import renders
from storage.lyrics import lines
from storage.rounds import rounds, takes
from tests.services.conftest import BASTIEN, INES, PRESETS, ZOE
from tests.services.lyrics.test_times import give_song
from tests.video.test_films import counting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Studio


def picture(path: Path, size: tuple[int, int] = (320, 180)) -> Path:
    """A picture of somebody's."""
    Image.new("RGB", size, (200, 30, 30)).save(path, "JPEG")
    return path


async def test_a_brought_picture_joins_the_open_vote(studio: Studio, tmp_path: Path) -> None:
    """It is the next letter of the round, its number can be voted for, and can win."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip, takes=2)
    added = await studio.brought.add(ZOE, clip, 1, picture(tmp_path / "mine"))
    assert (added.name, added.joined) == ("1c", True)
    await studio.deliver()
    assert isinstance(message.view, RoundView)
    assert [take.brought_by for take in message.view.takes] == [None, None, "Zoé"]
    assert message.ours == ["1️⃣", "2️⃣", "🔁", "3️⃣"]
    async with studio.intake():
        await studio.vote(message, (BASTIEN, "3️⃣"), (ZOE, "3️⃣"))
        await studio.decisions.close(INES, clip, 1)
    async with studio.db.reading() as tx:
        line = (await lines.all_of(tx, clip.id))[0]
        winner = await takes.by_id(tx, line.winner_take_id or 0)
    assert winner is not None
    assert winner.brought_by == ZOE.id


async def test_without_a_vote_it_has_a_round_of_its_own(studio: Studio, tmp_path: Path) -> None:
    """A line that nobody has painted is put to the vote with what was brought alone."""
    clip = await studio.clip("La ville", "La mer")
    added = await studio.brought.add(ZOE, clip, 2, picture(tmp_path / "mine"))
    assert (added.name, added.joined) == ("2a", False)
    await studio.deliver()
    view = studio.last_with_ballot.view
    assert isinstance(view, RoundView)
    assert [take.name for take in view.takes] == ["2a"]


async def test_a_brought_film_is_the_source_of_its_shot(studio: Studio, tmp_path: Path) -> None:
    """Chosen, a film moves in the clip; its post shows a small copy of it."""
    clip = await studio.clip("La ville")
    upload = counting(tmp_path / "film.mp4", 30).path
    added = await studio.brought.add(ZOE, clip, 1, upload)
    assert added.film_s == pytest.approx(30 / 24)
    await studio.deliver()
    view = studio.last_with_ballot.view
    assert isinstance(view, RoundView)
    assert view.takes[0].picture.suffix == ".mp4"
    await give_song(studio, clip)
    async with studio.db.writing() as tx:
        await lines.set_winner(tx, (await lines.all_of(tx, clip.id))[0].id, view.takes[0].take_id)
        render = await renders.add(
            tx,
            clip_id=clip.id,
            kind=RenderKind.PREVIEW,
            options=RenderOptions(),
            requested_by=INES.id,
            now=0.0,
        )
        cut = await edit_of(tx, studio.files, clip, render, PRESETS)
    sources = [cut.source for cut in cut.edit.cuts]
    assert isinstance(sources[0], Film)
    assert sources[0].path.is_file()
    assert sources[0].reel.frames == 30


@pytest.mark.parametrize("kind", ["webp", "png", "gif"])
async def test_pictures_that_move_are_films(studio: Studio, tmp_path: Path, kind: str) -> None:
    """Animated WebP, PNG and GIF, which Discord shows like any picture."""
    clip = await studio.clip("La ville")
    frames = [Image.new("RGB", (160, 90), (20 * k, 100, 30)) for k in range(8)]
    frames[0].save(tmp_path / "mine", kind, save_all=True, append_images=frames[1:], duration=100)
    added = await studio.brought.add(ZOE, clip, 1, tmp_path / "mine")
    assert added.film_s == pytest.approx(0.8)
    assert not added.damaged


async def test_what_cannot_be_used_gets_a_sentence(studio: Studio, tmp_path: Path) -> None:
    """Each bad file is refused by what is wrong with it, and nothing is stored."""
    clip = await studio.clip("La ville")
    (tmp_path / "words").write_text("not a picture")
    small = picture(tmp_path / "small", (40, 30))
    cut = tmp_path / "cut"
    cut.write_bytes(counting(tmp_path / "film.mp4", 30).path.read_bytes()[:700])
    late = tmp_path / "film.mp4"
    for upload, start_s, key in (
        (tmp_path / "words", 0.0, "brought.unknown"),
        (small, 0.0, "brought.small"),
        (cut, 0.0, "brought.unknown"),
        (late, 99.0, "brought.starts-late"),
    ):
        with pytest.raises(UserError) as refused:
            await studio.brought.add(ZOE, clip, 1, upload, start_s)
        assert refused.value.key == key
    async with studio.db.reading() as tx:
        line = (await lines.all_of(tx, clip.id))[0]
        assert not await rounds.of_line(tx, line.id)


async def test_forgetting_a_person_takes_what_they_brought(studio: Studio, tmp_path: Path) -> None:
    """Their uploads go, also where one had won; the clip stays whole."""
    clip = await studio.clip("La ville")
    await studio.brought.add(ZOE, clip, 1, picture(tmp_path / "mine"))
    await studio.deliver()
    view = studio.last_with_ballot.view
    assert isinstance(view, RoundView)
    async with studio.db.writing() as tx:
        line = (await lines.all_of(tx, clip.id))[0]
        await lines.set_winner(tx, line.id, view.takes[0].take_id)
    async with studio.db.writing() as tx:
        await erasure.forget(tx, ZOE.id, studio.clock.now())
    async with studio.db.reading() as tx:
        line = (await lines.all_of(tx, clip.id))[0]
        assert line.winner_take_id is None
        assert not await takes.of_round(tx, view.round_id)
