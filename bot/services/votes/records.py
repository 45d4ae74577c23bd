"""Votes into rows: a run of changes becomes one transaction that writes only what it comes to."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from bot.domain.errors import StorageError
from bot.domain.votes.ballot import NONE_OF_THESE, PRESSED, Vote
from bot.services.ground.announcements import announce, shown_by
from bot.services.ground.bell import Lane
from bot.services.votes.reactions import Cleared, Event, Net, Placed, Withdrawn, choice_of
from storage.clips import people
from storage.rounds import placed
from storage.votes import ballots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.votes.ballot import Ballot
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx

log = logging.getLogger(__name__)

ALL_VOTED_S: Final = 60.0
"""How long a ballot stays open after everybody has voted: time to change one's mind."""
_RETRY_S: Final = (1.0, 5.0, 20.0)
"""How long to wait before each further try to write, when the database is locked or full."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands on a ballot's message, as Discord just said, and whose votes count there."""

    ballot_id: int
    standing: Mapping[str, Mapping[int, int]]
    allowed: frozenset[int]


class VoteRecords:
    """Writes events and counts in the order in which they are given."""

    def __init__(self, db: Database, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._names: dict[int, str] = {}
        """As they are in the rows already."""

    async def write(self, changes: Sequence[Event | Counted]) -> Exception | None:
        """Write ``changes`` in one transaction; return why that could not be done."""
        for pause_s in (*_RETRY_S, None):
            try:
                async with self._db.writing() as tx:
                    names = await self._apply(tx, changes)
                    deadlines_moved = await self._move_deadlines(tx, changes)
                self._names.update(names)
                if deadlines_moved:
                    self._bell.ring(Lane.DEADLINE, Lane.POST)
            except StorageError as error:
                log.exception("%d vote events cannot be written now", len(changes))
                if pause_s is None:
                    # The reactions still stand on Discord: the next count brings them back.
                    return error
                await self._clock.sleep(pause_s)
            except Exception as error:  # the intake must outlive any one batch
                log.exception("%d vote events could not be applied", len(changes))
                return error
            else:
                return None
        return None

    async def _apply(self, tx: Tx, changes: Sequence[Event | Counted]) -> Mapping[int, str]:
        """Apply ``changes`` in order; return the names that were remembered with them."""
        messages = {change.message_id for change in changes if not isinstance(change, Counted)}
        open_on = await ballots.open_on(tx, messages)
        names: dict[int, str] = {}
        net = Net()
        for change in changes:
            if isinstance(change, Counted):
                await _flush(tx, net)
                await self._count(tx, change)
                continue
            ballot = open_on.get(change.message_id)
            if ballot is None:
                continue
            match change:
                case Placed():
                    if net.place(ballot, change) and change.name is not None:
                        names[change.person_id] = change.name
                case Withdrawn():
                    net.withdraw(ballot, change)
                case Cleared():
                    await _flush(tx, net)
                    await _clear(tx, ballot, change)
                case _:
                    assert_never(change)
        await _flush(tx, net)
        names = {key: name for key, name in names.items() if self._names.get(key) != name}
        for person_id, name in names.items():
            await people.remember(tx, person_id, name, self._clock.now())
        return names

    async def _move_deadlines(self, tx: Tx, changes: Sequence[Event | Counted]) -> bool:
        """Close ballots soon on which all have voted now, and no longer where one has not.

        Returns whether any deadline was moved; its post tells of it.
        """
        messages = {one.message_id for one in changes if not isinstance(one, Counted)}
        touched = {one.id: one for one in (await ballots.open_on(tx, messages)).values()}
        for one in changes:
            if isinstance(one, Counted) and one.ballot_id not in touched:
                counted = await ballots.by_id(tx, one.ballot_id)
                if counted is not None and counted.is_open:
                    touched[counted.id] = counted
        any_moved = False
        for ballot in touched.values():
            any_moved = await hasten(tx, ballot, self._clock.now()) or any_moved
        return any_moved

    async def _count(self, tx: Tx, counted: Counted) -> None:
        ballot = await ballots.by_id(tx, counted.ballot_id)
        if ballot is None or not ballot.is_open:
            return
        before = await ballots.votes(tx, ballot.id)
        since = {(vote.person_id, vote.choice): vote.placed_at for vote in before}
        now = self._clock.now()
        votes = [
            # Discord does not say when somebody reacted: what is new is new now.
            Vote(person_id, choice, since.get((person_id, choice), now), ways=ways)
            for choice, ways_by_person in _by_choice(counted.standing, ballot.choices)
            for person_id, ways in ways_by_person.items()
            if person_id in counted.allowed
        ]
        here = {vote.person_id for vote in votes}
        votes += [
            vote
            for vote in before
            if vote.carried and vote.person_id not in here and vote.person_id in counted.allowed
        ]
        votes = _with_pressed(votes, [one for one in before if one.person_id in counted.allowed])
        votes = await ballots.without_erased(tx, ballot.id, votes)
        await ballots.replace_all(tx, ballot.id, votes)


def _with_pressed(reacted: Sequence[Vote], before: Sequence[Vote]) -> list[Vote]:
    """What was pressed stands beside ``reacted``; one choice of a person is one vote."""
    pressed = {
        (one.person_id, one.choice): replace(one, ways=PRESSED, carried=False)
        for one in before
        if one.ways & PRESSED
    }
    both = [
        replace(one, ways=one.ways | PRESSED) if (one.person_id, one.choice) in pressed else one
        for one in reacted
    ]
    known = {(one.person_id, one.choice) for one in reacted}
    return both + [one for key, one in pressed.items() if key not in known]


async def hasten(tx: Tx, ballot: Ballot, now: float) -> bool:
    """Close a ballot soon if all have voted now, and no longer if one has not; whether it moved."""
    if not ballot.rules.voter_ids or not ballot.rules.closes_when_all_voted:
        return False
    voters = {vote.person_id for vote in await ballots.votes(tx, ballot.id)}
    all_voted = ballot.rules.all_voted(voters)
    soon = now + ALL_VOTED_S
    if ballot.hastened and not all_voted:
        await ballots.give_time(tx, ballot.id)
    elif all_voted and not ballot.hastened and (ballot.closes_at or math.inf) > soon:
        await ballots.hasten(tx, ballot.id, soon)
    else:
        return False
    place = await placed.round_by_id(tx, ballot.round_id)
    if place is not None:
        await announce(tx, place.clip, *shown_by(ballot), now)
    return True


async def _flush(tx: Tx, net: Net) -> None:
    """Write what has come together, and begin anew."""
    if net.gone or net.placed:
        placed = [(ballot_id, vote) for (ballot_id, *_), vote in net.placed.items()]
        await ballots.welcome(tx, [(ballot_id, vote.person_id) for ballot_id, vote in placed])
        await ballots.change_many(tx, anew=net.anew, gone=net.gone, placed=placed)
    net.clear()


async def _clear(tx: Tx, ballot: Ballot, cleared: Cleared) -> None:
    if cleared.emoji is None:
        await ballots.withdraw_all(tx, ballot.id)
    elif (choice := choice_of(cleared.emoji)) is not None:
        await ballots.withdraw_choice(tx, ballot.id, choice)


def _by_choice(
    standing: Mapping[str, Mapping[int, int]], choices: Iterable[int]
) -> Iterable[tuple[int, Mapping[int, int]]]:
    """People and the ways they voted, by what they chose; strange emoji are left out."""
    known = {*choices, NONE_OF_THESE}
    for emoji, ways_by_person in standing.items():
        choice = choice_of(emoji)
        if choice is not None and choice in known:
            yield choice, ways_by_person
