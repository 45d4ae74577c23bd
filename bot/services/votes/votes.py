"""Votes: from reactions to rows, and counting them anew from Discord.

Whose reactions count is asked twice. An event is held against the rules when it arrives; every
count, and so every close, holds all standing reactions against them again. So a vote placed before
its person got the role counts from the next count on, and one of a person who lost the role, or
left the server with it, counts no more. Where everyone may vote, or a list of people, leaving the
server takes nothing back: the reaction still stands.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from bot.domain.errors import ChannelClosed, GalleryError, StorageError
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import shown_by
from bot.services.ground.bell import Lane
from bot.services.votes.inbox import VoteInbox
from bot.services.votes.reactions import Cleared, Event, Placed, Withdrawn, choice_of
from bot.services.votes.records import Counted, VoteRecords
from storage.posts import posts
from storage.votes import ballots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.posts.post import Post
    from bot.domain.votes.ballot import Ballot
    from bot.ports.clock import Clock
    from bot.ports.posts import Gallery
    from bot.services.ground.bell import Bell
    from storage.database.database import Database

__all__ = ["Cleared", "Event", "Placed", "Votes", "Withdrawn", "choice_of"]

log = logging.getLogger(__name__)

_COUNTS_AT_ONCE: Final = 4


class Votes:
    """Takes in what people do with reactions and keeps the votes."""

    def __init__(self, db: Database, clock: Clock, bell: Bell, gallery: Gallery) -> None:
        self._db = db
        self._bell = bell
        self._gallery = gallery
        self._intake = VoteInbox(VoteRecords(db, clock, bell))
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.note = self._intake.note
        """Take an event in; it is written soon, in order."""

    async def drain(self) -> None:
        """Return when everything taken in so far has been written."""
        await self._intake.drain()

    async def run(self) -> None:
        """Write what is taken in, until cancelled."""
        await self._intake.run()

    async def recount(self, ballot_id: int) -> None:
        """Count one ballot anew from the reactions that stand on its message.

        At its return all that was taken in before has been written as well.

        Raises:
            GalleryError: Discord did not give them; the votes stay as they were.
            StorageError: they could not be written; the votes stay as they were.
        """
        async with self._db.reading() as tx:
            ballot = await ballots.by_id(tx, ballot_id)
            post = None if ballot is None else await posts.of(tx, *shown_by(ballot))
        if ballot is not None and post is not None and post.message_id is not None:
            lock = self._locks.setdefault(post.message_id, asyncio.Lock())
            async with lock:
                await self._read(ballot, post, post.message_id)
        await self._intake.drain()

    async def recount_if_there(self, ballot_id: int) -> None:
        """As ``recount``; where the message is gone, what was counted last stands."""
        try:
            await self.recount(ballot_id)
        except ChannelClosed as error:
            log.warning("ballot %d stays as it was counted last: %s", ballot_id, error)

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
        """Post a deleted message of ours again, a vote's or a board; the votes on it are kept."""
        async with self._db.reading() as tx:
            if await posts.by_message(tx, message_id) is None:
                return  # one of the many messages that are not ours
        await self._intake.drain()
        async with self._db.writing() as tx:
            post = await posts.by_message(tx, message_id)
            if post is None:
                return
            ballot = (await ballots.open_on(tx, [message_id])).get(message_id)
            is_board = post.kind is PostKind.BOARD and not posts.withdrawn(post)
            if ballot is None and not is_board:
                await posts.done(tx, post.id)
                return
            if ballot is not None:
                await ballots.carry(tx, ballot.id)
            await posts.forget_message(tx, post.id)
        self._bell.ring(Lane.POST)

    async def _read(self, ballot: Ballot, post: Post, message_id: int) -> None:
        """Ask Discord what stands, and let it be applied before what happened meanwhile."""
        with self._intake.repeating(message_id):
            standing = await self._gallery.reactions(post.channel_id, message_id)
            allowed = await self._allowed(ballot, post, standing)
            done = self._intake.count(Counted(ballot.id, standing, allowed))
        await done

    async def _allowed(
        self, ballot: Ballot, post: Post, standing: Mapping[str, Mapping[int, int]]
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
            person_id
            for person_id in everyone
            if rules.may_vote(person_id, roles.get(person_id, frozenset()))
        )

    async def _look_for(self, ballot: Ballot) -> None:
        """Treat a message that is gone as deleted, unless it is the channel that is gone."""
        async with self._db.reading() as tx:
            post = await posts.of(tx, *shown_by(ballot))
        if post is None or post.message_id is None:
            return
        try:
            there = await self._gallery.find(post)
        except GalleryError as error:
            log.warning("channel %d cannot be read: %s", post.channel_id, error)
            return
        if there is None:
            await self.message_deleted(post.message_id)
