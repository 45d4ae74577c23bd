"""Ballots and votes as they stand."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from bot.domain.posts.post import PostKind
from bot.domain.votes.ballot import (
    NORMALLY,
    SUPER,
    BallotRules,
    BallotState,
    Decision,
    Verdict,
    Vote,
)
from storage.lyrics import lines
from storage.posts import posts
from storage.votes import ballots
from tests.storage.made import ANA, BEN, CLEO, NOW

if TYPE_CHECKING:
    from bot.domain.votes.ballot import Ballot
    from storage.database.database import Database, Tx
    from tests.storage.made import Made

DECISION = Decision(Verdict.TIE, leaders=(1, 2), tally={0: 1, 1: 2, 2: 2, 10: 0}, voters=5)


async def _open(tx: Tx, round_id: int, closes_at: float | None) -> Ballot:
    return await ballots.open_(
        tx,
        round_id=round_id,
        rules=BallotRules(quorum=2),
        choices=[1, 2, 10],
        opened_at=NOW,
        closes_at=closes_at,
    )


async def test_a_ballot_keeps_the_rules_it_opened_with(db: Database, made: Made) -> None:
    """And its choices and deadline."""
    async with db.writing() as tx:
        ballot = await _open(tx, made.bare_round.id, NOW + 9)
        assert await ballots.by_id(tx, ballot.id) == ballot
        assert await ballots.by_id(tx, 999) is None
    assert ballot == dataclasses.replace(
        made.ballot,
        id=ballot.id,
        round_id=made.bare_round.id,
        rules=BallotRules(quorum=2),
        choices=(1, 2, 10),
        closes_at=NOW + 9,
    )


async def test_a_round_has_one_open_ballot(db: Database, made: Made) -> None:
    """Two clicks at once cannot open two."""

    async def another() -> None:
        async with db.writing() as tx:
            await _open(tx, made.round.id, None)

    with pytest.raises(StorageError):
        await another()
    async with db.writing() as tx:
        await ballots.close(tx, made.ballot.id, BallotState.CLOSED, None, None, NOW)
        assert await ballots.open_of_round(tx, made.round.id) is None
    await another()
    async with db.reading() as tx:
        both = await ballots.of_round(tx, made.round.id)
        assert [one.state for one in both] == [BallotState.CLOSED, BallotState.OPEN]
        assert await ballots.open_of_round(tx, made.round.id) == both[1]
        assert await ballots.open_ones(tx) == [both[1]]


async def test_deadlines_come_up_in_order_and_late_rather_than_never(
    db: Database, made: Made
) -> None:
    """A ballot is due from its deadline on, until it is closed; one without is never due."""
    async with db.writing() as tx:
        assert await ballots.next_deadline(tx) == NOW + 60
        assert await ballots.due(tx, NOW + 59) == []
        sooner = await _open(tx, made.bare_round.id, NOW + 5)
        assert await ballots.next_deadline(tx) == NOW + 5
        assert await ballots.due(tx, NOW + 60) == [sooner, made.ballot]
        await ballots.close(tx, sooner.id, BallotState.CLOSED, None, None, NOW + 5)
        assert await ballots.due(tx, NOW + 9e6) == [made.ballot]
        await ballots.close(tx, made.ballot.id, BallotState.CLOSED, None, None, NOW + 60)
        await _open(tx, made.bare_round.id, None)
        assert await ballots.due(tx, NOW + 9e6) == []
        assert await ballots.next_deadline(tx) is None


async def test_a_tie_keeps_its_count_when_the_director_ends_it(db: Database, made: Made) -> None:
    """Closing again without a decision leaves the one there was."""
    async with db.writing() as tx:
        await ballots.close(tx, made.ballot.id, BallotState.TIED, DECISION, None, NOW)
        assert await ballots.decision_of(tx, made.ballot.id) == DECISION
        await ballots.close(
            tx, made.ballot.id, BallotState.DECIDED, None, made.takes[0].id, NOW + 1
        )
        ballot = await ballots.by_id(tx, made.ballot.id)
        assert ballot == dataclasses.replace(
            made.ballot, state=BallotState.DECIDED, winner_take_id=made.takes[0].id
        )
        assert await ballots.decision_of(tx, made.ballot.id) == DECISION


async def test_a_reopened_ballot_is_undecided_with_its_votes(db: Database, made: Made) -> None:
    """It has its new deadline and no winner."""
    async with db.writing() as tx:
        await ballots.close(
            tx, made.ballot.id, BallotState.DECIDED, DECISION, made.takes[0].id, NOW
        )
        await ballots.reopen(tx, made.ballot.id, NOW + 500)
        assert await ballots.by_id(tx, made.ballot.id) == dataclasses.replace(
            made.ballot, closes_at=NOW + 500
        )
        assert await ballots.decision_of(tx, made.ballot.id) is None
        assert await ballots.votes(tx, made.ballot.id) == [Vote(CLEO, 1, NOW)]


async def test_a_vote_seen_twice_keeps_its_time(db: Database, made: Made) -> None:
    """Discord repeats events; only a vote taken back and placed again is a new one."""
    ballot_id = made.ballot.id
    async with db.writing() as tx:
        await ballots.place(tx, ballot_id, Vote(CLEO, 1, NOW + 50))
        await ballots.place(tx, ballot_id, Vote(CLEO, 2, NOW + 51))
        assert await ballots.votes(tx, ballot_id) == [Vote(CLEO, 1, NOW), Vote(CLEO, 2, NOW + 51)]
        assert await ballots.withdraw(tx, ballot_id, CLEO, 1)
        assert not await ballots.withdraw(tx, ballot_id, CLEO, 1)
        await ballots.place(tx, ballot_id, Vote(CLEO, 1, NOW + 60))
        assert await ballots.votes(tx, ballot_id) == [
            Vote(CLEO, 2, NOW + 51),
            Vote(CLEO, 1, NOW + 60),
        ]


async def test_a_whole_emoji_or_all_of_them_can_be_taken_back(db: Database, made: Made) -> None:
    """In this ballot only."""
    ballot_id = made.ballot.id
    async with db.writing() as tx:
        other = await _open(tx, made.bare_round.id, None)
        await ballots.place(tx, other.id, Vote(BEN, 1, NOW))
        for person_id in (ANA, BEN):
            for choice in (0, 1):
                await ballots.place(tx, ballot_id, Vote(person_id, choice, NOW))
        await ballots.withdraw_choice(tx, ballot_id, 1)
        assert await ballots.votes(tx, ballot_id) == [Vote(ANA, 0, NOW), Vote(BEN, 0, NOW)]
        await ballots.withdraw_all(tx, ballot_id)
        assert await ballots.votes(tx, ballot_id) == []
        assert await ballots.votes(tx, other.id) == [Vote(BEN, 1, NOW)]


async def test_votes_outlive_their_message_until_their_person_votes_again(
    db: Database, made: Made
) -> None:
    """Carried votes stand without a reaction; a new one takes the place of all of a person's."""
    ballot_id = made.ballot.id
    async with db.writing() as tx:
        await ballots.place(tx, ballot_id, Vote(BEN, 2, NOW + 1))
        await ballots.carry(tx, ballot_id)
        assert await ballots.votes(tx, ballot_id) == [
            Vote(CLEO, 1, NOW, carried=True),
            Vote(BEN, 2, NOW + 1, carried=True),
        ]
        await ballots.place(tx, ballot_id, Vote(CLEO, 2, NOW + 2))
        assert await ballots.votes(tx, ballot_id) == [
            Vote(BEN, 2, NOW + 1, carried=True),
            Vote(CLEO, 2, NOW + 2),
        ]


async def test_a_recount_replaces_all_votes(db: Database, made: Made) -> None:
    """What is given stands as it is given, and nothing else."""
    standing = [Vote(ANA, 0, NOW - 5), Vote(CLEO, 1, NOW + 7, carried=True)]
    async with db.writing() as tx:
        await ballots.place(tx, made.ballot.id, Vote(BEN, 2, NOW))
        await ballots.replace_all(tx, made.ballot.id, [*standing, standing[0]])
        assert await ballots.votes(tx, made.ballot.id) == standing


async def test_many_changes_at_once_come_to_the_same_as_one_by_one(
    db: Database, made: Made
) -> None:
    """Who votes anew loses what was carried over, then votes go, then votes stand."""
    async with db.writing() as tx:
        other = await _open(tx, made.bare_round.id, None)
        await ballots.place(tx, made.ballot.id, Vote(BEN, 2, NOW))
        await ballots.carry(tx, made.ballot.id)
        await ballots.place(tx, made.ballot.id, Vote(ANA, 1, NOW))
        await ballots.change_many(
            tx,
            anew=[(made.ballot.id, CLEO)],
            gone={(made.ballot.id, ANA, 1): 1, (other.id, ANA, 1): 1},
            placed=[(made.ballot.id, Vote(ANA, 2, NOW + 1)), (other.id, Vote(CLEO, 10, NOW + 2))],
        )
        assert await ballots.votes(tx, made.ballot.id) == [
            Vote(BEN, 2, NOW, carried=True),
            Vote(ANA, 2, NOW + 1),
        ]
        assert await ballots.votes(tx, other.id) == [Vote(CLEO, 10, NOW + 2)]


async def test_a_vote_placed_in_two_ways_stands_until_both_are_gone(
    db: Database, made: Made
) -> None:
    """Normally and as a super reaction; neither way is counted twice."""
    async with db.writing() as tx:
        ballot = await _open(tx, made.bare_round.id, None)
        key = (ballot.id, CLEO, 1)
        for way in (NORMALLY, SUPER, SUPER):
            vote = Vote(CLEO, 1, NOW + way, ways=way)
            await ballots.change_many(tx, anew=[], gone={}, placed=[(ballot.id, vote)])
        both = Vote(CLEO, 1, NOW + NORMALLY, ways=NORMALLY | SUPER)
        assert await ballots.votes(tx, ballot.id) == [both]
        for _ in range(2):
            await ballots.change_many(tx, anew=[], gone={key: NORMALLY}, placed=[])
            assert await ballots.votes(tx, ballot.id) == [dataclasses.replace(both, ways=SUPER)]
        await ballots.change_many(tx, anew=[], gone={key: NORMALLY | SUPER}, placed=[])
        assert await ballots.votes(tx, ballot.id) == []


async def test_a_hastened_ballot_gets_its_own_deadline_back(db: Database, made: Made) -> None:
    """Whatever that was; hastened twice it still knows the first one."""
    async with db.writing() as tx:
        ballot = await _open(tx, made.bare_round.id, NOW + 500)
        for moment in (NOW + 60, NOW + 70):
            await ballots.hasten(tx, ballot.id, moment)
            hurried = await ballots.by_id(tx, ballot.id)
            assert hurried is not None
            assert (hurried.closes_at, hurried.hastened) == (NOW + 60, True)
        await ballots.give_time(tx, ballot.id)
        assert await ballots.by_id(tx, ballot.id) == ballot


async def test_the_time_to_vote_counts_from_the_message(db: Database, made: Made) -> None:
    """A round that waited in the outbox is not cut short."""
    async with db.writing() as tx:
        await ballots.begin(tx, made.ballot.id, NOW + 100, NOW + 160)
        assert await ballots.by_id(tx, made.ballot.id) == dataclasses.replace(
            made.ballot, opened_at=NOW + 100, closes_at=NOW + 160
        )


async def test_a_ballot_may_be_reopened_under_other_rules(db: Database, made: Made) -> None:
    """None leaves those it had."""
    async with db.writing() as tx:
        for rules, expected in ((BallotRules(quorum=4), 4), (None, 4)):
            await ballots.close(tx, made.ballot.id, BallotState.CLOSED, None, None, NOW)
            await ballots.reopen(tx, made.ballot.id, None, rules)
            reopened = await ballots.by_id(tx, made.ballot.id)
            assert reopened is not None
            assert reopened.rules.quorum == expected


async def test_an_open_ballot_is_found_by_the_message_that_shows_it(
    db: Database, made: Made
) -> None:
    """A round's first ballot by the round's post, a run-off by its own; closed ones by none."""
    async with db.writing() as tx:
        await posts.sent(tx, made.post.id, 900)
        assert await ballots.open_on(tx, [900, 901, 902]) == {900: made.ballot}
        await ballots.close(tx, made.ballot.id, BallotState.CLOSED, DECISION, None, NOW)
        run_off = await ballots.open_(
            tx,
            round_id=made.round.id,
            rules=BallotRules(),
            choices=(1, 2),
            opened_at=NOW,
            closes_at=None,
            run_off_of=made.ballot.id,
        )
        post = await posts.add(
            tx,
            clip_id=made.clip.id,
            channel_id=made.post.channel_id,
            kind=PostKind.RUN_OFF,
            subject=str(run_off.id),
            now=NOW,
        )
        await posts.sent(tx, post.id, 901)
        assert await ballots.open_on(tx, iter([900, 901])) == {901: run_off}
        assert await ballots.open_on(tx, []) == {}


async def test_unsettled_ballots_wait_for_votes_or_for_the_director(
    db: Database, made: Made
) -> None:
    """In the order of the lines; not those of removed lines, nor ties that came to an end."""
    first, second, third = made.lines

    async def unsettled(tx: Tx) -> list[int]:
        return [one.id for one in await ballots.unsettled_of_clip(tx, made.clip.id)]

    async with db.writing() as tx:
        elsewhere = await _open(tx, made.bare_round.id, None)
        assert await unsettled(tx) == [made.ballot.id, elsewhere.id]
        assert await ballots.waiting_of_line(tx, first.id) == [made.ballot]
        await lines.reorder(tx, made.clip.id, [third.id, second.id, first.id])
        await ballots.close(tx, made.ballot.id, BallotState.TIED, DECISION, None, NOW)
        assert await unsettled(tx) == [elsewhere.id, made.ballot.id]
        again = await _open(tx, made.round.id, None)
        assert await unsettled(tx) == [elsewhere.id, again.id]
        tied_and_open = await ballots.waiting_of_line(tx, first.id)
        assert [one.id for one in tied_and_open] == [made.ballot.id, again.id]
        await ballots.close(tx, again.id, BallotState.TIED, DECISION, None, NOW)
        await lines.set_winner(tx, first.id, made.takes[0].id)
        assert await unsettled(tx) == [elsewhere.id]
        await lines.remove(tx, made.clip.id, [second.id], NOW)
        assert await unsettled(tx) == []
