"""Who is called, when, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import UserError
from bot.domain.posts.views import Call, CallView
from bot.domain.votes.ballot import BallotRules
from bot.services.clips.clips import ClipChanges
from bot.services.rounds.requests import Wish
from bot.services.votes.reminders import DAY_S
from tests.services.conftest import BASTIEN, INES, ZOE

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio


def calls(studio: Studio) -> list[CallView]:
    """All words to people in the channel, the oldest first."""
    views = [message.view for message in studio.gallery.messages.values()]
    return [view for view in views if isinstance(view, CallView)]


async def painted(studio: Studio, clip: Clip) -> None:
    """Have every line painted and posted."""
    await studio.rounds.ask_missing(ZOE, clip, Wish(takes=2, seed=7))
    while await studio.worker.work_once():
        pass
    await studio.deliver()


async def test_who_asked_for_a_batch_is_called_once_when_it_is_done(studio: Studio) -> None:
    """Not for every round, and after all of them."""
    clip = await studio.clip("La ville", "La mer", "Le port")
    await painted(studio, clip)
    (view,) = calls(studio)
    assert (view.call, view.person_ids, view.lines) == (Call.PAINTED, (ZOE.id,), (1, 2, 3))
    assert [*studio.gallery.messages.values()][-1].view == view
    await studio.posted_round(clip, 1)
    assert len(calls(studio)) == 1, "a single round speaks for itself"


async def test_a_clip_may_want_no_mentions(studio: Studio) -> None:
    """The word with its buttons comes all the same."""
    clip = await studio.clip("La ville", "La mer")
    clip = await studio.clips.change(INES, clip, ClipChanges(calls=False))
    await painted(studio, clip)
    (view,) = calls(studio)
    assert view.person_ids == ()


async def test_the_channel_hears_when_every_line_is_decided(studio: Studio) -> None:
    """With the last decision, and again only after one was taken back."""
    clip = await studio.clip("La ville", "La mer")
    await painted(studio, clip)
    async with studio.intake():
        await studio.decisions.pick(INES, clip, 1, 1, None)
        await studio.deliver_posts()
        assert [view.call for view in calls(studio)] == [Call.PAINTED]
        await studio.carousel.press(ZOE, clip, 2, 1)
        await studio.decisions.close(INES, clip, 2)
        await studio.decisions.pick(INES, clip, 1, 2, None)
        await studio.deliver_posts()
        assert [view.call for view in calls(studio)] == [Call.PAINTED, Call.DECIDED]
        await studio.decisions.reopen(INES, clip, 1)
        await studio.decisions.pick(INES, clip, 1, 1, None)
        await studio.deliver_posts()
    assert [view.call for view in calls(studio)] == [Call.PAINTED, Call.DECIDED, Call.DECIDED]


async def test_those_who_owe_votes_are_reminded_once_a_day(studio: Studio) -> None:
    """Named voters, or whoever had a part; nobody who has voted on all."""
    rules = BallotRules(voter_ids=frozenset({ZOE.id, BASTIEN.id}))
    clip = await studio.clip("La ville", rules=rules)
    await studio.posted_round(clip, 1)
    async with studio.intake():
        await studio.carousel.press(ZOE, clip, 1, 1)
        assert await studio.reminders.remind(INES, clip) == 1
        with pytest.raises(UserError) as refused:
            await studio.reminders.remind(INES, clip)
        assert refused.value.key == "vote.nobody-to-remind"
        await studio.clock.advance(DAY_S + 1)
        assert await studio.reminders.remind(ZOE, clip) == 1
        await studio.deliver_posts()
    assert [view.person_ids for view in calls(studio)] == [(BASTIEN.id,)] * 2


async def test_where_everyone_votes_those_with_a_part_are_reminded(studio: Studio) -> None:
    """The director, who wrote the prompts, and who asked for the round."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip, 1)
    async with studio.intake():
        assert await studio.reminders.remind(INES, clip) == 3
