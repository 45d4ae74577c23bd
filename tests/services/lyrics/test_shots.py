"""Shots that are shared, cut and found between the lines; with all that a line has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.lyrics.line import LineShot, LineState
from bot.domain.song.song import SongLimits
from bot.services.lyrics.changes import Undo
from bot.services.lyrics.shots import Shots
from bot.services.lyrics.text import LyricsText
from bot.services.rounds.requests import Wish
from bot.services.song.songs import Songs
from storage.clips import clips
from storage.lyrics import lines
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.services.conftest import BASTIEN, INES
from tests.services.lyrics.test_times import give_song

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import Line
    from bot.ports.song import Measure
    from tests.services.conftest import Studio

LRC = "[00:08.00]Un <00:10.00>\n[00:12.00]Deux\n[00:16.00]Trois\nQuatre"


@pytest.fixture
def shooting(studio: Studio) -> Shots:
    """The service over the studio's database."""
    return Shots(studio.db, studio.clock)


@pytest.fixture
async def clip(studio: Studio) -> Clip:
    """Four lines, the last one without a time, and a song of a minute at 120 bpm."""
    made = await studio.clip()
    await LyricsText(studio.db, studio.clock, FakeLyricsReader()).lay_over(INES, made, LRC)
    await give_song(studio, made)
    return made


async def _rows(studio: Studio, clip: Clip) -> list[Line]:
    async with studio.db.reading() as tx:
        return await lines.all_of(tx, clip.id)


async def test_neighbours_share_a_shot_and_part_again(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """The sharing line needs nothing of its own, counts no more, and is not painted."""
    found = await shooting.merge(INES, clip, 1, 2)
    assert (found.leader, [line.number for line in found.lines]) == (1, [2])
    overview = await LyricsText(studio.db, studio.clock, FakeLyricsReader()).overview(clip)
    assert overview[1].state is LineState.SHARED
    async with studio.db.reading() as tx:
        assert (await clips.counts(tx, clip.id)).lines == 3
    await studio.prompts.write(BASTIEN, clip, 2, "a boat")
    with pytest.raises(UserError, match="seen in the shot of line 1"):
        await studio.rounds.ask_line(BASTIEN, clip, 2, Wish(takes=1))
    (line,) = await shooting.split(INES, clip, 2, at=None, shots=None)
    assert (line.number, line.shot) == (2, LineShot.OWN)


async def test_a_further_line_joins_the_shot_that_its_neighbour_shares(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """The leader is the line whose picture it is, not the one named."""
    await shooting.merge(INES, clip, 1, 2)
    assert (await shooting.merge(INES, clip, 2, 3)).leader == 1
    assert [line.shot for line in await _rows(studio, clip)][:3] == [
        LineShot.OWN,
        LineShot.SHARED,
        LineShot.SHARED,
    ]


async def test_a_line_is_cut_and_each_shot_is_painted_and_decided(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """A new shot has its prompt, its round, its vote and its winner, as lines do."""
    (part,) = await shooting.split(INES, clip, 2, at="+2 beats", shots=None)
    assert (part.number, part.start_s, part.text) == (3, 13.0, "…")
    await studio.prompts.write(BASTIEN, clip, 3, "a harbour")
    await studio.posted_round(clip, 3)
    await studio.decisions.pick(INES, clip, 3, 1, None)
    assert (await _rows(studio, clip))[2].winner_take_id is not None
    assert [line.text for line in await _rows(studio, clip)] == [
        "Un", "Deux", "…", "Trois", "Quatre",
    ]  # fmt: skip


async def test_a_line_is_cut_into_several_shots_on_beats(shooting: Shots, clip: Clip) -> None:
    """Four seconds in three shots, each on a beat."""
    made = await shooting.split(INES, clip, 2, at=None, shots=3)
    assert [line.start_s for line in made] == [13.5, 14.5]
    assert [line.number for line in made] == [3, 4]


async def test_gaps_become_shots_once(studio: Studio, shooting: Shots, clip: Clip) -> None:
    """Before the first line; asking again finds nothing new."""
    made = await shooting.gaps(INES, clip, 4.0)
    assert [(line.number, line.start_s, line.shot) for line in made] == [(1, 0.0, LineShot.GAP)]
    assert [line.number for line in await _rows(studio, clip)] == [1, 2, 3, 4, 5]
    with pytest.raises(UserError, match="No stretch without singing"):
        await shooting.gaps(INES, clip, 4.0)


async def test_merging_over_a_shot_without_words_takes_it_out(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """Undo brings it back, with its prompt."""
    await shooting.split(INES, clip, 2, at="0:14", shots=None)
    await studio.prompts.write(BASTIEN, clip, 3, "a harbour")
    before = await _rows(studio, clip)
    found = await shooting.merge(INES, clip, 2, 3)
    assert (found.lines, found.gone) == ((), 1)
    await Undo(studio.db, studio.clock).undo(INES, clip)
    assert await _rows(studio, clip) == before
    versions = await studio.prompts.versions(clip, 3)
    assert [one.text for one in versions[1]] == ["a harbour"]


async def test_undo_of_a_cut_refuses_once_its_shot_has_a_prompt(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """What people wrote for a shot does not vanish with it."""
    undoing = Undo(studio.db, studio.clock)
    await shooting.split(INES, clip, 2, at="0:14", shots=None)
    await studio.prompts.write(BASTIEN, clip, 3, "a harbour")
    with pytest.raises(UserError, match="Line 3 has got a prompt since"):
        await undoing.undo(INES, clip)


async def test_only_the_director_takes_back_what_only_they_may_do(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """A shot that the director cut is not joined again by somebody else's undo."""
    await shooting.split(INES, clip, 2, at="0:14", shots=None)
    with pytest.raises(NotAllowed):
        await Undo(studio.db, studio.clock).undo(BASTIEN, clip)
    assert len(await _rows(studio, clip)) == 5


async def test_the_song_s_picture_shows_every_shot(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """With its number, a mark for words where there are none, and ≈ where it is a guess."""
    await shooting.gaps(INES, clip, 4.0)
    hearing = Songs(
        studio.db,
        studio.files,
        studio.clock,
        measure=cast("Measure", None),
        limits=SongLimits(),
    )
    marks = (await hearing.sheet(clip)).marks
    assert [(mark.number, mark.text, mark.guessed) for mark in marks] == [
        (1, "…", False),
        (2, "Un", False),
        (3, "Deux", False),
        (4, "Trois", False),
        (5, "Quatre", True),
    ]


async def test_what_can_not_be_cut_is_refused(shooting: Shots, clip: Clip) -> None:
    """Outside the shot, too short, without a time, and by anyone but the director."""
    with pytest.raises(UserError, match=r"goes from 0:12\.0 to 0:16\.0"):
        await shooting.split(INES, clip, 2, at="0:20", shots=None)
    with pytest.raises(UserError, match=r"at least 0\.4 s"):
        await shooting.split(INES, clip, 2, at="+0.1", shots=None)
    with pytest.raises(UserError, match="Line 4 has no time yet"):
        await shooting.split(INES, clip, 4, at=None, shots=2)
    with pytest.raises(UserError, match="Two lines at least"):
        await shooting.merge(INES, clip, 2, 2)
    for asked in (
        shooting.split(BASTIEN, clip, 2, at=None, shots=2),
        shooting.merge(BASTIEN, clip, 1, 2),
        shooting.gaps(BASTIEN, clip),
    ):
        with pytest.raises(NotAllowed):
            await asked


async def test_a_shot_without_words_gets_none(studio: Studio, shooting: Shots, clip: Clip) -> None:
    """It is moved as lines are, but has no text to correct."""
    await shooting.split(INES, clip, 2, at="0:14", shots=None)
    writing = LyricsText(studio.db, studio.clock, FakeLyricsReader())
    with pytest.raises(UserError, match="a shot without words"):
        await writing.edit(INES, clip, 3, text="words")
    assert (await writing.edit(INES, clip, 3, start_s=15.0)).start_s == 15.0


async def test_a_line_whose_leader_is_removed_gets_its_shot_back(
    studio: Studio, shooting: Shots, clip: Clip
) -> None:
    """It is never seen under a picture that nobody chose for it."""
    await shooting.merge(INES, clip, 2, 3)
    await LyricsText(studio.db, studio.clock, FakeLyricsReader()).remove(INES, clip, 2)
    assert [line.shot for line in await _rows(studio, clip)][1] is LineShot.OWN
