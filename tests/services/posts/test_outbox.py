"""The outbox under harm: lost answers, failing Discord, closed channels, deleted messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ChannelClosed, GalleryError, GalleryUnavailable, ModelMissing
from bot.domain.posts.post import PostKind, PostState
from bot.domain.posts.views import FailureView, ProgressView, RoundView
from bot.domain.votes.ballot import BallotState
from bot.services.clips.clips import ClipChanges
from bot.services.posts.copies import MOST_TRIES
from bot.services.posts.retries import MOST_FAULTS
from bot.services.rounds.requests import Wish
from storage.posts import posts
from storage.votes import ballots
from tests.fakes.gallery import FakeGallery
from tests.services.conftest import INES, ZOE, build

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.clips.clip import Clip
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View
    from tests.services.conftest import Studio


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill -9."""


def rounds_shown(studio: Studio) -> list[RoundView]:
    """What the channel shows of rounds."""
    return [m.view for m in studio.gallery.messages.values() if isinstance(m.view, RoundView)]


async def post_of(studio: Studio, kind: PostKind = PostKind.ROUND, subject: str = "1") -> Post:
    """A post as it stands."""
    async with studio.db.reading() as tx:
        post = await posts.of(tx, kind, subject)
    assert post is not None
    return post


async def deliver_all(studio: Studio) -> None:
    """Deliver until nothing is left to try."""
    for _ in range(20):
        await studio.deliver()
        async with studio.db.reading() as tx:
            if await posts.next_due(tx, studio.clock.now()) is None:
                return
        await studio.clock.advance(600)
    pytest.fail("the outbox never comes to rest")


def said(studio: Studio) -> list[tuple[str, dict[str, str | int | float]]]:
    """The sentences that the channel was given in place of posts."""
    views = [message.view for message in studio.gallery.messages.values()]
    return [(one.key, dict(one.values)) for one in views if isinstance(one, FailureView)]


async def painted(studio: Studio) -> Clip:
    """A clip with one painted round that is not posted yet; its progress message is."""
    clip = await studio.clip("La ville")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2))
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
        decision = await studio.decisions.close(INES, await studio.clips.here(555), 1)
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
    assert (await post_of(studio)).state is PostState.FAILED


async def test_a_deleted_round_is_posted_again_with_its_votes(studio: Studio) -> None:
    """Votes placed on the old message count, and a new reaction replaces the person's old vote."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"), (INES, "2️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        del studio.gallery.messages[message.id]
        await studio.votes.message_deleted(message.id)
    await studio.deliver()
    again = studio.last_with_ballot
    assert again.id != message.id
    await studio.vote(again, (INES, "1️⃣"))
    async with studio.intake():
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.tally[1] == 2
    assert decision.tally[2] == 0


async def test_a_message_found_again_shows_what_holds_now(studio: Studio) -> None:
    """The director picks between a posting anew that nobody heard of and its second try."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    del studio.gallery.messages[message.id]
    studio.gallery.lost.append(GalleryUnavailable("connection reset"))
    async with studio.intake():
        await studio.votes.message_deleted(message.id)
    await studio.deliver()
    await studio.decisions.pick(INES, clip, 1, 1, None)
    await studio.clock.advance(60)
    await studio.deliver()
    assert [view.state for view in rounds_shown(studio)] == [BallotState.CLOSED]


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
    await studio.clips.change(INES, clip, ClipChanges(round_threads=True))
    assert (await studio.posted_round(clip, 2)).thread == "Ligne 2, série 1"


async def test_a_failed_try_counts_once(studio: Studio) -> None:
    """Noted before it was made, and not again when Discord did not take it."""
    await painted(studio)
    studio.gallery.refusing[PostKind.ROUND] = GalleryUnavailable("503")
    for tries in (1, 2, 3):
        await studio.clock.advance(400)
        await studio.deliver()
        assert (await post_of(studio)).attempts == tries


async def test_what_discord_never_takes_ends_with_a_sentence(studio: Studio) -> None:
    """A 400 or a missing file is tried a few times; then the channel is told what to do."""
    await painted(studio)
    studio.gallery.refusing[PostKind.ROUND] = GalleryError("400 Bad Request")
    await deliver_all(studio)
    failed = await post_of(studio)
    assert failed.state is PostState.FAILED
    assert failed.attempts == MOST_FAULTS
    told = {"line": 1, "reference": f"post {failed.id}"}
    assert said(studio) == [("posts.unposted-round", told)]


async def test_a_sentence_that_cannot_be_posted_is_not_excused(studio: Studio) -> None:
    """It would be excused for ever."""
    await painted(studio)
    for kind in (PostKind.ROUND, PostKind.UNPOSTED):
        studio.gallery.refusing[kind] = GalleryError("400 Bad Request")
    await deliver_all(studio)
    assert said(studio) == []
    assert (await post_of(studio, PostKind.UNPOSTED, "2")).state is PostState.FAILED


async def test_nothing_waits_behind_what_discord_never_takes(studio: Studio) -> None:
    """The next round is in the channel before the first one is given up."""
    clip = await studio.clip("La ville", "La mer")
    studio.gallery.refusing[PostKind.ROUND] = GalleryError("400 Bad Request")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2))
    await studio.worker.work_once()
    await studio.deliver()
    studio.gallery.refusing.clear()
    await studio.rounds.ask_line(ZOE, clip, 2, Wish(takes=2))
    await studio.worker.work_once()
    await studio.deliver()
    assert [view.line_number for view in rounds_shown(studio)] == [2]


async def test_a_message_deleted_before_its_id_is_known_is_posted_again(studio: Studio) -> None:
    """Its deletion brings no event that anyone could place; the one ballot waits for it."""
    clip = await painted(studio)
    studio.gallery.vanishing = 1
    await deliver_all(studio)
    assert len(rounds_shown(studio)) == 1
    await studio.vote(studio.last_with_ballot, (ZOE, "2️⃣"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
    async with studio.db.reading() as tx:
        assert len(await ballots.of_round(tx, 1)) == 1


@pytest.mark.parametrize("step", ["send", "react", "open_thread", "reactions"])
async def test_a_channel_that_goes_away_ends_the_post(studio: Studio, step: str) -> None:
    """At whatever step: nothing is tried for ever, and no other channel suffers."""
    clip = await studio.clip("La ville")
    await studio.clips.change(INES, clip, ClipChanges(round_threads=True))
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2))
    await studio.worker.work_once()
    studio.gallery.closed[step] = ChannelClosed("unknown channel")
    await deliver_all(studio)
    assert (await post_of(studio)).state in {PostState.DONE, PostState.FAILED}
    assert said(studio) == []


@pytest.mark.parametrize("step", ["react", "reactions"])
async def test_without_a_right_the_vote_is_open_all_the_same(studio: Studio, step: str) -> None:
    """To react, or to read the history: the post is done, so that it goes on being edited."""
    await painted(studio)
    studio.gallery.closed[step] = ChannelClosed("missing permissions")
    await deliver_all(studio)
    assert (await post_of(studio)).state is PostState.DONE
    async with studio.db.reading() as tx:
        assert len(await ballots.open_ones(tx)) == 1


async def test_pictures_that_are_too_large_are_shown_smaller(studio: Studio) -> None:
    """The post shows copies and says so; the takes keep their pictures."""
    await painted(studio)
    studio.gallery.most_bytes = 60
    await deliver_all(studio)
    (view,) = rounds_shown(studio)
    assert all(take.small and take.picture.suffix == ".webp" for take in view.takes)
    assert (
        next(one for one in studio.gallery.messages.values() if one.view is view).sent_bytes <= 60
    )
    assert (await post_of(studio)).state is PostState.DONE
    assert said(studio) == []


async def test_pictures_that_no_shrinking_helps_end_with_a_sentence(studio: Studio) -> None:
    """Never silently."""
    await painted(studio)
    studio.gallery.most_bytes = 1
    await deliver_all(studio)
    assert rounds_shown(studio) == []
    assert (await post_of(studio)).faults == MOST_TRIES
    first, *more = studio.shrinker.given
    assert more == [first] * (MOST_TRIES - 1)  # never a copy of a copy
    assert [key for key, _ in said(studio)] == ["posts.unposted-round"]


class SlowGallery(FakeGallery):
    """Something happens while a failure is being sent."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    async def send(self, post: Post, view: View) -> int:
        """Send what was true a moment ago."""
        message_id = await super().send(post, view)
        if isinstance(view, FailureView) and view.lines == (1,):
            await self._meanwhile()
        return message_id


async def test_what_changes_while_a_post_is_sent_is_shown_by_it_in_the_end(
    studio: Studio,
) -> None:
    """The second line fails in that moment: the message names both."""

    async def fail_the_next() -> None:
        again.painter.failing.append(ModelMissing("gone"))
        assert await again.worker.work_once()

    gallery = SlowGallery(fail_the_next)
    again = build(studio.db, studio.files, studio.painter, studio.clock, gallery)
    clip = await again.clip("un", "deux")
    await again.rounds.ask_missing(ZOE, clip, Wish(takes=7))  # too many to go together
    again.painter.failing.append(ModelMissing("gone"))
    assert await again.worker.work_once()
    await again.clock.advance(5)
    for _ in range(2):
        await again.deliver()
    (shown,) = [m.view for m in gallery.messages.values() if isinstance(m.view, FailureView)]
    assert shown.lines == (1, 2)


async def test_a_bot_that_is_let_in_again_goes_on_by_itself(studio: Studio) -> None:
    """What waited is posted and the progress is finished; nobody has to type a command."""
    clip = await studio.clip("La ville")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2))
    await studio.deliver()
    out = ChannelClosed("404 Unknown Channel")
    studio.gallery.closed = {"send": out, "edit": out, "find": out}
    while await studio.worker.work_once():
        pass
    await studio.clock.advance(60)
    await studio.deliver()
    studio.gallery.closed = {}
    await studio.deliver()
    assert rounds_shown(studio) == []
    await studio.clips.back_in([clip.guild_id + 1])
    await studio.deliver()
    assert rounds_shown(studio) == []
    await studio.clips.back_in([clip.guild_id])
    await studio.deliver()
    assert len(rounds_shown(studio)) == 1
    (progress,) = [
        m.view for m in studio.gallery.messages.values() if isinstance(m.view, ProgressView)
    ]
    assert progress.finished


async def test_what_was_given_up_for_its_own_fault_stays_so(studio: Studio) -> None:
    """The channel was told of it once: neither a command nor a new invitation tries it again."""
    clip = await painted(studio)
    studio.gallery.refusing[PostKind.ROUND] = GalleryError("400 Bad Request")
    for _ in range(6):
        await studio.clock.advance(400)
        await studio.deliver()
    assert (await post_of(studio)).state is PostState.FAILED
    studio.gallery.refusing.clear()
    await studio.clips.post_again(clip.channel_id)
    await studio.clips.back_in([clip.guild_id])
    await studio.deliver()
    assert (await post_of(studio)).state is PostState.FAILED
    assert rounds_shown(studio) == []
