"""Votes in the channel to winners in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.people import Person
from bot.domain.errors import NotAllowed, UserError
from bot.domain.lyrics.line import LineState
from bot.domain.posts.views import DecisionView, RoundView
from bot.domain.votes.ballot import BallotRules, TieRule, Verdict
from bot.services.votes.votes import Cleared
from storage.lyrics import lines
from tests.services.conftest import BASTIEN, INES, ZOE
from tests.storage.deeds import deeds_of

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio


async def winner_of(studio: Studio, clip: Clip, number: int = 1) -> int | None:
    """The id of the winning take of a line."""
    async with studio.db.reading() as tx:
        line = await lines.by_number(tx, clip.id, number)
    assert line is not None
    return line.winner_take_id


def said(studio: Studio) -> list[str]:
    """The outcomes told in the channel, oldest first."""
    return [
        m.view.outcome for m in studio.gallery.messages.values() if isinstance(m.view, DecisionView)
    ]


async def test_the_votes_decide_the_line(studio: Studio) -> None:
    """A change of mind, a vote taken back and strange emoji are all handled."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "1️⃣"), (ZOE, "2️⃣"), (INES, "2️⃣"), (BASTIEN, "3️⃣"))
    await studio.vote(message, (BASTIEN, "🍕"))
    studio.unvote(message, BASTIEN, "3️⃣")
    async with studio.intake():
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.verdict is Verdict.WINNER
    assert decision.tally == {0: 0, 1: 0, 2: 2, 3: 0}
    assert isinstance(message.view, RoundView)
    assert await winner_of(studio, clip) == message.view.takes[1].take_id
    await studio.deliver()
    assert said(studio) == ["winner"]
    assert message.view.state == "decided"
    assert message.view.tally[2] == 2


async def test_only_the_director_closes_and_picks(studio: Studio) -> None:
    """Others get a sentence that names the director."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip)
    with pytest.raises(NotAllowed, match="Inès"):
        await studio.decisions.close(ZOE, clip, 1)
    with pytest.raises(NotAllowed, match="Inès"):
        await studio.decisions.pick(ZOE, clip, 1, 1, None)


async def test_without_votes_nothing_is_decided(studio: Studio) -> None:
    """The ballot stays open."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    async with studio.intake():
        with pytest.raises(UserError, match="0 people have voted"):
            await studio.decisions.close(INES, clip, 1)
        await studio.vote(message, (ZOE, "1️⃣"))
        assert (await studio.decisions.close(INES, clip, 1)).verdict is Verdict.WINNER


async def test_a_tie_waits_for_the_director(studio: Studio) -> None:
    """The tie is said, the line waits, the pick decides."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "1️⃣"), (ZOE, "2️⃣"))
    async with studio.intake():
        assert (await studio.decisions.close(INES, clip, 1)).verdict is Verdict.TIE
    async with studio.db.reading() as tx:
        assert (await lines.overview(tx, clip.id))[0].state is LineState.TIED
    picked = await studio.decisions.pick(INES, clip, 1, 2, None)
    assert await winner_of(studio, clip) == picked.take.id
    await studio.deliver()
    assert said(studio) == ["tie", "picked"]


async def test_a_tie_can_be_run_off(studio: Studio) -> None:
    """The tied takes are posted again; a tie there asks the director."""
    clip = await studio.clip("La ville", rules=BallotRules(tie=TieRule.RUN_OFF))
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "1️⃣"), (ZOE, "3️⃣"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
    await studio.deliver()
    second = studio.last_with_ballot
    assert second.id != message.id
    assert second.ours == ["1️⃣", "3️⃣", "🔁"]
    assert isinstance(second.view, RoundView)
    assert second.view.run_off
    await studio.vote(message, (BASTIEN, "1️⃣"))  # too late: that ballot is closed
    await studio.vote(second, (ZOE, "3️⃣"))
    async with studio.intake():
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.leaders == (3,)


async def test_none_of_these_paints_another_round(studio: Studio) -> None:
    """🔁 wins: round 2 of the line is painted by itself and told apart."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "🔁"), (ZOE, "🔁"), (BASTIEN, "1️⃣"))
    async with studio.intake():
        assert (await studio.decisions.close(INES, clip, 1)).verdict is Verdict.AGAIN
    assert await studio.worker.work_once()
    await studio.deliver()
    again = studio.last_with_ballot.view
    assert isinstance(again, RoundView)
    assert again.round_number == 2
    assert [take.name for take in again.takes] == ["1·2a", "1·2b", "1·2c"]


async def test_none_of_these_ends_at_the_limit(studio: Studio) -> None:
    """No endless painting: past the limit the team is told to change the prompt."""
    clip = await studio.clip("La ville", rules=BallotRules(repaint_limit=0))
    message = await studio.posted_round(clip)
    await studio.vote(message, (INES, "🔁"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
    assert not await studio.worker.work_once()
    await studio.deliver()
    assert said(studio) == ["enough-rounds"]


async def test_a_deadline_closes_once_and_late_rather_than_never(studio: Studio) -> None:
    """The bot was away past the deadline: votes placed meanwhile count, and it fires once."""
    clip = await studio.clip("La ville", rules=BallotRules(deadline_s=600))
    message = await studio.posted_round(clip)
    await studio.clock.advance(4000)
    message.theirs["3️⃣"] += [INES.id, ZOE.id]  # placed while nobody listened
    async with studio.intake():
        await studio.deadlines.close_due()
        await studio.deadlines.close_due()
    await studio.deliver()
    assert said(studio) == ["winner"]
    assert isinstance(message.view, RoundView)
    assert await winner_of(studio, clip) == message.view.takes[2].take_id


async def test_a_quorum_not_reached_at_the_deadline_decides_nothing(studio: Studio) -> None:
    """It is said, and the director may still pick."""
    clip = await studio.clip("La ville", rules=BallotRules(deadline_s=60, quorum=2))
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    await studio.clock.advance(60)
    async with studio.intake():
        await studio.deadlines.close_due()
    await studio.deliver()
    assert said(studio) == ["no-quorum"]
    assert await winner_of(studio, clip) is None
    await studio.decisions.pick(INES, clip, 1, 1, None)
    assert await winner_of(studio, clip) is not None


async def test_a_first_round_does_not_decide_when_the_clip_says_so(studio: Studio) -> None:
    """The craft's rule: first takes are never kept, a second round is painted."""
    clip = await studio.clip("La ville", rules=BallotRules(first_round_decides=False))
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    async with studio.intake():
        assert (await studio.decisions.close(INES, clip, 1)).verdict is Verdict.FIRST_ROUND
    assert await winner_of(studio, clip) is None
    assert await studio.worker.work_once()


async def test_only_a_role_s_votes_count(studio: Studio) -> None:
    """Reactions of people without the role are ignored, live and when counted anew."""
    clip = await studio.clip("La ville", rules=BallotRules(voter_role_id=9))
    message = await studio.posted_round(clip)
    member = Person(ZOE.id, ZOE.name, frozenset({9}))
    studio.gallery.member_roles = {ZOE.id: frozenset({9}), BASTIEN.id: frozenset()}
    await studio.vote(message, (member, "1️⃣"), (BASTIEN, "2️⃣"))
    async with studio.intake():
        (open_ballot,) = await studio.decisions.status(clip)
        assert open_ballot.decision.tally == {0: 0, 1: 1, 2: 0, 3: 0}
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.tally == {0: 0, 1: 1, 2: 0, 3: 0}


async def test_cleared_reactions_take_their_votes_along(studio: Studio) -> None:
    """One emoji cleared, then all."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"), (BASTIEN, "2️⃣"), (INES, "2️⃣"))
    async with studio.intake():
        studio.votes.note(Cleared(message.id, "2️⃣"))
        (one,) = await studio.decisions.status(clip)
        assert one.decision.tally == {0: 0, 1: 1, 2: 0, 3: 0}
        studio.votes.note(Cleared(message.id, None))
        (none,) = await studio.decisions.status(clip)
        assert none.decision.voters == 0


async def test_a_decided_line_can_be_reopened(studio: Studio) -> None:
    """The votes are still there, the winner is not, and it can be decided again."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
        await studio.deliver_posts()
        await studio.decisions.reopen(INES, clip, 1)
        assert await winner_of(studio, clip) is None
        await studio.vote(message, (INES, "2️⃣"), (BASTIEN, "2️⃣"))
        await studio.decisions.close(INES, clip, 1)
        await studio.deliver_posts()
    assert said(studio) == ["winner", "winner"]
    assert isinstance(message.view, RoundView)
    assert await winner_of(studio, clip) == message.view.takes[1].take_id


async def test_every_decision_is_in_the_history_with_its_tally(studio: Studio) -> None:
    """Who, what and how many."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
    async with studio.db.reading() as tx:
        closed = [row for row in await deeds_of(tx, clip.id) if row.what == "ballot-closed"]
    assert [row.person_id for row in closed] == [INES.id]
    assert closed[0].details["tally"] == {"0": 0, "1": 1, "2": 0, "3": 0}


async def test_newer_takes_end_the_vote_on_older_ones_and_tell_who_voted(studio: Studio) -> None:
    """A line has one open vote; the older message says so, and its takes can still be picked."""
    clip = await studio.clip("La ville")
    older = await studio.posted_round(clip)
    await studio.vote(older, (BASTIEN, "1️⃣"), (ZOE, "3️⃣"))
    newer = await studio.posted_round(clip)
    await studio.deliver()
    assert isinstance(older.view, RoundView)
    assert (older.view.state, older.view.overtaken) == ("closed", True)
    assert older.view.tally == {0: 0, 1: 1, 2: 0, 3: 1}
    assert said(studio) == ["overtaken"]
    told = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, DecisionView)]
    assert told[0].by == "Bastien, Zoé"
    async with studio.intake():
        assert [one.ballot.round_id for one in await studio.decisions.status(clip)] == [2]
        await studio.vote(older, (INES, "1️⃣"))
        await studio.vote(newer, (ZOE, "2️⃣"))
        with pytest.raises(UserError, match="No vote is open"):
            await studio.decisions.close_on(INES, clip, older.id, 1)
        decision = await studio.decisions.close_on(INES, clip, newer.id, 1)
    assert decision.tally == {0: 0, 1: 0, 2: 1, 3: 0}
    await studio.decisions.pick(INES, clip, 1, 1, 1)
    assert await winner_of(studio, clip) == older.view.takes[0].take_id


async def test_a_message_s_button_closes_the_vote_in_that_message(studio: Studio) -> None:
    """Not the newest vote of the line: after a run-off began, that has a message of its own."""
    clip = await studio.clip("La ville", rules=BallotRules(tie=TieRule.RUN_OFF))
    first = await studio.posted_round(clip)
    await studio.vote(first, (BASTIEN, "1️⃣"), (ZOE, "2️⃣"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, first.id, 1)
    await studio.deliver()
    run_off = studio.last_with_ballot
    await studio.vote(run_off, (ZOE, "2️⃣"))
    async with studio.intake():
        with pytest.raises(UserError, match="No vote is open"):
            await studio.decisions.close_on(INES, clip, first.id, 1)
        decision = await studio.decisions.close_on(INES, clip, run_off.id, 1)
    assert decision.verdict is Verdict.WINNER
