"""Votes under harm: counts that cross events, lost roles, deletions, outages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.people import Person
from bot.domain.errors import GalleryUnavailable, UserError
from bot.domain.posts.views import DecisionView, RoundView
from bot.domain.votes.ballot import BallotRules, TieRule, Verdict
from bot.services.clips.clips import ClipChanges
from bot.services.rounds.requests import Wish
from bot.services.votes.votes import Cleared, Placed
from storage.clips import people
from storage.votes import ballots
from tests.fakes.gallery import FakeGallery
from tests.services.conftest import BASTIEN, INES, ZOE, build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.clips.clip import Clip
    from bot.domain.votes.ballot import Vote
    from tests.services.conftest import Studio


async def votes_of(studio: Studio) -> list[tuple[int, int]]:
    """Who votes for what on the open ballots."""
    async with studio.db.reading() as tx:
        kept: list[Vote] = []
        for ballot in await ballots.open_ones(tx):
            kept += await ballots.votes(tx, ballot.id)
    return [(vote.person_id, vote.choice) for vote in kept]


class SlowGallery(FakeGallery):
    """A channel whose reactions come only when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def reactions(self, channel_id: int, message_id: int) -> Mapping[str, Mapping[int, int]]:
        """What stood when it was asked for, late."""
        standing = await super().reactions(channel_id, message_id)
        self.asked.set()
        await self.answer.wait()
        return standing


async def test_events_that_cross_a_count_stand_during_and_after_it(studio: Studio) -> None:
    """What Discord said at first undoes nothing; who asks meanwhile is told of every vote."""
    slow = SlowGallery()
    studio = build(studio.db, studio.files, studio.painter, studio.clock, slow)
    slow.answer.set()
    clip = await studio.clip("La ville", "La mer")
    message = await studio.posted_round(clip)
    other = await studio.posted_round(clip, 2)
    slow.asked.clear()
    slow.answer.clear()
    async with studio.intake():
        counting = asyncio.create_task(studio.votes.recount(1))
        await slow.asked.wait()
        await studio.vote(message, (ZOE, "2️⃣"), (BASTIEN, "1️⃣"))
        studio.unvote(message, BASTIEN, "1️⃣")
        await studio.vote(other, (INES, "1️⃣"))
        standing = [one.decision.tally for one in await studio.decisions.status(clip)]
        assert standing == [{0: 0, 1: 0, 2: 1, 3: 0}, {0: 0, 1: 1, 2: 0, 3: 0}]
        slow.answer.set()
        await counting
    assert sorted(await votes_of(studio)) == [(INES.id, 1), (ZOE.id, 2)]


async def test_a_count_nobody_waits_for_any_more_does_no_harm(studio: Studio) -> None:
    """The one who asked was cancelled; the intake goes on."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    asking = [asyncio.create_task(studio.votes.drain()) for _ in range(3)]
    await asyncio.sleep(0)
    for one in asking:
        one.cancel()
    async with studio.intake():
        await studio.vote(message, (ZOE, "1️⃣"))
        await studio.votes.drain()
    assert await votes_of(studio) == [(ZOE.id, 1)]


async def test_a_lost_role_takes_its_vote_along_and_a_new_one_brings_it(studio: Studio) -> None:
    """Who counts is settled when the ballot closes: by the roles people have then."""
    clip = await studio.clip("La ville", rules=BallotRules(voter_role_id=9))
    message = await studio.posted_round(clip)
    with_role = Person(ZOE.id, ZOE.name, frozenset({9}))
    await studio.vote(message, (with_role, "1️⃣"), (BASTIEN, "2️⃣"), (INES, "3️⃣"))
    studio.gallery.member_roles = {ZOE.id: frozenset(), BASTIEN.id: frozenset({9})}
    async with studio.intake():
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.tally == {0: 0, 1: 0, 2: 1, 3: 0}


async def test_a_carried_vote_is_held_against_the_roles_too(studio: Studio) -> None:
    """A deleted message does not keep the vote of somebody who lost the role."""
    clip = await studio.clip("La ville", rules=BallotRules(voter_role_id=9))
    message = await studio.posted_round(clip)
    studio.gallery.member_roles = dict.fromkeys((ZOE.id, BASTIEN.id), frozenset({9}))
    for person in (ZOE, BASTIEN):
        with_role = Person(person.id, person.name, frozenset({9}))
        await studio.vote(message, (with_role, "1️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        del studio.gallery.messages[message.id]
        await studio.votes.message_deleted(message.id)
        await studio.deliver_posts()
        studio.gallery.member_roles = {BASTIEN.id: frozenset({9})}
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.voters == 1


async def test_who_left_keeps_the_vote_where_everyone_may_vote(studio: Studio) -> None:
    """The reaction still stands, and nobody is asked for roles."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    studio.gallery.member_roles = {}
    async with studio.intake():
        assert (await studio.decisions.close(INES, clip, 1)).leaders == (1,)


async def test_a_deletion_while_away_is_noticed_at_the_next_count(studio: Studio) -> None:
    """The round is posted again, with the votes that were known."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        del studio.gallery.messages[message.id]
        await studio.votes.recount_all()
        await studio.deliver_posts()
        assert studio.last_with_ballot.id != message.id
        assert await votes_of(studio) == [(ZOE.id, 1)]


async def test_a_vote_counts_as_often_as_it_is_told(studio: Studio) -> None:
    """Discord repeats events after a reconnect; the first time stays the vote's time."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    start = studio.clock.now()
    for later in (1, 2, 3):
        studio.votes.note(Placed(message.id, ZOE.id, "Zoé", frozenset(), "1️⃣", start + later))
        async with studio.intake():
            await studio.votes.drain()
    async with studio.db.reading() as tx:
        (vote,) = await ballots.votes(tx, 1)
        assert await people.name_of(tx, ZOE.id) == "Zoé"
    assert vote.placed_at == start + 1


@pytest.mark.parametrize("drained", [True, False])
async def test_many_changes_at_once_come_to_the_same_as_one_by_one(
    studio: Studio, *, drained: bool
) -> None:
    """A batch writes the outcome only, and it is the right one."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    async with studio.intake():
        for act in ("+1", "-1", "+2", "+3", "-3", "+1", "clear", "+3", "-2"):
            emoji = f"{act[-1]}\ufe0f\u20e3"
            if act == "clear":
                message.theirs.clear()
                studio.votes.note(Cleared(message.id, None))
            elif act[0] == "+":
                await studio.vote(message, (ZOE, emoji))
            elif ZOE.id in message.theirs[emoji]:
                studio.unvote(message, ZOE, emoji)
            if drained:
                await studio.votes.drain()
        await studio.votes.drain()
    assert await votes_of(studio) == [(ZOE.id, 3)]


async def test_a_vote_in_time_is_not_lost_to_an_outage_at_the_deadline(studio: Studio) -> None:
    """The ballot closes late rather than without what stands in the channel."""
    clip = await studio.clip("La ville", rules=BallotRules(deadline_s=60))
    message = await studio.posted_round(clip)
    message.theirs["2️⃣"].append(ZOE.id)
    await studio.clock.advance(61)
    async with studio.intake():
        studio.gallery.failing.append(GalleryUnavailable("503"))
        assert not await studio.deadlines.close_due()
        assert await studio.deadlines.close_due()
        await studio.deliver_posts()
    outcomes = [
        m.view for m in studio.gallery.messages.values() if isinstance(m.view, DecisionView)
    ]
    assert [(one.outcome, one.leaders) for one in outcomes] == [("winner", (2,))]


async def test_a_removed_line_ends_its_vote_quietly(studio: Studio) -> None:
    """Nothing is decided about a line that is gone, and the loop of deadlines goes on."""
    clip = await studio.clip("La ville", "La mer", rules=BallotRules(deadline_s=60))
    await studio.posted_round(clip)
    second = await studio.posted_round(clip, 2)
    await studio.vote(second, (ZOE, "1️⃣"))
    async with studio.db.writing() as tx:
        await tx.update("UPDATE lines SET removed_at = 1 WHERE position = 1")
    await studio.clock.advance(61)
    async with studio.intake():
        assert await studio.deadlines.close_due()
    async with studio.db.reading() as tx:
        assert await ballots.open_ones(tx) == []


async def test_a_run_off_s_time_begins_when_people_can_see_it(studio: Studio) -> None:
    """Discord was away for longer than the deadline: the run-off is not over before it begins."""
    clip = await studio.clip("La ville", rules=BallotRules(tie=TieRule.RUN_OFF, deadline_s=60))
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "1️⃣"), (ZOE, "3️⃣"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
        await studio.clock.advance(500)
        await studio.deadlines.close_due()
        await studio.deliver_posts()
        second = studio.last_with_ballot
        await studio.vote(second, (ZOE, "3️⃣"))
        await studio.clock.advance(61)
        await studio.deadlines.close_due()
        await studio.deliver_posts()
    assert isinstance(second.view, RoundView)
    assert second.view.state == "decided"


async def closed_view(studio: Studio, clip: Clip, number: int) -> RoundView:
    """The line's only round as the channel shows it."""
    assert clip.id
    (view,) = [
        m.view
        for m in studio.gallery.messages.values()
        if isinstance(m.view, RoundView) and m.view.line_number == number
    ]
    return view


async def test_a_pick_closes_the_vote_in_the_channel_too(studio: Studio) -> None:
    """The message says that it is closed, with how it stood; picking twice says it once."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        for _ in range(2):
            await studio.decisions.pick(INES, clip, 1, 3, None)
        await studio.deliver_posts()
    view = await closed_view(studio, clip, 1)
    assert (view.state, view.tally[1]) == ("closed", 1)
    outcomes = [
        m.view for m in studio.gallery.messages.values() if isinstance(m.view, DecisionView)
    ]
    assert [one.outcome for one in outcomes] == ["picked"]


async def test_a_decided_line_has_no_other_vote_going_on(studio: Studio) -> None:
    """A second round's winner ends the vote on the first round, which cannot undo it later."""
    clip = await studio.clip("La ville", rules=BallotRules(deadline_s=100))
    first = await studio.posted_round(clip)
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2))
    await studio.worker.work_once()
    await studio.deliver()
    second = studio.last_with_ballot
    assert second.id != first.id
    await studio.vote(first, (ZOE, "1️⃣"))
    await studio.vote(second, (ZOE, "2️⃣"))
    async with studio.intake():
        assert (await studio.decisions.close(INES, clip, 1)).leaders == (2,)
        assert await studio.decisions.status(clip) == []
        with pytest.raises(UserError):
            await studio.decisions.close(INES, clip, 1)
        await studio.deliver_posts()
    assert isinstance(first.view, RoundView)
    assert first.view.state == "closed"


async def test_a_vote_opened_again_follows_the_rules_of_now(studio: Studio) -> None:
    """The quorum was too high: the director lowers it and opens the vote again."""
    clip = await studio.clip("La ville", rules=BallotRules(deadline_s=60, quorum=3))
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    await studio.clock.advance(61)
    async with studio.intake():
        await studio.deadlines.close_due()
        assert await studio.decisions.status(clip) == []
        clip = await studio.clips.change(
            INES, clip, ClipChanges(rules=lambda _: BallotRules(quorum=1))
        )
        await studio.decisions.reopen(INES, clip, 1)
        await studio.deliver_posts()
        (again,) = await studio.decisions.status(clip)
        assert again.voters_missing == 0
        assert isinstance(message.view, RoundView)
        assert message.view.state == "open"
        assert (await studio.decisions.close(INES, clip, 1)).verdict is Verdict.WINNER


async def test_a_tie_is_listed_until_the_director_picks(studio: Studio) -> None:
    """Status says what waits for whom."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"), (INES, "2️⃣"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
        (tied,) = await studio.decisions.status(clip)
        assert tied.ballot.state == "tied"
        await studio.decisions.pick(INES, clip, 1, 1, None)
        assert await studio.decisions.status(clip) == []


@pytest.mark.parametrize("own_s", [3600.0, 90_000.0, None])
async def test_a_vote_taken_back_gives_the_deadline_back_that_there_was(
    studio: Studio, own_s: float | None
) -> None:
    """That of the rules, one of a vote that was reopened, or none; each hurry is a minute anew."""
    voters = frozenset({BASTIEN.id, ZOE.id})
    rules = BallotRules(voter_ids=voters, deadline_s=3600.0, closes_when_all_voted=True)
    message = await studio.posted_round(await studio.clip("La ville", rules=rules))
    own = None if own_s is None else studio.clock.now() + own_s
    async with studio.db.writing() as tx:
        (ballot,) = await ballots.open_ones(tx)
        await ballots.reopen(tx, ballot.id, own)

    async def closes_at() -> float | None:
        await studio.votes.drain()
        async with studio.db.reading() as tx:
            (ballot,) = await ballots.open_ones(tx)
            return ballot.closes_at

    async with studio.intake():
        for _ in range(2):
            await studio.vote(message, (BASTIEN, "1️⃣"), (ZOE, "2️⃣"))
            assert await closes_at() == pytest.approx(studio.clock.now() + 60, abs=2)
            await studio.clock.advance(30)
            studio.unvote(message, ZOE, "2️⃣")
            assert await closes_at() == own
            studio.unvote(message, BASTIEN, "1️⃣")
