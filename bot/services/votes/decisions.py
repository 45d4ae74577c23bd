"""Decisions by hand: closing a ballot, the director's pick, opening a vote again.

What follows from a decision is ``results``'s to write.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.clips.people import require_director
from bot.domain.clips.steps import WinnerPicked
from bot.domain.errors import UserError
from bot.domain.posts.post import PostKind
from bot.domain.rounds.take import take_name
from bot.domain.votes.ballot import TieRule, Verdict
from bot.services.ground.announcements import announce, shown_by, tell_when_decided
from bot.services.ground.bell import Lane
from bot.services.ground.required import require_line
from bot.services.votes.standings import waiting_ballots
from storage.clips import history, people, steps
from storage.lyrics import lines
from storage.posts import posts
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.domain.rounds.take import Round, Take
    from bot.domain.votes.ballot import Ballot, Decision
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.votes.results import BallotResults
    from bot.services.votes.standings import OpenBallot
    from bot.services.votes.votes import Votes
    from storage.database.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Picked:
    """What the director chose."""

    line: Line
    round: Round
    take: Take


@dataclass(frozen=True, slots=True)
class ClosedVotes:
    """The lines whose votes were closed at once, and those that still lack votes."""

    closed: tuple[int, ...]
    left: tuple[int, ...]


class Decisions:
    """Closes ballots and keeps winners."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, votes: Votes, results: BallotResults
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._votes = votes
        self._results = results

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
        return await self._close(person, ballot, number)

    async def close_all(self, person: Person, clip: Clip) -> ClosedVotes:
        """Close every open ballot of the clip that has the votes it takes.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: the clip has no line, or no vote is open.
            GalleryUnavailable: Discord does not say how a vote stands; it and the next stay open.
        """
        require_director(person, clip)
        async with self._db.reading() as tx:
            waiting = [vote for vote in await waiting_ballots(tx, clip) if vote.ballot.is_open]
            if not waiting:
                there = await lines.all_of(tx, clip.id)
                raise UserError("vote.none-open-here" if there else "line.none")
        closed: list[int] = []
        left: list[int] = []
        for vote in waiting:
            try:
                await self._close(person, vote.ballot, vote.line.number)
            except UserError:  # too few votes, or closed meanwhile
                left.append(vote.line.number)
            else:
                closed.append(vote.line.number)
        return ClosedVotes(tuple(closed), tuple(left))

    async def close_on(self, person: Person, clip: Clip, message_id: int, number: int) -> Decision:
        """As ``close``, but the very ballot that is voted on in this message, on line ``number``.

        Raises:
            NotAllowed, UserError, GalleryUnavailable: as ``close`` says.
        """
        require_director(person, clip)
        async with self._db.reading() as tx:
            ballot = (await ballots.open_on(tx, [message_id])).get(message_id)
        return await self._close(person, ballot, number)

    async def _close(self, person: Person, ballot: Ballot | None, number: int) -> Decision:
        if ballot is None:
            raise UserError("vote.none-open", line=number)
        await self._votes.recount_if_there(ballot.id)
        async with self._db.writing() as tx:
            fresh = await ballots.by_id(tx, ballot.id)
            if fresh is None or not fresh.is_open:
                raise UserError("vote.none-open", line=number)
            await people.remember(tx, person.id, person.name, self._clock.now())
            decision = await self._results.settle(tx, fresh, person)
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
            round_, take = await _find_take(tx, line, take_number, round_number)
            waiting = await ballots.waiting_of_line(tx, line.id, trial=round_.trial)
            ballot = next((one for one in waiting if one.is_open), None)
            if ballot is not None and not ballot.rules.pick_at_once:
                raise UserError("vote.pick-waits", line=number)
            if take.id == line.winner_take_id and not waiting:
                return Picked(line, round_, take)  # said twice: once is enough
            await people.remember(tx, person.id, person.name, now)
            tallies = {
                str(waiting_ballot.id): await self._results.end(tx, waiting_ballot)
                for waiting_ballot in waiting
            }
            await self._results.keep(tx, round_, take, person.id)
            if not round_.trial:
                ended = tuple((ended_ballot.id, ended_ballot.state) for ended_ballot in waiting)
                change = WinnerPicked(line.id, line.winner_take_id, take.id, ended)
                await steps.add(tx, clip.id, person.id, change, now, directed=True)
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
            await announce(tx, clip, PostKind.PICK, str(entry), now)
            if line.winner_take_id is None:
                await tell_when_decided(tx, clip, entry, now)
        self._bell.ring(Lane.POST, Lane.DEADLINE)
        return Picked(line, round_, take)

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
            if any(one.is_open for one in await ballots.waiting_of_line(tx, line.id)):
                raise UserError("vote.already-open", line=number)
            ballots_held = [
                ballot
                for a_round in await rounds.of_line(tx, line.id)
                for ballot in await ballots.of_round(tx, a_round.id)
            ]
            if not ballots_held:
                raise UserError("vote.never-held", line=number)
            await people.remember(tx, person.id, person.name, now)
            last = ballots_held[-1]
            # What the director has changed since holds for the second try; a run-off stays one.
            rules = clip.rules
            if last.run_off_of is not None:
                rules = dataclasses.replace(rules, tie=TieRule.DIRECTOR)
            closes_at = None if rules.deadline_s is None else now + rules.deadline_s
            await ballots.reopen(tx, last.id, closes_at, rules)
            await posts.refresh(tx, *shown_by(last))
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
        await self._votes.drain()
        async with self._db.reading() as tx:
            return await waiting_ballots(tx, clip)


async def _open_of_line(tx: Tx, line: Line) -> Ballot | None:
    for round_ in reversed(await rounds.of_line(tx, line.id, trials=True)):
        ballot = await ballots.open_of_round(tx, round_.id)
        if ballot is not None:
            return ballot
    return None


async def _find_take(
    tx: Tx, line: Line, take_number: int, round_number: int | None
) -> tuple[Round, Take]:
    """The take of that number in the given round, or in the latest one that has takes."""
    for round_ in reversed(await rounds.of_line(tx, line.id, trials=True)):
        if round_number not in {None, round_.number}:
            continue
        of_round = await takes.of_round(tx, round_.id)
        if not of_round:
            continue
        for take in of_round:
            if take.number == take_number and take.is_open:
                return round_, take
            if take.number == take_number:
                raise UserError("marks.take-held", take=take_name(line, round_, take))
        raise UserError("vote.no-such-take", line=line.number, take=take_number, last=len(of_round))
    raise UserError("vote.no-takes", line=line.number)
