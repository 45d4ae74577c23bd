"""What follows from counting a ballot, written within one transaction: winner, run-off, repaint.

A line that is decided, by votes or by the director, has no other vote going on: ballots on its
other rounds end with it. What changes on a message in the channel is left to the outbox.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from bot.domain.clips.clip import ClipState
from bot.domain.errors import UserError
from bot.domain.posts.post import PostKind
from bot.domain.votes.ballot import NONE_OF_THESE, BallotState, TieRule, Verdict, decide
from bot.services.ground.announcements import announce, shown_by, tell_when_decided
from bot.services.prompts.prompts import adopt
from storage.clips import history
from storage.lyrics import lines
from storage.posts import posts
from storage.prompts import styles
from storage.rounds import placed, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.rounds.take import Round, Take
    from bot.domain.votes.ballot import Ballot, Decision
    from bot.ports.clock import Clock
    from bot.services.rounds.requests import RoundRequests
    from storage.database.database import Tx


class BallotResults:
    """Settles ballots; ``requests`` paints again where 🔁 won."""

    def __init__(self, clock: Clock, requests: RoundRequests) -> None:
        self._clock = clock
        self._requests = requests

    async def settle(self, tx: Tx, ballot: Ballot, by: Person | None) -> Decision | None:
        """Decide a ballot and write what follows from it; ``by`` is None at a deadline.

        None when there is nothing left to decide: its line was removed, or its clip archived.
        Closed by hand with too few votes, it stays open.
        """
        now = self._clock.now()
        place = await placed.round_by_id(tx, ballot.round_id)
        if place is None or place.clip.state is ClipState.ARCHIVED:
            await ballots.close(tx, ballot.id, BallotState.CLOSED, None, None, now)
            return None
        round_, clip = place.round, place.clip
        votes = await ballots.votes(tx, ballot.id)
        # The rule on first takes is about what a line keeps, not about styles.
        number = max(2, round_.number) if round_.trial else round_.number
        decision = decide(votes, ballot.rules, ballot.choices, round_number=number)
        if decision.verdict is Verdict.NO_QUORUM and by is not None:
            return decision
        await self._conclude(tx, clip, round_, ballot, decision)
        entry = await history.add(
            tx,
            clip.id,
            None if by is None else by.id,
            "ballot-closed",
            now,
            subject=f"line:{round_.line_id}",
            ballot=ballot.id,
            verdict=decision.verdict,
            leaders=decision.leaders,
            tally=_plain(decision),
        )
        if decision.verdict is Verdict.WINNER and place.line.winner_take_id is None:
            await tell_when_decided(tx, clip, entry, now)
        return decision

    async def end(self, tx: Tx, ballot: Ballot) -> dict[str, int]:
        """End a ballot because its line was decided without it; return how it stood."""
        votes = await ballots.votes(tx, ballot.id)
        stood = decide(votes, ballot.rules, ballot.choices, round_number=2)
        await ballots.close(tx, ballot.id, BallotState.CLOSED, stood, None, self._clock.now())
        await posts.refresh(tx, *shown_by(ballot))
        return _plain(stood)

    async def keep(self, tx: Tx, round_: Round, take: Take, by: int | None = None) -> None:
        """Make ``take`` its line's winner; of a round that tries styles its style the clip's."""
        if not round_.trial:
            await lines.set_winner(tx, round_.line_id, take.id)
            return
        settings = (await styles.tried(tx, round_.id)).get(take.number)
        if settings is None:
            raise UserError("round.take-gone")
        author, now = by or round_.requested_by, self._clock.now()
        await adopt(tx, round_.clip_id, settings, author, now, directed=True)

    async def _conclude(
        self, tx: Tx, clip: Clip, round_: Round, ballot: Ballot, decision: Decision
    ) -> None:
        now = self._clock.now()
        state, winner = BallotState.CLOSED, None
        match decision.verdict:
            case Verdict.WINNER:
                state = BallotState.DECIDED
                winner = await _take(tx, round_, decision.leaders[0])
                await self.keep(tx, round_, winner)
            case Verdict.TIE if not ballot.runs_off:
                state = BallotState.TIED
            case Verdict.TIE | Verdict.NO_QUORUM:
                pass
            case Verdict.AGAIN | Verdict.FIRST_ROUND:
                if round_.number <= ballot.rules.repaint_limit:
                    await self._requests.repaint(tx, clip, round_, now)
            case Verdict.OVERTAKEN:
                pass  # is written where the newer vote opens, never counted
        await ballots.close(
            tx, ballot.id, state, decision, None if winner is None else winner.id, now
        )
        await posts.refresh(tx, *shown_by(ballot))
        if winner is not None:
            for other in await ballots.waiting_of_line(tx, round_.line_id, trial=round_.trial):
                await self.end(tx, other)
        if decision.verdict is Verdict.TIE and ballot.runs_off:
            second = await ballots.open_(
                tx,
                round_id=round_.id,
                rules=dataclasses.replace(ballot.rules, tie=TieRule.DIRECTOR),
                choices=tuple(choice for choice in decision.leaders if choice != NONE_OF_THESE),
                opened_at=now,
                closes_at=None,  # its time begins when it is in the channel
                run_off_of=ballot.id,
            )
            await announce(tx, clip, PostKind.RUN_OFF, str(second.id), now)
        await announce(tx, clip, PostKind.DECISION, str(ballot.id), now)


async def _take(tx: Tx, round_: Round, number: int) -> Take:
    for take in await takes.of_round(tx, round_.id):
        if take.number == number:
            return take
    raise UserError("round.take-gone")


def _plain(decision: Decision) -> dict[str, int]:
    """A tally as JSON can hold it."""
    return {str(choice): count for choice, count in decision.tally.items()}
