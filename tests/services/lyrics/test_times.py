"""Times given, stepped, shifted, spread, snapped and confirmed; every change can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.line import LineShot, NewLine, Word
from bot.services.lyrics.changes import Undo
from bot.services.lyrics.shots import Shots
from bot.services.lyrics.text import LyricsText
from bot.services.lyrics.times import Grid, Times
from bot.services.rounds.requests import Wish
from storage.lyrics import lines
from storage.song import songs
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.services.conftest import BASTIEN, INES, ZOE

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import Line
    from tests.services.conftest import Studio

BEATS = tuple(0.5 * k for k in range(120))
LRC = "[00:02.00]Un\n[00:04.10]Deux\n[00:06.00]Trois\nQuatre\n[00:12.00]Cinq"


@pytest.fixture
def timing(studio: Studio) -> Times:
    """The service over the studio's database."""
    return Times(studio.db, studio.clock)


@pytest.fixture
def undoing(studio: Studio) -> Undo:
    """Undo over the studio's database."""
    return Undo(studio.db, studio.clock)


async def give_song(studio: Studio, clip: Clip) -> None:
    """A song of a minute with a beat each half second."""
    async with studio.db.writing() as tx:
        await songs.add(
            tx,
            clip_id=clip.id,
            sha256="a" * 64,
            filename="nuit.wav",
            duration_s=60.0,
            sample_rate_hz=8000,
            channels=1,
            loudness_lufs=None,
            tempo_bpm=120.0,
            beats_s=BEATS,
            bars_s=BEATS[::4],
            energy=(),
            peak_dbfs=None,
            added_by=INES.id,
            now=0.0,
        )


@pytest.fixture
async def clip(studio: Studio) -> Clip:
    """Five lines at two seconds' distance, the fourth without a time; a song of a minute."""
    made = await studio.clip()
    await LyricsText(studio.db, studio.clock, FakeLyricsReader()).lay_over(INES, made, LRC)
    await give_song(studio, made)
    return made


async def _rows(studio: Studio, clip: Clip) -> list[Line]:
    async with studio.db.reading() as tx:
        return await lines.all_of(tx, clip.id)


async def _starts(studio: Studio, clip: Clip) -> list[float | None]:
    return [line.start_s for line in await _rows(studio, clip)]


@pytest.mark.parametrize(
    ("text", "at"), [("0:02.5", 2.5), ("+0.2", 2.2), ("-1 beat", 1.5), ("+2 bars", 6.0)]
)
async def test_a_line_is_timed_by_clock_step_and_beat(
    studio: Studio, timing: Times, clip: Clip, text: str, at: float
) -> None:
    """All forms that people write; steps count from where the line is."""
    found = await timing.time(BASTIEN, clip, 1, text)
    assert [line.start_s for line in found.lines] == [at]
    assert (await _rows(studio, clip))[0].guessed is False


async def test_a_move_takes_words_end_and_neighbour_along(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """The words move with their line; the line before is cut where this one begins now."""
    async with studio.db.writing() as tx:
        one, two, *_ = await lines.all_of(tx, clip.id)
        sung = replace(two, end_s=6.0, words=(Word("Deux", 4.3),))
        await lines.save(tx, replace(one, end_s=4.1), sung)
    await timing.time(BASTIEN, clip, 2, "-0.1")
    first, second, *_ = await _rows(studio, clip)
    assert (first.end_s, second.start_s, second.end_s) == (4.0, 4.0, 5.9)
    assert second.words == (Word("Deux", 4.2),)


async def test_an_untimed_line_is_stepped_from_where_it_is_shown(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """What is shown as a guess can be stepped from."""
    shown = (await LyricsText(studio.db, studio.clock, FakeLyricsReader()).listed(clip))[3].line
    assert shown.guessed
    assert shown.start_s is not None
    found = await timing.time(BASTIEN, clip, 4, "+0.1")
    assert found.lines[0].start_s == pytest.approx(shown.start_s + 0.1)


async def test_times_that_can_not_be_are_refused(timing: Times, clip: Clip) -> None:
    """A sentence each, and nothing changes."""
    for text, said in (
        ("soon", "is not a time"),
        ("-9", "before the song’s start"),
        ("1:30", "after the song’s end"),
    ):
        with pytest.raises(UserError, match=said):
            await timing.time(BASTIEN, clip, 1, text)
    with pytest.raises(UserError, match="no line 9: the lines go from 1 to 5"):
        await timing.time(BASTIEN, clip, 9, "1")


async def test_all_from_a_line_on_are_shifted(studio: Studio, timing: Times, clip: Clip) -> None:
    """What comes before stays; what has no time has none afterwards either."""
    found = await timing.shift(BASTIEN, clip, 2, "+1 beat")
    assert await _starts(studio, clip) == [2.0, 4.6, 6.5, None, 12.5]
    assert [line.number for line in found.lines] == [2, 3, 4, 5]
    with pytest.raises(UserError, match="before the song’s start"):
        await timing.shift(BASTIEN, clip, 1, "-3")
    with pytest.raises(UserError, match="has no time yet"):
        await timing.shift(BASTIEN, clip, 4, "+1")


async def test_untimed_lines_are_spread_as_guesses_and_confirmed(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """Between their timed neighbours; ≈ until somebody says yes."""
    found = await timing.spread(BASTIEN, clip, None)
    (spread_line,) = found.lines
    assert spread_line.number == 4
    assert spread_line.guessed
    assert spread_line.start_s is not None
    assert 6.0 < spread_line.start_s < 12.0
    with pytest.raises(UserError, match="has a time already"):
        await timing.spread(BASTIEN, clip, None)
    assert (await timing.check(clip)).guessed == (4,)
    await timing.confirm(INES, clip, None)
    assert (await timing.check(clip)).guessed == ()
    with pytest.raises(UserError, match="nothing to confirm"):
        await timing.confirm(INES, clip, range(4, 5))
    assert (await _rows(studio, clip))[3].start_s == spread_line.start_s


async def test_a_shown_guess_is_confirmed_where_it_is_shown(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """A line that nobody timed is shown at a place: saying yes to it keeps it there."""
    shown = (await LyricsText(studio.db, studio.clock, FakeLyricsReader()).listed(clip))[3].line
    found = await timing.confirm(INES, clip, range(4, 5))
    assert [(one.start_s, one.guessed) for one in found.lines] == [(shown.start_s, False)]


async def test_starts_are_snapped_within_reach_only(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """4.1 goes to the beat at 4.0 as a guess; bars are further apart and out of reach."""
    await timing.snap(BASTIEN, clip, Grid.BEATS, None)
    rows = await _rows(studio, clip)
    assert [line.start_s for line in rows] == [2.0, 4.0, 6.0, None, 12.0]
    assert [line.guessed for line in rows] == [False, True, False, False, False]
    with pytest.raises(UserError, match="nothing was moved"):
        await timing.snap(BASTIEN, clip, Grid.BARS, range(2, 3), 0.05)


async def test_trouble_is_listed(timing: Times, clip: Clip) -> None:
    """Overlaps, flashes and lines past the song, with their numbers; and what lacks a time."""
    await timing.time(BASTIEN, clip, 5, "0:59.8")
    await timing.time(BASTIEN, clip, 2, "0:05.8")
    await timing.time(BASTIEN, clip, 1, "0:05.9")
    found = await timing.check(clip)
    assert [(one.number, str(one.trouble)) for one in found.problems] == [
        (2, "overlap"),
        (5, "short"),
    ]
    assert found.untimed == (4,)
    assert found.undrawable == {}


async def test_letters_that_cannot_be_drawn_are_told_with_their_line(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """Before a clip is made that shows boxes in their place."""
    await LyricsText(studio.db, studio.clock, FakeLyricsReader()).add(
        BASTIEN, clip, "Ordinaire\nRunes 𒀀𒀁"
    )
    assert (await timing.check(clip)).undrawable == {7: ("𒀀", "𒀁")}


async def test_undo_goes_back_step_by_step(
    studio: Studio, timing: Times, undoing: Undo, clip: Clip
) -> None:
    """Every kind of change; the oldest is the import itself, then nothing is left."""
    writing = LyricsText(studio.db, studio.clock, FakeLyricsReader())
    states = [await _rows(studio, clip)]
    await timing.spread(BASTIEN, clip, None)
    states.append(await _rows(studio, clip))
    await writing.edit(BASTIEN, clip, 1, text="Une", start_s=1.0, end_s=1.5)
    states.append(await _rows(studio, clip))
    await writing.remove(INES, clip, 3)
    states.append(await _rows(studio, clip))
    await writing.lay_over(INES, clip, "[00:03.00]Zéro\n[00:20.00]Une\n[00:25.00]Cinq")
    for state in reversed(states):
        await undoing.undo(INES, clip)
        assert await _rows(studio, clip) == state
    await undoing.undo(INES, clip)
    assert await _rows(studio, clip) == []
    with pytest.raises(UserError, match="no change to the lyrics left"):
        await undoing.undo(INES, clip)


async def test_undo_refuses_what_newer_work_depends_on(
    studio: Studio, undoing: Undo, clip: Clip
) -> None:
    """A line that got a prompt or takes since it was added is not taken away."""
    await studio.prompts.write(BASTIEN, clip, 2, "a boat")
    with pytest.raises(UserError, match="Line 2 has got a prompt since"):
        await undoing.undo(INES, clip)
    await studio.rounds.ask_line(ZOE, clip, 2, Wish(takes=1))
    with pytest.raises(UserError, match="Line 2"):
        await undoing.undo(INES, clip)
    assert len(await _rows(studio, clip)) == 5


async def test_undo_leaves_winners_alone(studio: Studio, undoing: Undo, clip: Clip) -> None:
    """A line decided after its words were corrected stays decided when they are put back."""
    writing = LyricsText(studio.db, studio.clock, FakeLyricsReader())
    await studio.prompts.write(BASTIEN, clip, 1, "a boat")
    await studio.posted_round(clip, 1)
    await writing.edit(BASTIEN, clip, 1, text="Une")
    await studio.decisions.pick(INES, clip, 1, 1, None)
    await undoing.undo(INES, clip)
    (first, *_) = await _rows(studio, clip)
    assert first.text == "Un"
    assert first.winner_take_id is not None


async def test_undo_refuses_over_changes_made_by_other_means(
    studio: Studio, timing: Times, undoing: Undo, clip: Clip
) -> None:
    """What is not as the change left it is not overwritten."""
    await timing.time(BASTIEN, clip, 1, "3")
    async with studio.db.writing() as tx:
        first, *_ = await lines.all_of(tx, clip.id)
        await lines.save(tx, replace(first, start_s=3.5))
    with pytest.raises(UserError, match="cannot be taken back"):
        await undoing.undo(INES, clip)


async def test_lines_that_an_import_lacks_go_only_when_asked(
    studio: Studio, undoing: Undo, clip: Clip
) -> None:
    """The question names the change; the director answers it, once, and undo covers it."""
    writing = LyricsText(studio.db, studio.clock, FakeLyricsReader())
    written = await writing.lay_over(BASTIEN, clip, "[00:02.00]Un\n[00:06.00]Trois")
    assert [one.line.text for one in written.unmatched] == ["Deux", "Quatre", "Cinq"]
    assert written.change_id is not None
    assert len(await _rows(studio, clip)) == 5
    with pytest.raises(NotAllowed):
        await writing.drop_unmatched(BASTIEN, clip, written.change_id)
    gone = await writing.drop_unmatched(INES, clip, written.change_id)
    assert [line.text for line in gone] == ["Deux", "Quatre", "Cinq"]
    assert [line.text for line in await _rows(studio, clip)] == ["Un", "Trois"]
    with pytest.raises(UserError, match="take single lines out"):
        await writing.drop_unmatched(INES, clip, written.change_id)
    await undoing.undo(INES, clip)
    assert [line.text for line in await _rows(studio, clip)] == [
        "Un", "Deux", "Trois", "Quatre", "Cinq",
    ]  # fmt: skip


async def test_the_lyrics_are_written_out(studio: Studio, timing: Times, clip: Clip) -> None:
    """Shots without words are no part of the file; guesses are told; a subtitle needs times."""
    writing = LyricsText(studio.db, studio.clock, FakeLyricsReader())
    await Shots(studio.db, studio.clock).split(INES, clip, 5, at="0:20", shots=None)
    with pytest.raises(UserError, match="Line 4 has no time yet"):
        await writing.export(clip, Kind.SRT)
    await timing.spread(BASTIEN, clip, None)
    made = await writing.export(clip, Kind.LRC)
    assert made.guessed == (4,)
    assert made.text.splitlines()[-1] == "[00:12.00]Cinq"
    assert (await writing.export(clip, Kind.TEXT)).text == "Un\nDeux\nTrois\nQuatre\nCinq\n"


async def test_an_end_needs_a_start(studio: Studio, clip: Clip) -> None:
    """An end alone is kept where the line has a start, and refused where it has none."""
    writing = LyricsText(studio.db, studio.clock, FakeLyricsReader())
    assert (await writing.edit(INES, clip, 1, end_s=3.5)).end_s == 3.5
    with pytest.raises(UserError, match="has no start yet"):
        await writing.edit(INES, clip, 4, end_s=9.0)
    with pytest.raises(UserError, match="end before it begins"):
        await writing.edit(INES, clip, 1, text="Une", end_s=1.0)
    assert (await _rows(studio, clip))[0].text == "Un"


async def test_shots_without_words_follow_their_line(
    studio: Studio, timing: Times, clip: Clip
) -> None:
    """A further shot moves with its line, by hand and by an import, and goes with it."""
    writing, shooting = (
        LyricsText(studio.db, studio.clock, FakeLyricsReader()),
        Shots(studio.db, studio.clock),
    )
    (part,) = await shooting.split(INES, clip, 5, at="+2 beats", shots=None)
    assert (part.number, part.start_s, part.shot) == (6, 13.0, LineShot.PART)
    await timing.time(BASTIEN, clip, 5, "+1")
    assert (await _rows(studio, clip))[5].start_s == 14.0
    await writing.lay_over(INES, clip, LRC.replace("00:12.00", "00:30.00"))
    rows = await _rows(studio, clip)
    assert [line.start_s for line in rows[4:]] == [30.0, 31.0]
    await writing.remove(INES, clip, 5)
    assert [line.text for line in await _rows(studio, clip)] == ["Un", "Deux", "Trois", "Quatre"]


def test_a_line_without_words_is_told_apart() -> None:
    """By its shot alone, whatever stands for its words."""
    assert NewLine("♪").sung
    assert not NewLine("♪", shot=LineShot.GAP).sung
