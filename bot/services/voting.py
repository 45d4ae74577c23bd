"""Votes: from reactions to rows.

Reaction events come faster than a disk can commit one by one, so they are taken in, in order, and
written many at a time. What a crash swallows, the next count from Discord brings back. While a
ballot is counted anew, the events on its message wait and are applied after the count; everything
else goes on.

Whose reactions count is asked twice. An event is held against the rules when it arrives; every
count, and so every close, holds all standing reactions against them again. So a vote placed before
its person got the role counts from the next count on, and one of a person who lost the role, or
left the server with it, counts no more. Where everyone may vote, or a list of people, leaving the
server takes nothing back: the reaction still stands.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never
from weakref import WeakValueDictionary

from bot.domain.ballot import NONE_OF_THESE, Vote
from bot.domain.errors import ChannelClosed, GalleryError, StorageError
from bot.domain.post import PostKind
from bot.services.bell import Lane
from bot.services.reacting import Cleared, Event, Net, Placed, Withdrawn, choice_of
from storage import ballots, people, posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.ballot import Ballot
    from bot.domain.post import Post
    from bot.ports import Clock, Gallery
    from bot.services.bell import Bell
    from storage.database import Database, Tx

__all__ = ["Cleared", "Event", "Placed", "Voting", "Withdrawn", "choice_of"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What stands on a ballot's message, as Discord just said, and whose votes count there."""

    ballot_id: int
    standing: Mapping[str, Sequence[int]]
    allowed: frozenset[int]
    written: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class _Marker:
    """Everything before this has been written."""

    reached: asyncio.Future[None]


_MOST_AT_ONCE: Final = 2000
_GATHER_S: Final = 0.1
"""How long an event may wait for others to be written along with."""
_COUNTS_AT_ONCE: Final = 4
_RETRY_S: Final = (1.0, 5.0, 20.0)
"""How long to wait before each further try to write, when the database is locked or full."""


class Voting:
    """Takes in what people do with reactions and keeps the votes."""

    def __init__(self, db: Database, clock: Clock, bell: Bell, gallery: Gallery) -> None:
        self._db = db
        self._bell = bell
        self._clock = clock
        self._gallery = gallery
        self._intake: asyncio.Queue[Event | _Counted | _Marker] = asyncio.Queue()
        self._hurry = asyncio.Event()
        self._held: dict[int, list[Event]] = {}
        self._counting: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._names: dict[int, str] = {}

    def note(self, event: Event) -> None:
        """Take an event in; it is written soon, in order."""
        if isinstance(event, Cleared) or choice_of(event.emoji) is not None:
            held = self._held.get(event.message_id)
            if held is None:
                self._intake.put_nowait(event)
            else:
                held.append(event)

    async def drain(self) -> None:
        """Return when everything taken in so far has been written.

        Events on a message that is being counted anew are not waited for; its ``recount`` does.
        """
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._intake.put_nowait(_Marker(reached))
        self._hurry.set()
        await reached

    async def recount(self, ballot_id: int) -> None:
        """Count one ballot anew from the reactions that stand on its message.

        At its return all that was taken in before has been written as well.

        Raises:
            GalleryError: Discord did not give them; the votes stay as they were.
            StorageError: they could not be written; the votes stay as they were.
        """
        async with self._db.reading() as tx:
            ballot = await ballots.by_id(tx, ballot_id)
            post = None if ballot is None else await post_of_ballot(tx, ballot)
        if ballot is not None and post is not None and post.message_id is not None:
            lock = self._counting.setdefault(post.message_id, asyncio.Lock())
            async with lock:
                await self._read(ballot, post, post.message_id)
        await self.drain()

    async def recount_all(self) -> None:
        """Count every open ballot anew: at start-up, and when events may have been missed.

        A message that was deleted meanwhile is posted again, as if its deletion had been seen.
        """
        async with self._db.reading() as tx:
            still_open = await ballots.open_ones(tx)
        gate = asyncio.Semaphore(_COUNTS_AT_ONCE)

        async def count(ballot: Ballot) -> None:
            async with gate:
                try:
                    await self.recount(ballot.id)
                except ChannelClosed as error:
                    log.warning("ballot %d could not be counted anew: %s", ballot.id, error)
                    await self._look_for(ballot)
                except (GalleryError, StorageError) as error:
                    log.warning("ballot %d could not be counted anew: %s", ballot.id, error)

        async with asyncio.TaskGroup() as group:
            for ballot in still_open:
                group.create_task(count(ballot))

    async def message_deleted(self, message_id: int) -> None:
        """Post a deleted message of ours again; the votes on it are kept."""
        async with self._db.reading() as tx:
            if await posts.by_message(tx, message_id) is None:
                return  # one of the many messages that are not ours
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
            await self._gather()
            while not self._intake.empty() and len(batch) < _MOST_AT_ONCE:
                batch.append(self._intake.get_nowait())
            await self._write(batch)

    async def _gather(self) -> None:
        """Let more events come together, unless somebody waits for what is taken in.

        In a rush the price of a transaction is then paid for hundreds of events, not for two.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GATHER_S):
                await self._hurry.wait()
        self._hurry.clear()

    async def _read(self, ballot: Ballot, post: Post, message_id: int) -> None:
        """Ask Discord what stands, and let it be applied before the events held meanwhile."""
        held = self._held[message_id] = []
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            standing = await self._gallery.reactions(post.channel_id, message_id)
            allowed = await self._allowed(ballot, post, standing)
            self._intake.put_nowait(_Counted(ballot.id, standing, allowed, written))
            self._hurry.set()
        finally:
            del self._held[message_id]
            for event in held:
                self._intake.put_nowait(event)
        await written

    async def _allowed(
        self, ballot: Ballot, post: Post, standing: Mapping[str, Sequence[int]]
    ) -> frozenset[int]:
        """Whose votes count now; roles are asked for only where the rules name one."""
        async with self._db.reading() as tx:
            carried = {vote.person_id for vote in await ballots.votes(tx, ballot.id)}
        everyone = frozenset(person for ids in standing.values() for person in ids) | carried
        rules = ballot.rules
        roles: Mapping[int, frozenset[int]] = {}
        if rules.voter_role_id is not None and everyone:
            roles = await self._gallery.roles(post.channel_id, everyone)
        return frozenset(
            one for one in everyone if rules.may_vote(one, roles.get(one, frozenset()))
        )

    async def _look_for(self, ballot: Ballot) -> None:
        """Treat a message that is gone as deleted, unless it is the channel that is gone."""
        async with self._db.reading() as tx:
            post = await post_of_ballot(tx, ballot)
        if post is None or post.message_id is None:
            return
        try:
            there = await self._gallery.find(post)
        except GalleryError as error:
            log.warning("channel %d cannot be read: %s", post.channel_id, error)
            return
        if there is None:
            await self.message_deleted(post.message_id)

    async def _write(self, batch: Sequence[Event | _Counted | _Marker]) -> None:
        changes = [item for item in batch if not isinstance(item, _Marker)]
        error = await self._write_changes(changes) if changes else None
        for item in batch:
            if isinstance(item, _Marker) and not item.reached.done():
                item.reached.set_result(None)
            elif isinstance(item, _Counted) and not item.written.done():
                if error is None:
                    item.written.set_result(None)
                else:
                    item.written.set_exception(error)

    async def _write_changes(self, changes: Sequence[Event | _Counted]) -> Exception | None:
        """Write ``changes`` in one transaction; return why that could not be done."""
        for pause_s in (*_RETRY_S, None):
            try:
                async with self._db.writing() as tx:
                    names = await self._apply(tx, changes)
                self._names.update(names)
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

    async def _apply(self, tx: Tx, changes: Sequence[Event | _Counted]) -> Mapping[int, str]:
        """Apply ``changes`` in order; return the names that were remembered with them."""
        messages = {one.message_id for one in changes if not isinstance(one, _Counted)}
        open_on = await ballots.open_on(tx, messages)
        names: dict[int, str] = {}
        net = Net()
        for change in changes:
            if isinstance(change, _Counted):
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
        names = {one: name for one, name in names.items() if self._names.get(one) != name}
        for person_id, name in names.items():
            await people.remember(tx, person_id, name, self._clock.now())
        return names

    async def _count(self, tx: Tx, counted: _Counted) -> None:
        ballot = await ballots.by_id(tx, counted.ballot_id)
        if ballot is None or not ballot.is_open:
            return
        before = await ballots.votes(tx, ballot.id)
        since = {(vote.person_id, vote.choice): vote.placed_at for vote in before}
        now = self._clock.now()
        found = [
            # Discord does not say when somebody reacted: what is new is new now.
            Vote(person_id, choice, since.get((person_id, choice), now))
            for choice, person_ids in _by_choice(counted.standing, ballot.choices)
            for person_id in person_ids
            if person_id in counted.allowed
        ]
        here = {vote.person_id for vote in found}
        found += [
            vote
            for vote in before
            if vote.carried and vote.person_id not in here and vote.person_id in counted.allowed
        ]
        await ballots.replace_all(tx, ballot.id, found)


async def _flush(tx: Tx, net: Net) -> None:
    """Write what has come together, and begin anew."""
    if net.gone or net.placed:
        placed = [(ballot_id, vote) for (ballot_id, *_), vote in net.placed.items()]
        await ballots.change_many(tx, anew=net.anew, gone=net.gone, placed=placed)
    net.clear()


async def _clear(tx: Tx, ballot: Ballot, cleared: Cleared) -> None:
    if cleared.emoji is None:
        await ballots.withdraw_all(tx, ballot.id)
    elif (choice := choice_of(cleared.emoji)) is not None:
        await ballots.withdraw_choice(tx, ballot.id, choice)


def _by_choice(
    standing: Mapping[str, Sequence[int]], choices: Iterable[int]
) -> Iterable[tuple[int, Sequence[int]]]:
    """People by what they chose; strange emoji are left out."""
    known = {*choices, NONE_OF_THESE}
    for emoji, person_ids in standing.items():
        choice = choice_of(emoji)
        if choice is not None and choice in known:
            yield choice, person_ids


async def open_ballot_of(tx: Tx, message_id: int) -> Ballot | None:
    """The open ballot whose takes a message shows.

    While a round has a run-off, only the run-off's own message is voted on.
    """
    return (await ballots.open_on(tx, [message_id])).get(message_id)


async def post_of_ballot(tx: Tx, ballot: Ballot) -> Post | None:
    """The post on whose message a ballot is voted."""
    if ballot.run_off_of is None:
        return await posts.of(tx, PostKind.ROUND, str(ballot.round_id))
    return await posts.of(tx, PostKind.RUN_OFF, str(ballot.id))
