"""Decisions: closing a ballot, by hand or at its deadline, and the director's pick.

A line that is decided, by votes or by the director, has no other vote going on: ballots on its
other rounds end with it. What changes on a message in the channel is left to the outbox.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.ballot import NONE_OF_THESE, BallotState, TieRule, Verdict, decide
from bot.domain.clip import ClipState
from bot.domain.errors import ChannelClosed, GalleryError, StorageError, UserError
from bot.domain.people import require_director
from bot.domain.post import PostKind
from bot.services.bell import Lane
from bot.services.prompting import require_line
from storage import ballots, clips, history, lines, people, posts, rounds, takes

if TYPE_CHECKING:
    from bot.domain.ballot import Ballot, Decision
    from bot.domain.clip import Clip
    from bot.domain.line import Line
    from bot.domain.people import Person
    from bot.domain.take import Round, Take
    from bot.ports import Clock
    from bot.services.bell import Bell
    from bot.services.painting import Painting
    from bot.services.voting import Voting
    from storage.database import Database, Tx

log = logging.getLogger(__name__)

RETRY_S: Final = 30.0
"""How long a ballot past its deadline waits when Discord or the database cannot answer."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What the director chose."""

    line: Line
    round: Round
    take: Take


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A ballot that waits, as ``/vote status`` lists it: for votes, or, tied, for a pick.

    ``decision`` is what the votes would come to now.
    """

    line: Line
    round: Round
    ballot: Ballot
    decision: Decision
    message_id: int | None

    @property
    def voters_missing(self) -> int:
        """How many more people must vote before it can decide anything."""
        return max(0, max(1, self.ballot.rules.quorum) - self.decision.voters)


class Deciding:
    """Closes ballots and keeps winners."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, voting: Voting, painting: Painting
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._voting = voting
        self._painting = painting
        self.counted = asyncio.Event()
        """Set once the votes were counted at start-up; deadlines wait for it."""

    async def close(self, person: Person, clip: Clip, number: int) -> Decision:
        """Close the open ballot of line ``number`` and decide.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line, no open ballot, or too few votes (the ballot stays open).
            GalleryUnavailable: Discord does not say how the vote stands (the ballot stays open).
        """
        require_director(person, clip)
        async with self._db.reading() as tx:
            line = await require_line(tx, clip, number)
            ballot = await _open_of_line(tx, line)
        if ballot is None:
            raise UserError("vote.none-open", line=number)
        await self._count(ballot)
        async with self._db.writing() as tx:
            fresh = await ballots.by_id(tx, ballot.id)
            if fresh is None or not fresh.is_open:
                raise UserError("vote.none-open", line=number)
            await people.remember(tx, person.id, person.name, self._clock.now())
            decision = await self._settle(tx, fresh, person)
            if decision is None:
                raise UserError("vote.none-open", line=number)
            if decision.verdict is Verdict.NO_QUORUM:
                raise UserError(
                    "vote.no-quorum",
                    line=number,
                    n=decision.voters,
                    quorum=max(1, fresh.rules.quorum),
                )
        self._bell.ring(Lane.POST, Lane.PAINT, Lane.DEADLINE)
        return decision

    async def pick(
        self, person: Person, clip: Clip, number: int, take_number: int, round_number: int | None
    ) -> Picked:
        """Make a take the line's winner, whatever the votes say; earlier winners stay in history.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line, round or take, or the rules make the pick wait for the vote.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            made, take = await _find_take(tx, line, take_number, round_number)
            ballot = await _open_of_line(tx, line)
            if ballot is not None and not ballot.rules.pick_at_once:
                raise UserError("vote.pick-waits", line=number)
            waiting = await ballots.waiting_of_line(tx, line.id)
            if take.id == line.winner_take_id and not waiting:
                return Picked(line, made, take)  # said twice: once is enough
            await people.remember(tx, person.id, person.name, now)
            tallies = {str(one.id): await self._end(tx, one, now) for one in waiting}
            await lines.set_winner(tx, line.id, take.id)
            entry = await history.add(
                tx,
                clip.id,
                person.id,
                "winner-picked",
                now,
                subject=f"line:{line.id}",
                take=take.id,
                before=line.winner_take_id,
                tallies=tallies,
            )
            await _announce(tx, clip, PostKind.PICK, str(entry), now)
        self._bell.ring(Lane.POST, Lane.DEADLINE)
        return Picked(line, made, take)

    async def reopen(self, person: Person, clip: Clip, number: int) -> Line:
        """Open the vote on a decided line's last round again; its votes are still there.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line, its vote is open already, or it was never voted on.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            if await _open_of_line(tx, line) is not None:
                raise UserError("vote.already-open", line=number)
            held = [
                one
                for a_round in await rounds.of_line(tx, line.id)
                for one in await ballots.of_round(tx, a_round.id)
            ]
            if not held:
                raise UserError("vote.never-held", line=number)
            await people.remember(tx, person.id, person.name, now)
            last = held[-1]
            # What the director has changed since holds for the second try; a run-off stays one.
            rules = clip.rules
            if last.run_off_of is not None:
                rules = dataclasses.replace(rules, tie=TieRule.DIRECTOR)
            closes_at = None if rules.deadline_s is None else now + rules.deadline_s
            await ballots.reopen(tx, last.id, closes_at, rules)
            await posts.refresh(tx, *_shown_by(last))
            await lines.set_winner(tx, line.id, None)
            await posts.renew(tx, PostKind.DECISION, str(last.id))
            await history.add(
                tx,
                clip.id,
                person.id,
                "vote-reopened",
                now,
                subject=f"line:{line.id}",
                before=line.winner_take_id,
            )
        self._bell.ring(Lane.POST, Lane.DEADLINE)
        return line

    async def status(self, clip: Clip) -> list[OpenBallot]:
        """The clip's ballots that wait, with what the votes would come to now."""
        await self._voting.drain()
        async with self._db.reading() as tx:
            found: list[OpenBallot] = []
            for ballot in await ballots.unsettled_of_clip(tx, clip.id):
                made = await rounds.by_id(tx, ballot.round_id)
                line = None if made is None else await lines.by_id(tx, made.line_id)
                if made is None or line is None:
                    continue
                post = await posts.of(tx, *_shown_by(ballot))
                votes = await ballots.votes(tx, ballot.id)
                decision = decide(votes, ballot.rules, ballot.choices, round_number=made.number)
                message_id = None if post is None else post.message_id
                found.append(OpenBallot(line, made, ballot, decision, message_id))
        return found

    async def run(self) -> None:
        """Close ballots at their deadlines, until cancelled; late rather than never."""
        await self.counted.wait()
        while True:
            try:
                all_closed = await self.close_due()
                async with self._db.reading() as tx:
                    deadline = await ballots.next_deadline(tx)
            except StorageError:
                log.exception("no ballot can be closed now")
                all_closed, deadline = False, None
            wait_s = None if deadline is None else max(0.0, deadline - self._clock.now())
            if not all_closed:
                wait_s = RETRY_S
            await self._bell.wait(Lane.DEADLINE, wait_s)

    async def close_due(self) -> bool:
        """Close every ballot whose deadline has passed; False when one must be tried again.

        While Discord does not say what votes stand, a ballot stays open: a vote that was placed in
        time must not be lost to an outage.
        """
        async with self._db.reading() as tx:
            due = await ballots.due(tx, self._clock.now())
        all_closed = True
        for ballot in due:
            try:
                await self._count(ballot)
                async with self._db.writing() as tx:
                    fresh = await ballots.by_id(tx, ballot.id)
                    if fresh is not None and fresh.is_open:
                        await self._settle(tx, fresh, None)
            except GalleryError as error:
                log.warning("ballot %d is overdue, but can't be counted: %s", ballot.id, error)
                all_closed = False
            except Exception:  # one ballot that cannot be closed must not keep the others open
                log.exception("ballot %d is overdue, but can't be closed", ballot.id)
                all_closed = False
        if due:
            self._bell.ring(Lane.POST, Lane.PAINT)
        return all_closed

    async def _count(self, ballot: Ballot) -> None:
        """Bring the votes up to date; where the message is gone, what is known decides."""
        try:
            await self._voting.recount(ballot.id)
        except ChannelClosed as error:
            log.warning("ballot %d is decided as it was counted last: %s", ballot.id, error)

    async def _settle(self, tx: Tx, ballot: Ballot, by: Person | None) -> Decision | None:
        """Decide a ballot within a transaction and write what follows from it.

        None when there is nothing left to decide: its line was removed, or its clip archived.
        """
        now = self._clock.now()
        made = await rounds.by_id(tx, ballot.round_id)
        line = None if made is None else await lines.by_id(tx, made.line_id)
        clip = None if made is None else await clips.by_id(tx, made.clip_id)
        if made is None or line is None or clip is None or clip.state is ClipState.ARCHIVED:
            await ballots.close(tx, ballot.id, BallotState.CLOSED, None, None, now)
            return None
        votes = await ballots.votes(tx, ballot.id)
        decision = decide(votes, ballot.rules, ballot.choices, round_number=made.number)
        if decision.verdict is Verdict.NO_QUORUM and by is not None:
            return decision
        await self._conclude(tx, clip, made, ballot, decision)
        await history.add(
            tx,
            clip.id,
            None if by is None else by.id,
            "ballot-closed",
            now,
            subject=f"line:{made.line_id}",
            ballot=ballot.id,
            verdict=decision.verdict,
            leaders=decision.leaders,
            tally=_plain(decision),
        )
        return decision

    async def _end(self, tx: Tx, ballot: Ballot, now: float) -> dict[str, int]:
        """End a ballot because its line was decided without it; return how it stood."""
        votes = await ballots.votes(tx, ballot.id)
        stood = decide(votes, ballot.rules, ballot.choices, round_number=2)
        await ballots.close(tx, ballot.id, BallotState.CLOSED, stood, None, now)
        await posts.refresh(tx, *_shown_by(ballot))
        return _plain(stood)

    async def _conclude(
        self, tx: Tx, clip: Clip, made: Round, ballot: Ballot, decision: Decision
    ) -> None:
        now = self._clock.now()
        state, winner = BallotState.CLOSED, None
        match decision.verdict:
            case Verdict.WINNER:
                state = BallotState.DECIDED
                winner = await _take(tx, made, decision.leaders[0])
                await lines.set_winner(tx, made.line_id, winner.id)
            case Verdict.TIE if not ballot.runs_off:
                state = BallotState.TIED
            case Verdict.TIE | Verdict.NO_QUORUM:
                pass
            case Verdict.AGAIN | Verdict.FIRST_ROUND:
                if made.number <= ballot.rules.repaint_limit:
                    await self._painting.repaint(tx, clip, made, now)
        await ballots.close(
            tx, ballot.id, state, decision, None if winner is None else winner.id, now
        )
        await posts.refresh(tx, *_shown_by(ballot))
        if winner is not None:
            for other in await ballots.waiting_of_line(tx, made.line_id):
                await self._end(tx, other, now)
        if decision.verdict is Verdict.TIE and ballot.runs_off:
            second = await ballots.open_(
                tx,
                round_id=made.id,
                rules=dataclasses.replace(ballot.rules, tie=TieRule.DIRECTOR),
                choices=tuple(choice for choice in decision.leaders if choice != NONE_OF_THESE),
                opened_at=now,
                closes_at=None,  # its time begins when it is in the channel
                run_off_of=ballot.id,
            )
            await _announce(tx, clip, PostKind.RUN_OFF, str(second.id), now)
        await _announce(tx, clip, PostKind.DECISION, str(ballot.id), now)


async def _open_of_line(tx: Tx, line: Line) -> Ballot | None:
    for made in reversed(await rounds.of_line(tx, line.id)):
        ballot = await ballots.open_of_round(tx, made.id)
        if ballot is not None:
            return ballot
    return None


async def _find_take(
    tx: Tx, line: Line, take_number: int, round_number: int | None
) -> tuple[Round, Take]:
    """The take of that number in the given round, or in the latest one that has takes."""
    for made in reversed(await rounds.of_line(tx, line.id)):
        if round_number not in {None, made.number}:
            continue
        found = await takes.of_round(tx, made.id)
        if not found:
            continue
        for take in found:
            if take.number == take_number:
                return made, take
        raise UserError("vote.no-such-take", line=line.number, take=take_number, last=len(found))
    raise UserError("vote.no-takes", line=line.number)


async def _take(tx: Tx, made: Round, number: int) -> Take:
    for take in await takes.of_round(tx, made.id):
        if take.number == number:
            return take
    raise UserError("round.take-gone")


async def _announce(tx: Tx, clip: Clip, kind: PostKind, subject: str, now: float) -> None:
    await posts.add(
        tx, clip_id=clip.id, channel_id=clip.channel_id, kind=kind, subject=subject, now=now
    )


def _shown_by(ballot: Ballot) -> tuple[PostKind, str]:
    """Kind and subject of the post on whose message a ballot is voted."""
    if ballot.run_off_of is None:
        return PostKind.ROUND, str(ballot.round_id)
    return PostKind.RUN_OFF, str(ballot.id)


def _plain(decision: Decision) -> dict[str, int]:
    """A tally as JSON can hold it."""
    return {str(choice): count for choice, count in decision.tally.items()}
