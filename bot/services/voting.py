"""Votes: from reactions to a decided line.

Reaction events come faster than a disk can commit one by one, so they are taken in, in order, and
written many at a time. What a crash swallows, the next count from Discord brings back. Counting a
ballot anew goes through the same line, so an event that arrives meanwhile is applied after it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.ballot import NONE_EMOJI, NONE_OF_THESE, TAKE_EMOJI, Vote
from bot.domain.errors import GalleryError, StorageError
from bot.domain.post import PostKind
from bot.services.bell import Lane
from storage import ballots, people, posts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.ballot import Ballot
    from bot.domain.post import Post
    from bot.ports import Clock, Gallery
    from bot.services.bell import Bell
    from storage.database import Database, Tx

log = logging.getLogger(__name__)

_PLAIN: Final = {emoji.replace("\ufe0f", ""): i for i, emoji in enumerate(TAKE_EMOJI, start=1)}
_PLAIN[NONE_EMOJI] = NONE_OF_THESE


def choice_of(emoji: str) -> int | None:
    """The choice an emoji stands for; None for any other emoji."""
    return _PLAIN.get(emoji.replace("\ufe0f", ""))


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody reacted."""

    message_id: int
    person_id: int
    name: str | None
    role_ids: frozenset[int]
    emoji: str
    at: float


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Somebody took a reaction back."""

    message_id: int
    person_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """A moderator removed one emoji's reactions, or (``emoji`` None) all of them."""

    message_id: int
    emoji: str | None


@dataclass(frozen=True, slots=True)
class _Recount:
    """Read a ballot's reactions from Discord again."""

    ballot_id: int
    counted: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class _Marker:
    """Everything before this has been written."""

    reached: asyncio.Future[None]


Event = Placed | Withdrawn | Cleared
_MOST_AT_ONCE: Final = 500


class Voting:
    """Takes in what people do with reactions and keeps the votes."""

    def __init__(self, db: Database, clock: Clock, bell: Bell, gallery: Gallery) -> None:
        self._db = db
        self._bell = bell
        self._clock = clock
        self._gallery = gallery
        self._intake: asyncio.Queue[Event | _Recount | _Marker] = asyncio.Queue()
        self._names: dict[int, str] = {}

    def note(self, event: Event) -> None:
        """Take an event in; it is written soon, in order."""
        if isinstance(event, Cleared) or choice_of(event.emoji) is not None:
            self._intake.put_nowait(event)

    async def drain(self) -> None:
        """Return when everything taken in so far has been written."""
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._intake.put_nowait(_Marker(reached))
        await reached

    async def recount(self, ballot_id: int) -> None:
        """Count one ballot anew from the reactions that stand on its message.

        Raises:
            GalleryError: Discord did not give them; the votes stay as they were.
        """
        counted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._intake.put_nowait(_Recount(ballot_id, counted))
        await counted

    async def recount_all(self) -> None:
        """Count every open ballot anew: at start-up, and when events may have been missed."""
        async with self._db.reading() as tx:
            still_open = await ballots.open_ones(tx)
        for ballot in still_open:
            try:
                await self.recount(ballot.id)
            except GalleryError as error:
                log.warning("ballot %d could not be counted anew: %s", ballot.id, error)

    async def message_deleted(self, message_id: int) -> None:
        """Post a deleted message of ours again; the votes on it are kept."""
        await self.drain()
        async with self._db.writing() as tx:
            post = await posts.by_message(tx, message_id)
            if post is None:
                return
            ballot = await open_ballot_of(tx, message_id)
            if ballot is None:
                await posts.done(tx, post.id)
                return
            await ballots.carry(tx, ballot.id)
            await posts.forget_message(tx, post.id)
        self._bell.ring(Lane.POST)

    async def run(self) -> None:
        """Write what is taken in, until cancelled."""
        while True:
            batch = [await self._intake.get()]
            while not self._intake.empty() and len(batch) < _MOST_AT_ONCE:
                batch.append(self._intake.get_nowait())
            await self._write(batch)

    async def _write(self, batch: list[Event | _Recount | _Marker]) -> None:
        events: list[Event] = []
        for item in batch:
            if isinstance(item, Placed | Withdrawn | Cleared):
                events.append(item)
                continue
            await self._apply(events)
            events = []
            if isinstance(item, _Marker):
                item.reached.set_result(None)
            else:
                await self._count(item)
        await self._apply(events)

    async def _apply(self, events: list[Event]) -> None:
        if not events:
            return
        try:
            async with self._db.writing() as tx:
                known: dict[int, Ballot | None] = {}
                for event in events:
                    if event.message_id not in known:
                        known[event.message_id] = await open_ballot_of(tx, event.message_id)
                    ballot = known[event.message_id]
                    if ballot is not None:
                        await self._change(tx, ballot, event)
        except StorageError:
            # The reactions still stand on Discord: the next count brings them back.
            log.exception("%d vote events could not be written", len(events))

    async def _change(self, tx: Tx, ballot: Ballot, event: Event) -> None:
        match event:
            case Placed():
                choice = choice_of(event.emoji)
                if (
                    choice is None
                    or choice not in (*ballot.choices, NONE_OF_THESE)
                    or not ballot.rules.may_vote(event.person_id, event.role_ids)
                ):
                    return
                if event.name is not None and self._names.get(event.person_id) != event.name:
                    await people.remember(tx, event.person_id, event.name, event.at)
                    self._names[event.person_id] = event.name
                await ballots.place(tx, ballot.id, Vote(event.person_id, choice, event.at))
            case Withdrawn():
                choice = choice_of(event.emoji)
                if choice is not None:
                    await ballots.withdraw(tx, ballot.id, event.person_id, choice)
            case Cleared():
                if event.emoji is None:
                    await ballots.withdraw_all(tx, ballot.id)
                elif (choice := choice_of(event.emoji)) is not None:
                    await ballots.withdraw_choice(tx, ballot.id, choice)

    async def _count(self, item: _Recount) -> None:
        try:
            await self._count_ballot(item.ballot_id)
        except (GalleryError, StorageError) as error:
            item.counted.set_exception(error)
        else:
            item.counted.set_result(None)

    async def _count_ballot(self, ballot_id: int) -> None:
        async with self._db.reading() as tx:
            ballot = await ballots.by_id(tx, ballot_id)
            post = None if ballot is None else await post_of_ballot(tx, ballot)
        if ballot is None or post is None or post.message_id is None:
            return
        standing = await self._gallery.reactions(post.channel_id, post.message_id)
        allowed = await self._allowed(ballot, post, standing)
        now = self._clock.now()
        async with self._db.writing() as tx:
            before = await ballots.votes(tx, ballot_id)
            since = {(vote.person_id, vote.choice): vote.placed_at for vote in before}
            found: list[Vote] = []
            for emoji, person_ids in standing.items():
                choice = choice_of(emoji)
                if choice is None or choice not in (*ballot.choices, NONE_OF_THESE):
                    continue
                found.extend(
                    Vote(person_id, choice, since.get((person_id, choice), now))
                    for person_id in person_ids
                    if person_id in allowed
                )
            here = {vote.person_id for vote in found}
            found += [vote for vote in before if vote.carried and vote.person_id not in here]
            await ballots.replace_all(tx, ballot_id, found)

    async def _allowed(
        self, ballot: Ballot, post: Post, standing: Mapping[str, Sequence[int]]
    ) -> frozenset[int]:
        """Whose reactions count; roles are asked for only where the rules name one."""
        everyone = frozenset(person for ids in standing.values() for person in ids)
        rules = ballot.rules
        if rules.voter_role_id is None:
            return frozenset(one for one in everyone if rules.may_vote(one, frozenset()))
        roles = await self._gallery.roles(post.channel_id, everyone)
        return frozenset(
            one for one in everyone if rules.may_vote(one, roles.get(one, frozenset()))
        )


async def open_ballot_of(tx: Tx, message_id: int) -> Ballot | None:
    """The open ballot whose takes a message shows."""
    post = await posts.by_message(tx, message_id)
    if post is None:
        return None
    if post.kind is PostKind.ROUND:
        ballot = await ballots.open_of_round(tx, int(post.subject))
        # A run-off of this round is voted on in its own message.
        return None if ballot is None or ballot.run_off_of is not None else ballot
    if post.kind is PostKind.RUN_OFF:
        ballot = await ballots.by_id(tx, int(post.subject))
        return ballot if ballot is not None and ballot.is_open else None
    return None


async def post_of_ballot(tx: Tx, ballot: Ballot) -> Post | None:
    """The post on whose message a ballot is voted."""
    if ballot.run_off_of is None:
        return await posts.of(tx, PostKind.ROUND, str(ballot.round_id))
    return await posts.of(tx, PostKind.RUN_OFF, str(ballot.id))
