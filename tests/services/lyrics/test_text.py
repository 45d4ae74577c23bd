"""Lyrics in the database: added, laid over, corrected, removed, and nothing lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.lyrics.line import LineShot, LineState
from bot.services.lyrics.text import LyricsText
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.services.conftest import BASTIEN, INES

if TYPE_CHECKING:
    from tests.services.conftest import Studio


@pytest.fixture
def writing(studio: Studio) -> LyricsText:
    """The service over the studio's database."""
    return LyricsText(studio.db, studio.clock, FakeLyricsReader())


async def test_pasted_lines_are_appended(studio: Studio, writing: LyricsText) -> None:
    """Sections are kept, numbers go on."""
    clip = await studio.clip("déjà là")
    written = await writing.add(BASTIEN, clip, "[Refrain]\nun\ndeux\n")
    assert [line.number for line in written.added] == [2, 3]
    assert {line.section for line in written.added} == {"Refrain"}


async def test_timed_lyrics_time_the_lines_that_are_there(
    studio: Studio, writing: LyricsText
) -> None:
    """An LRC over plain lines: same lines, now with times, takes and vote untouched."""
    clip = await studio.clip("La ville s'endort", "Mon cœur prend le train")
    await studio.posted_round(clip, 1)
    lrc = (
        "[00:03.00]La ville s'endort\n[00:05.00]Une ligne neuve\n[00:07.50]Mon cœur prend le train"
    )
    written = await writing.lay_over(INES, clip, lrc)
    assert [line.number for line in written.added] == [2]
    assert written.changed == (1, 3)
    assert written.unmatched == ()
    overview = await writing.overview(clip)
    assert [one.line.start_s for one in overview] == [3.0, 5.0, 7.5]
    assert overview[0].state is LineState.VOTING
    assert overview[2].prompt == "prompt 2"


async def test_lines_that_the_new_lyrics_lack_are_kept_and_named(
    studio: Studio, writing: LyricsText
) -> None:
    """Nothing is wiped: the missing line stays behind the one it stood behind."""
    clip = await studio.clip("Première", "Deuxième phrase", "Troisième")
    written = await writing.lay_over(INES, clip, "Première\nTroisième")
    assert [one.line.text for one in written.unmatched] == ["Deuxième phrase"]
    overview = await writing.overview(clip)
    assert [one.line.text for one in overview] == ["Première", "Deuxième phrase", "Troisième"]


async def test_a_reworded_line_keeps_its_takes(studio: Studio, writing: LyricsText) -> None:
    """A correction of spelling costs nothing."""
    clip = await studio.clip("La vile")
    await studio.posted_round(clip)
    assert (await writing.edit(BASTIEN, clip, 1, text="La ville")).text == "La ville"
    (one,) = await writing.overview(clip)
    assert one.takes == 3


async def test_only_the_director_removes_a_line(studio: Studio, writing: LyricsText) -> None:
    """The lines after it move up."""
    clip = await studio.clip("un", "deux", "trois")
    with pytest.raises(NotAllowed):
        await writing.remove(BASTIEN, clip, 2)
    await writing.remove(INES, clip, 2)
    assert [(one.line.number, one.line.text) for one in await writing.overview(clip)] == [
        (1, "un"),
        (2, "trois"),
    ]


@pytest.mark.parametrize("content", ["", "   \n\n", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"])
async def test_what_is_no_lyrics_changes_nothing(
    studio: Studio, writing: LyricsText, content: str | bytes
) -> None:
    """One sentence, and the lines stay as they were."""
    clip = await studio.clip("un")
    with pytest.raises(UserError):
        await writing.lay_over(INES, clip, content)
    assert len(await writing.overview(clip)) == 1


async def test_times_are_checked(studio: Studio, writing: LyricsText) -> None:
    """Before the start and backwards are refused with a sentence each."""
    clip = await studio.clip("un")
    with pytest.raises(UserError, match="before the song’s start"):
        await writing.edit(INES, clip, 1, start_s=-1.0)
    with pytest.raises(UserError, match="end before it begins"):
        await writing.edit(INES, clip, 1, start_s=5.0, end_s=4.0)
    line = await writing.edit(INES, clip, 1, start_s=5.0, end_s=6.0)
    assert (line.start_s, line.end_s, line.guessed) == (5.0, 6.0, False)


async def test_a_translation_of_the_same_stamps_is_sung_in_the_same_shots(
    studio: Studio, writing: LyricsText
) -> None:
    """Laid over the lines it translates: they stay, each with a second row of captions."""
    clip = await studio.clip()
    await writing.add(BASTIEN, clip, "[00:01.00]港の鐘\n[00:03.00]海まで\n[00:05.00]朝")
    written = await writing.lay_over(INES, clip, "[00:01.00]Harbour bells\n[00:05.00]Morning")
    lines = [one.line for one in await writing.overview(clip)]
    assert [(line.text, line.start_s, line.shot) for line in lines] == [
        ("港の鐘", 1.0, LineShot.OWN),
        ("Harbour bells", 1.0, LineShot.SHARED),
        ("海まで", 3.0, LineShot.OWN),
        ("朝", 5.0, LineShot.OWN),
        ("Morning", 5.0, LineShot.SHARED),
    ]
    assert [line.number for line in written.added] == [2, 5]


async def test_stored_lines_that_get_one_stamp_share_a_shot(
    studio: Studio, writing: LyricsText
) -> None:
    """Pasted without times first, as original and translation; the times come in a file."""
    clip = await studio.clip("港の鐘", "Harbour bells", "海まで")
    await writing.lay_over(
        INES, clip, "[00:01.00]港の鐘\n[00:01.00]Harbour bells\n[00:03.00]海まで"
    )
    assert [one.line.shot for one in await writing.overview(clip)] == [
        LineShot.OWN,
        LineShot.SHARED,
        LineShot.OWN,
    ]
