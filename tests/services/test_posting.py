"""The outbox under harm: lost answers, failing Discord, closed channels, deleted messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ChannelClosed, GalleryUnavailable
from bot.domain.post import PostKind, PostState
from bot.domain.showing import RoundView
from bot.services.gathering import ClipChanges
from bot.services.painting import Wish
from storage import posts
from tests.services.conftest import INES, ZOE

if TYPE_CHECKING:
    from bot.domain.clip import Clip
    from tests.services.conftest import Studio


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill -9."""


def rounds_shown(studio: Studio) -> list[RoundView]:
    """What the channel shows of rounds."""
    return [m.view for m in studio.gallery.messages.values() if isinstance(m.view, RoundView)]


async def painted(studio: Studio) -> Clip:
    """A clip with one painted round that is not posted yet; its progress message is."""
    clip = await studio.clip("La ville")
    await studio.painting.ask_line(ZOE, clip, 1, Wish(takes=2))
    await studio.deliver()
    await studio.worker.work_once()
    return clip


async def test_a_lost_answer_does_not_post_twice(studio: Studio) -> None:
    """Discord did it, we never heard: the message is found again, with ballot and reactions."""
    await painted(studio)
    studio.gallery.lost.append(GalleryUnavailable("connection reset"))
    await studio.deliver()
    assert not studio.gallery.messages[max(studio.gallery.messages)].ours
    await studio.clock.advance(60)
    await studio.deliver()
    assert len(rounds_shown(studio)) == 1
    assert studio.last_with_ballot.ours == ["1️⃣", "2️⃣", "🔁"]


async def test_a_crash_after_sending_does_not_post_twice(studio: Studio) -> None:
    """The process dies between Discord's work and our commit; the next one finds the message."""
    await painted(studio)
    studio.gallery.lost.append(Killed())
    with pytest.raises(BaseExceptionGroup):
        await studio.deliver()
    await studio.deliver()
    assert len(rounds_shown(studio)) == 1
    message = studio.last_with_ballot
    await studio.vote(message, (ZOE, "2️⃣"))
    async with studio.intake():
        decision = await studio.deciding.close(INES, await studio.gathering.here(555), 1)
    assert decision.leaders == (2,)


async def test_an_unavailable_discord_is_tried_again_later(studio: Studio) -> None:
    """The post waits and comes; nothing is dropped."""
    await painted(studio)
    studio.gallery.failing += [GalleryUnavailable("503")] * 2
    await studio.deliver()
    assert rounds_shown(studio) == []
    await studio.clock.advance(5)
    await studio.deliver()
    await studio.clock.advance(400)
    await studio.deliver()
    assert len(rounds_shown(studio)) == 1


async def test_a_closed_channel_keeps_the_post_as_failed(studio: Studio) -> None:
    """No endless tries against a 403 or 404; the takes stay in the database."""
    await painted(studio)
    await studio.clock.advance(5)
    studio.gallery.failing += [ChannelClosed("missing access")] * 2
    await studio.deliver()
    await studio.clock.advance(1000)
    await studio.deliver()
    assert rounds_shown(studio) == []
    async with studio.db.reading() as tx:
        post = await posts.of(tx, PostKind.ROUND, "1")
    assert post is not None
    assert post.state is PostState.FAILED


async def test_a_deleted_round_is_posted_again_with_its_votes(studio: Studio) -> None:
    """Votes placed on the old message count, and a new reaction replaces the person's old vote."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"), (INES, "2️⃣"))
    async with studio.intake():
        await studio.voting.drain()
        del studio.gallery.messages[message.id]
        await studio.voting.message_deleted(message.id)
    await studio.deliver()
    again = studio.last_with_ballot
    assert again.id != message.id
    await studio.vote(again, (INES, "1️⃣"))
    async with studio.intake():
        decision = await studio.deciding.close(INES, clip, 1)
    assert decision.tally[1] == 2
    assert decision.tally[2] == 0


async def test_progress_is_edited_until_the_work_has_ended(studio: Studio) -> None:
    """One message for the batch; once finished it is not touched again."""
    await painted(studio)
    await studio.clock.advance(5)
    await studio.deliver()
    async with studio.db.reading() as tx:
        assert await posts.due(tx, studio.clock.now() + 1000) == []


async def test_a_round_gets_a_thread_where_the_clip_wants_one(studio: Studio) -> None:
    """For talk, named after the round; without the wish there is none."""
    clip = await studio.clip("La ville", "La mer")
    assert (await studio.posted_round(clip)).thread is None
    await studio.gathering.change(INES, clip, ClipChanges(round_threads=True))
    assert (await studio.posted_round(clip, 2)).thread == "Ligne 2, série 1"
