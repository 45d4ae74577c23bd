"""An editor's cuts: listed before they are applied, applied to shots alone, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.handoff.returned import Returned, ReturnedShot
from bot.domain.lyrics.changes import Change
from bot.services.handoff.contents import cut_as_it_is
from bot.services.lyrics.changes import Undo
from storage.lyrics import lines
from tests.services.conftest import BASTIEN, INES, PRESETS
from tests.services.lyrics.test_times import give_song

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.services.handoff.returns import Proposal
    from tests.services.conftest import Studio

FILE = Path("back.otio")


async def timed(studio: Studio) -> Clip:
    """Three lines, sung at 4, 8 and 12 seconds of a minute."""
    clip = await studio.clip("Un", "Deux", "Trois")
    await give_song(studio, clip)
    async with studio.db.writing() as tx:
        for line in await lines.all_of(tx, clip.id):
            start_s = 4.0 * line.number
            await lines.save(tx, replace(line, start_s=start_s, end_s=start_s + 3))
    return clip


async def shots(studio: Studio, clip: Clip) -> list[tuple[int, int]]:
    """Line and first frame of each shot that a line has."""
    async with studio.db.reading() as tx:
        edit = await cut_as_it_is(tx, studio.files, clip, PRESETS)
    return [(one.line.number, one.start) for one in edit.timeline.shots if one.line is not None]


async def sung(studio: Studio, clip: Clip) -> list[float | None]:
    """When the lines are sung."""
    async with studio.db.reading() as tx:
        return [line.start_s for line in await lines.all_of(tx, clip.id)]


async def proposed(studio: Studio, clip: Clip, *starts: tuple[int, float]) -> Proposal:
    """What an edit would change that has the shots of these lines at these seconds."""
    async with studio.db.reading() as tx:
        ids = {line.number: line.id for line in await lines.all_of(tx, clip.id)}
    back = tuple(ReturnedShot(ids.get(number, 9_999), at) for number, at in starts)
    studio.packer.returned = Returned(clip.id, back)
    return await studio.returning.propose(INES, clip, FILE)


async def test_cuts_move_and_words_stay(studio: Studio) -> None:
    """Listed first, nothing changed; applied, the shots begin elsewhere and nothing else."""
    clip = await timed(studio)
    before = await shots(studio, clip)
    assert before == [(1, 96), (2, 192), (3, 288)]
    proposal = await proposed(studio, clip, (1, 4.0), (2, 7.5), (3, 12.25))
    assert [(one.line, one.from_s, one.to_s) for one in proposal.moved] == [
        (2, 8.0, 7.5),
        (3, 12.0, 12.25),
    ]
    assert (proposal.order, proposal.missing) == ((), ())
    assert await shots(studio, clip) == before
    assert await studio.returning.apply(INES, clip, proposal.id) == (2, 3)
    assert await shots(studio, clip) == [(1, 96), (2, 180), (3, 294)]
    assert await sung(studio, clip) == [4.0, 8.0, 12.0]


async def test_shots_change_their_order_and_lines_do_not(studio: Studio) -> None:
    """The third line's picture is seen while the second is sung."""
    clip = await timed(studio)
    proposal = await proposed(studio, clip, (1, 4.0), (3, 8.0), (2, 12.0))
    assert proposal.order == (1, 3, 2)
    await studio.returning.apply(INES, clip, proposal.id)
    assert await shots(studio, clip) == [(1, 96), (3, 192), (2, 288)]
    assert await sung(studio, clip) == [4.0, 8.0, 12.0]


async def test_an_edit_is_taken_back_like_lyrics(studio: Studio) -> None:
    """By the director alone."""
    clip = await timed(studio)
    before = await shots(studio, clip)
    proposal = await proposed(studio, clip, (3, 5.0))
    assert proposal.missing == (1, 2)
    await studio.returning.apply(INES, clip, proposal.id)
    undo = Undo(studio.db, studio.clock)
    with pytest.raises(NotAllowed):
        await undo.undo(BASTIEN, clip)
    assert (await undo.undo(INES, clip)).change.what is Change.CUT
    assert await shots(studio, clip) == before


async def test_a_cut_moves_along_with_its_line(studio: Studio) -> None:
    """A line that is found to be sung later takes the cut that was made for it along."""
    clip = await timed(studio)
    proposal = await proposed(studio, clip, (2, 7.5))
    await studio.returning.apply(INES, clip, proposal.id)
    async with studio.db.writing() as tx:
        line = await lines.by_number(tx, clip.id, 2)
        assert line is not None
        await lines.save(tx, replace(line, start_s=9.0))
    assert (2, 24 * 8 + 12) in await shots(studio, clip)


async def test_a_cut_back_on_its_line_is_none(studio: Studio) -> None:
    """Then it follows beats and bars again, as the clip's look says."""
    clip = await timed(studio)
    for at in (7.5, 8.0):
        proposal = await proposed(studio, clip, (2, at))
        await studio.returning.apply(INES, clip, proposal.id)
    async with studio.db.reading() as tx:
        assert [line.cut_by_s for line in await lines.all_of(tx, clip.id)] == [0, 0, 0]


async def test_a_shot_outside_the_song_stays_in_it(studio: Studio) -> None:
    """Before the start, after the end: at the first frame, at the last."""
    clip = await timed(studio)
    proposal = await proposed(studio, clip, (1, -3.0), (3, 500.0))
    assert [one.to_s for one in proposal.moved] == [0.0, pytest.approx(60 - 1 / 24)]
    await studio.returning.apply(INES, clip, proposal.id)
    assert [one for one, _ in await shots(studio, clip)] == [1, 2, 3]


async def test_what_cannot_be_applied_is_one_sentence(studio: Studio) -> None:
    """Nothing of ours, nothing new, another clip's, applied before, overtaken, not the director."""
    clip = await timed(studio)
    with pytest.raises(UserError, match="none of this clip"):
        await proposed(studio, clip, (77, 4.0))
    with pytest.raises(UserError, match="nothing to change"):
        await proposed(studio, clip, (1, 4.0))
    first = await proposed(studio, clip, (1, 5.0))
    second = await proposed(studio, clip, (1, 6.0))
    with pytest.raises(UserError, match="not waiting"):
        await studio.returning.apply(INES, clip, first.id)
    with pytest.raises(NotAllowed):
        await studio.returning.apply(BASTIEN, clip, second.id)
    await studio.returning.apply(INES, clip, second.id)
    with pytest.raises(UserError, match="not waiting"):
        await studio.returning.apply(INES, clip, second.id)
    studio.packer.returned = Returned(clip.id + 1, ())
    with pytest.raises(UserError, match="another clip"):
        await studio.returning.propose(INES, clip, FILE)
