"""The queue as people see it, and what the director may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.jobs.job import JobKind
from bot.domain.lyrics.line import NewLine
from bot.domain.posts.views import ProgressView
from bot.services.clips.clips import ClipChanges
from bot.services.rounds.requests import RoundRequests, Wish
from storage.lyrics import lines
from tests.services.conftest import BASTIEN, INES, ZOE

if TYPE_CHECKING:
    from tests.services.conftest import Studio


async def test_a_paused_clip_is_not_painted_until_the_director_lets_it(studio: Studio) -> None:
    """The queue and the progress message say so, and no time left is promised."""
    clip = await studio.clip("un")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish())
    with pytest.raises(NotAllowed):
        await studio.queue.pause(ZOE, clip)
    assert await studio.queue.pause(INES, clip)
    assert not await studio.queue.pause(INES, clip)
    assert not await studio.worker.work_once()
    (entry,) = await studio.queue.show(JobKind.PAINT)
    assert entry.paused
    assert entry.remaining_s is None
    await studio.deliver()
    (view,) = [m.view for m in studio.gallery.messages.values()]
    assert isinstance(view, ProgressView)
    assert view.paused
    assert await studio.queue.resume(INES, clip)
    assert await studio.worker.work_once()


async def test_another_clip_goes_on_while_one_is_paused(studio: Studio) -> None:
    """A director rules over one clip only."""
    clip = await studio.clip("un")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish())
    await studio.queue.pause(INES, clip)
    other = await studio.clips.create(BASTIEN, guild_id=1, channel_id=777, name="Midi", locale="fr")
    async with studio.db.writing() as tx:
        await lines.append(tx, other.id, [NewLine("deux")], BASTIEN.id, studio.clock.now())
    await studio.prompts.write(BASTIEN, other, 1, "noon")
    await studio.rounds.ask_line(BASTIEN, other, 1, Wish(takes=1))
    assert await studio.worker.work_once()
    assert not await studio.worker.work_once()
    assert [item.prompt for item in studio.painter.requests[0].items] == ["noon"]


async def test_the_director_goes_first_where_the_clip_says_so(studio: Studio) -> None:
    """Asked last, painted first; without the rule it is everyone's turn."""
    clip = await studio.clip("un", "deux", "trois")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=1))
    await studio.rounds.ask_line(BASTIEN, clip, 2, Wish(takes=1))
    await studio.rounds.ask_line(INES, clip, 3, Wish(takes=1))
    assert [one.line for one in await studio.queue.show(JobKind.PAINT)] == [1, 2, 3]
    await studio.clips.change(INES, clip, ClipChanges(director_first=True))
    assert [one.line for one in await studio.queue.show(JobKind.PAINT)] == [3, 1, 2]


async def test_one_server_can_not_fill_the_queue(studio: Studio) -> None:
    """All its people together have a limit, too."""
    clip = await studio.clip("un", "deux", "trois")
    painting = RoundRequests(studio.db, studio.clock, studio.bell, waiting_limit=20, guild_limit=2)
    await painting.ask_line(ZOE, clip, 1, Wish())
    await painting.ask_line(BASTIEN, clip, 2, Wish())
    with pytest.raises(UserError, match="2 rounds"):
        await painting.ask_line(INES, clip, 3, Wish())


async def test_the_director_may_cancel_everything_and_others_only_their_own(
    studio: Studio,
) -> None:
    """Nobody takes back somebody else's work."""
    clip = await studio.clip("un", "deux", "trois")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish())
    await studio.rounds.ask_line(BASTIEN, clip, 2, Wish())
    with pytest.raises(NotAllowed):
        await studio.queue.cancel(ZOE, clip, None, everyones=True)
    assert await studio.queue.cancel(ZOE, clip, None) == 1
    assert await studio.queue.cancel(INES, clip, None, everyones=True) == 1
    assert await studio.queue.show(JobKind.PAINT) == []


async def test_an_archived_clip_is_not_painted_any_more(studio: Studio) -> None:
    """The button under its old posts says so; its channel may belong to another clip by now."""
    clip = await studio.clip("un")
    await studio.clips.archive(INES, clip)
    with pytest.raises(UserError, match="no clip"):
        await studio.rounds.ask_line(ZOE, clip, 1, Wish())


async def test_variations_need_a_distance(studio: Studio) -> None:
    """Zero would paint the same picture, more than one is not possible."""
    clip = await studio.clip("un")
    await studio.posted_round(clip)
    for strength in (0.0, 1.5):
        with pytest.raises(UserError) as refused:
            await studio.rounds.ask_variation(ZOE, clip, 1, takes_wanted=2, strength=strength)
        assert refused.value.key == "round.bad-strength"


async def test_archiving_a_clip_cancels_what_waits_for_it(studio: Studio) -> None:
    """Nothing of an ended clip is painted into a channel where another one may begin."""
    clip = await studio.clip("un", "deux")
    await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    await studio.clips.archive(INES, clip)
    assert await studio.queue.show(JobKind.PAINT) == []
    assert not await studio.worker.work_once()
