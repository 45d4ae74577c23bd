"""Votes by buttons: beside reactions, once a person and choice, whatever Discord counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.people import Person
from bot.domain.errors import UserError
from bot.domain.votes.ballot import BallotRules, VotingMode
from bot.services.votes.records import ALL_VOTED_S
from bot.services.votes.votes import Cleared
from storage.votes import ballots
from tests.services.conftest import BASTIEN, INES, ZOE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.clips.clip import Clip
    from bot.domain.votes.ballot import Vote
    from tests.services.conftest import Studio


async def standing(studio: Studio, ballot_id: int = 1) -> list[tuple[int, int, int]]:
    """Person, choice and ways of what stands."""
    async with studio.db.reading() as tx:
        kept: list[Vote] = await ballots.votes(tx, ballot_id)
    return sorted((vote.person_id, vote.choice, vote.ways) for vote in kept)


async def tally(studio: Studio, clip: Clip) -> Mapping[int, int]:
    """What line 1 comes to now."""
    return (await studio.decisions.status(clip))[0].decision.tally


async def test_in_a_row_each_vote_leads_to_the_next_one(studio: Studio) -> None:
    """Three lines, three presses; then nothing is owed, and back leads to the last one."""
    clip = await studio.clip("La ville", "La mer", "Le port")
    for number in (1, 2, 3):
        await studio.posted_round(clip, number, takes=2)
    async with studio.intake():
        card = await studio.carousel.owed(ZOE, clip)
        seen: list[int] = []
        while card is not None:
            seen.append(card.standing.line.number)
            assert card.owed == 4 - len(seen)
            assert [one.name for one in card.takes] == [f"{len(seen)}a", f"{len(seen)}b"]
            ballot_id = card.standing.ballot.id
            assert await studio.carousel.press(ZOE, clip, ballot_id, 2)
            card = await studio.carousel.owed(ZOE, clip, after=ballot_id)
        assert seen == [1, 2, 3]
        last = await studio.carousel.before(ZOE, clip, 1)
        assert last is not None
        assert (last.standing.line.number, last.counts, last.owed) == (3, frozenset({2}), 0)
        other = await studio.carousel.owed(BASTIEN, clip, after=1)
        assert other is not None
        assert other.standing.line.number == 2


async def test_a_recount_from_discord_replaces_reactions_only(studio: Studio) -> None:
    """What was pressed stays; a reaction and a press for one choice are one vote."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    async with studio.intake():
        await studio.vote(message, (ZOE, "2️⃣"), (BASTIEN, "1️⃣"))
        await studio.carousel.press(ZOE, clip, 1, 2)
        await studio.carousel.press(INES, clip, 1, 3)
        assert await standing(studio) == [(INES.id, 3, 4), (BASTIEN.id, 1, 1), (ZOE.id, 2, 5)]
        await studio.votes.recount(1)
        assert await standing(studio) == [(INES.id, 3, 4), (BASTIEN.id, 1, 1), (ZOE.id, 2, 5)]
        message.theirs.clear()
        await studio.votes.recount(1)
        assert await standing(studio) == [(INES.id, 3, 4), (ZOE.id, 2, 4)]
        assert await tally(studio, clip) == {0: 0, 1: 0, 2: 1, 3: 1}


async def test_the_latest_of_press_and_reaction_counts(studio: Studio) -> None:
    """Where one choice counts; the card says which reaction remains."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    async with studio.intake():
        await studio.vote(message, (ZOE, "1️⃣"))
        await studio.clock.advance(1)
        await studio.carousel.press(ZOE, clip, 1, 2)
        card = await studio.carousel.at(ZOE, clip, 1)
        assert card is not None
        assert [sorted(one) for one in (card.pressed, card.reacted, card.counts)] == [[2], [1], [2]]
        await studio.clock.advance(1)
        await studio.carousel.press(ZOE, clip, 1, 3)
        assert await tally(studio, clip) == {0: 0, 1: 0, 2: 0, 3: 1}
        await studio.vote(message, (ZOE, "2️⃣"))
        await studio.votes.drain()
        assert await tally(studio, clip) == {0: 0, 1: 0, 2: 1, 3: 0}
        await studio.clock.advance(1)
        await studio.carousel.press(ZOE, clip, 1, 1)
        assert await tally(studio, clip) == {0: 0, 1: 1, 2: 0, 3: 0}, (
            "a press renews a reaction's time"
        )


async def test_pressed_again_it_is_taken_back(studio: Studio) -> None:
    """The reaction stays, and one goes on by hand."""
    clip = await studio.clip("La ville", rules=BallotRules(mode=VotingMode.APPROVAL))
    message = await studio.posted_round(clip)
    async with studio.intake():
        await studio.vote(message, (ZOE, "1️⃣"))
        for choice in (1, 2, 3):
            assert not await studio.carousel.press(ZOE, clip, 1, choice)
        assert await standing(studio) == [(ZOE.id, 1, 5), (ZOE.id, 2, 4), (ZOE.id, 3, 4)]
        for choice in (1, 3):
            await studio.carousel.press(ZOE, clip, 1, choice)
        assert await standing(studio) == [(ZOE.id, 1, 1), (ZOE.id, 2, 4)]


async def test_cleared_reactions_leave_what_was_pressed(studio: Studio) -> None:
    """As does a deleted message: nothing of a button's vote hung on it."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    async with studio.intake():
        await studio.vote(message, (ZOE, "1️⃣"), (BASTIEN, "1️⃣"))
        await studio.carousel.press(ZOE, clip, 1, 1)
        studio.votes.note(Cleared(message.id, "1️⃣"))
        await studio.votes.drain()
        assert await standing(studio) == [(ZOE.id, 1, 4)]
        del studio.gallery.messages[message.id]
        await studio.votes.message_deleted(message.id)
        await studio.deliver_posts()
        again = studio.last_with_ballot
        await studio.vote(again, (ZOE, "2️⃣"))
        await studio.votes.recount(1)
        assert await standing(studio) == [(ZOE.id, 1, 4), (ZOE.id, 2, 1)]


async def test_who_may_not_vote_may_not_press(studio: Studio) -> None:
    """Nor does a press outlive the role that allowed it."""
    clip = await studio.clip("La ville", rules=BallotRules(voter_role_id=9))
    await studio.posted_round(clip)
    singer = Person(ZOE.id, ZOE.name, frozenset({9}))
    async with studio.intake():
        with pytest.raises(UserError) as refused:
            await studio.carousel.press(BASTIEN, clip, 1, 1)
        assert refused.value.key == "vote.not-yours"
        await studio.carousel.press(singer, clip, 1, 1)
        studio.gallery.member_roles = {ZOE.id: frozenset()}
        await studio.votes.recount(1)
        assert await standing(studio) == []


async def test_a_closed_vote_takes_no_press(studio: Studio) -> None:
    """Nor a choice that there is not."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip, takes=2)
    async with studio.intake():
        with pytest.raises(UserError):
            await studio.carousel.press(ZOE, clip, 1, 3)
        await studio.carousel.press(ZOE, clip, 1, 1)
        await studio.decisions.close(INES, clip, 1)
        with pytest.raises(UserError) as refused:
            await studio.carousel.press(ZOE, clip, 1, 2)
    assert refused.value.key == "vote.closed-meanwhile"


async def test_the_last_named_voter_s_press_closes_the_vote_soon(studio: Studio) -> None:
    """As the last reaction does; taken back, it stays open."""
    clip = await studio.clip("La ville", rules=BallotRules(voter_ids=frozenset({ZOE.id})))
    await studio.posted_round(clip)
    async with studio.intake():
        await studio.carousel.press(ZOE, clip, 1, 1)
        async with studio.db.reading() as tx:
            ballot = await ballots.by_id(tx, 1)
        assert ballot is not None
        assert ballot.closes_at == studio.clock.now() + ALL_VOTED_S
        await studio.carousel.press(ZOE, clip, 1, 1)
        async with studio.db.reading() as tx:
            ballot = await ballots.by_id(tx, 1)
        assert ballot is not None
        assert ballot.closes_at is None
