"""Voting in a row: one open vote after another, shown to one person, who votes by buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from bot.domain.rounds.take import take_name
from bot.domain.votes.ballot import (
    NONE_OF_THESE,
    NORMALLY,
    PRESSED,
    SUPER,
    Vote,
    VotingMode,
    counted,
)
from bot.services.ground.bell import Lane
from bot.services.votes.records import hasten
from bot.services.votes.standings import waiting_ballots
from storage.clips import people
from storage.lyrics import lines
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.ground.large import LargePictures, LargeTake
    from bot.services.votes.standings import OpenBallot
    from bot.services.votes.votes import Votes
    from storage.database.database import Database


@dataclass(frozen=True, slots=True)
class VoteCard:
    """One open vote as one person sees it: the takes large, and what they have chosen."""

    standing: OpenBallot
    prompt: str
    takes: tuple[LargeTake, ...]
    pressed: frozenset[int]
    reacted: frozenset[int]
    """What reactions of theirs stand under the post."""
    counts: frozenset[int]
    """Which of it counts."""
    owed: int
    """On how many votes they have still to vote, this one included."""


class Carousel:
    """Goes from vote to vote by the lines, and takes presses as votes."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, voting: Votes, pictures: LargePictures
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._voting = voting
        self._pictures = pictures

    async def owed(self, person: Person, clip: Clip, after: int | None = None) -> VoteCard | None:
        """The next vote that ``person`` owes, from ballot ``after`` on and round again.

        None where they have voted on all they may.
        """
        waiting = await self._open(clip)
        place = next((k for k, one in enumerate(waiting) if one.ballot.id == after), -1)
        around = waiting[place + 1 :] + waiting[: place + 1]
        found = next((one for one in around if one.owed_by(person)), None)
        return None if found is None else await self._card(person, waiting, found)

    async def before(self, person: Person, clip: Clip, ballot_id: int) -> VoteCard | None:
        """The open vote before this one that ``person`` may vote on, done or not; else the last."""
        waiting = await self._open(clip)
        mine = [one for one in waiting if one.ballot.rules.may_vote(person.id, person.role_ids)]
        place = next((k for k, one in enumerate(mine) if one.ballot.id == ballot_id), 0)
        return await self._card(person, waiting, mine[place - 1]) if mine else None

    async def at(self, person: Person, clip: Clip, ballot_id: int) -> VoteCard | None:
        """The vote itself, if it is still open."""
        waiting = await self._open(clip)
        found = next((one for one in waiting if one.ballot.id == ballot_id), None)
        return None if found is None else await self._card(person, waiting, found)

    async def press(self, person: Person, clip: Clip, ballot_id: int, choice: int) -> bool:
        """Take a press as a vote, or back; return whether to go on to the next one.

        Raises:
            UserError: the vote is closed, or not theirs.
        """
        await self._voting.drain()  # a reaction placed before is older
        async with self._db.writing() as tx:
            ballot = await ballots.by_id(tx, ballot_id)
            made = None if ballot is None else await rounds.by_id(tx, ballot.round_id)
            line = None if made is None else await lines.by_id(tx, made.line_id)
            if ballot is None or line is None or line.clip_id != clip.id or not ballot.is_open:
                raise UserError("vote.closed-meanwhile")
            if choice not in (*ballot.choices, NONE_OF_THESE):
                raise UserError("vote.closed-meanwhile")
            if not ballot.rules.may_vote(person.id, person.role_ids):
                raise UserError("vote.not-yours", line=line.number)
            now = self._clock.now()
            await people.remember(tx, person.id, person.name, now)
            await ballots.welcome(tx, [(ballot.id, person.id)])
            single = ballot.rules.mode is VotingMode.SINGLE
            vote = Vote(person.id, choice, now, ways=PRESSED)
            stands = await ballots.press(tx, ballot.id, vote, single=single)
            await hasten(tx, ballot, now)
        self._bell.ring(Lane.DEADLINE)
        return single and stands

    async def _open(self, clip: Clip) -> list[OpenBallot]:
        await self._voting.drain()
        async with self._db.reading() as tx:
            return [one for one in await waiting_ballots(tx, clip) if one.ballot.is_open]

    async def _card(self, person: Person, waiting: list[OpenBallot], found: OpenBallot) -> VoteCard:
        ballot, made, line = found.ballot, found.round, found.line
        async with self._db.reading() as tx:
            prompt = await prompts.by_id(tx, made.prompt_id)
            held = await takes.of_round(tx, made.id)
            votes = [
                one for one in await ballots.votes(tx, ballot.id) if one.person_id == person.id
            ]
        named = [(one, take_name(line, made, one)) for one in held if one.number in ballot.choices]
        reactions = NORMALLY | SUPER
        return VoteCard(
            standing=found,
            prompt="" if prompt is None else prompt.text,
            takes=await self._pictures.of(named),
            pressed=frozenset(one.choice for one in votes if one.ways & PRESSED),
            reacted=frozenset(
                one.choice for one in votes if one.ways & reactions and not one.carried
            ),
            counts=frozenset(one.choice for one in counted(votes, ballot.rules, ballot.choices)),
            owed=sum(one.owed_by(person) for one in waiting),
        )
