"""Morphs in renders: painted once for two winners, and a crossfade where none can be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bot.domain.cut.camera import Move
from bot.domain.cut.source import Film
from bot.domain.cut.transitions import Transition
from bot.domain.errors import PainterError
from bot.services.rounds.films import FilmWish
from bot.services.rounds.requests import Wish
from storage.lyrics import lines
from storage.rounds import rounds, takes
from storage.song import songs
from tests.services.conftest import INES, ZOE
from tests.services.cut.test_renders import made
from tests.services.lyrics.test_times import give_song
from tests.services.rounds.test_brought import picture

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.services.cut.renders import Renders
    from tests.fakes.encoder import FakeEncoder
    from tests.services.conftest import Studio


async def decided(studio: Studio, clip: Clip, number: int, take: int = 0) -> None:
    """Let a line keep one of its newest round's takes."""
    async with studio.db.writing() as tx:
        line = (await lines.all_of(tx, clip.id))[number - 1]
        newest = (await rounds.of_line(tx, line.id))[-1]
        await lines.set_winner(tx, line.id, (await takes.of_round(tx, newest.id))[take].id)


async def two_winners(studio: Studio) -> Clip:
    """A clip of two painted lines, the second of which a morph leads into."""
    clip = await studio.clip("La ville", "La mer")
    await give_song(studio, clip)
    for number in (1, 2):
        await studio.rounds.ask_line(ZOE, clip, number, Wish(takes=1, seed=number))
    while await studio.worker.work_once():
        pass
    for number in (1, 2):
        await decided(studio, clip, number)
    await studio.looks.change_shot(INES, clip, 2, transition=Transition.MORPH)
    return clip


async def test_a_morph_is_painted_once_for_two_winners(
    studio: Studio, assembling: Renders, encoder: FakeEncoder
) -> None:
    """Ten pictures between the two, with both ends a film; the next render finds it there."""
    clip = await two_winners(studio)
    before = len(studio.painter.requests)
    for _ in range(2):
        render = await made(studio, assembling, clip)
        assert render.faded == ()
    (request,) = studio.painter.requests[before:]
    ways = [(item.seed, item.towards.seed if item.towards else 0) for item in request.items]
    assert ways == [(1, 2)] * 5 + [(2, 1)] * 5
    assert encoder.films == [12]
    (film,) = encoder.edits[1].morphs.values()
    assert isinstance(film, Film)
    assert film.path.is_file()


async def test_another_winner_is_another_morph(
    studio: Studio, assembling: Renders, encoder: FakeEncoder
) -> None:
    """What was painted belongs to the two takes, not to the lines."""
    clip = await two_winners(studio)
    await made(studio, assembling, clip)
    await studio.rounds.ask_line(ZOE, clip, 2, Wish(takes=1, seed=9))
    while await studio.worker.work_once():
        pass
    await decided(studio, clip, 2)
    await made(studio, assembling, clip)
    assert encoder.films == [12, 12]


async def test_what_was_brought_is_faded_into(
    studio: Studio, assembling: Renders, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Between a painted and a brought picture nothing can be painted: the post says so."""
    clip = await two_winners(studio)
    await studio.brought.add(ZOE, clip, 2, picture(tmp_path / "mine"))
    await decided(studio, clip, 2, -1)
    render = await made(studio, assembling, clip)
    assert render.faded == (2,)
    assert not encoder.films


async def test_a_painter_that_fails_costs_the_morph_alone(
    studio: Studio, assembling: Renders, encoder: FakeEncoder
) -> None:
    """The clip is made with a crossfade, and the next render tries again."""
    clip = await two_winners(studio)
    studio.painter.failing = [PainterError("no")]
    assert (await made(studio, assembling, clip)).faded == (2,)
    assert (await made(studio, assembling, clip)).faded == ()
    assert encoder.films == [12]


async def test_a_painted_film_is_seen_in_its_shot(
    studio: Studio, assembling: Renders, encoder: FakeEncoder
) -> None:
    """The film that won, as long as it is; no morph leads out of it, but a crossfade."""
    clip = await two_winners(studio)
    await studio.films.ask(ZOE, clip, 1, FilmWish("slowly", 2.0, films=1))
    while await studio.worker.work_once():
        pass
    await decided(studio, clip, 1)
    render = await made(studio, assembling, clip)
    source = encoder.edits[-1].cuts[0].source
    assert isinstance(source, Film)
    assert source.path.is_file()
    assert (source.reel.frames, source.reel.rate) == (17, Fraction(8))
    assert render.faded == (2,)
    assert encoder.edits[-1].credits is not None
    assert "Tiny, Moving" in str(encoder.edits[-1].credits)


async def test_a_morphs_length_is_chosen_in_beats(
    studio: Studio, assembling: Renders, encoder: FakeEncoder
) -> None:
    """Of the song's tempo; without a choice it is two."""
    clip = await two_winners(studio)
    usual = await made(studio, assembling, clip)
    await studio.looks.change_shot(INES, clip, 2, transition=Transition.MORPH, morph_beats=1)
    shorter = await made(studio, assembling, clip)
    assert usual.faded == shorter.faded == ()
    assert [
        [one.frames for one in edit.passages if one.kind is Transition.MORPH]
        for edit in encoder.edits[-2:]
    ] == [[24], [12]]


async def test_a_pulse_knows_the_songs_beats(
    studio: Studio, assembling: Renders, encoder: FakeEncoder
) -> None:
    """In frames of the clip, as loud as the song is there."""
    clip = await two_winners(studio)
    await studio.looks.change_shot(INES, clip, 1, move=Move.PULSE)
    await made(studio, assembling, clip)
    edit = encoder.edits[-1]
    async with studio.db.reading() as tx:
        song = await songs.current(tx, clip.id)
    assert song is not None
    rate, lead = float(edit.timeline.rate), edit.timeline.lead
    assert [beat.at for beat in edit.beats] == [lead + at_s * rate for at_s in song.beats_s]
    assert all(0 <= beat.loud <= 1 for beat in edit.beats)
