"""Deadlines: ballots that close by themselves, once, and late rather than never."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.domain.errors import GalleryError, StorageError
from bot.services.ground.bell import Lane
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.votes.results import BallotResults
    from bot.services.votes.votes import Votes
    from storage.database.database import Database

log = logging.getLogger(__name__)

RETRY_S: Final = 30.0
"""How long a ballot past its deadline waits when Discord or the database cannot answer."""


class Deadlines:
    """Closes ballots when their time has come."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, votes: Votes, results: BallotResults
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._votes = votes
        self._results = results
        self.counted = asyncio.Event()
        """Set once the votes were counted at start-up; nothing is closed before."""

    async def run(self) -> None:
        """Close ballots at their deadlines, until cancelled."""
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
                await self._votes.recount_if_there(ballot.id)
                async with self._db.writing() as tx:
                    fresh = await ballots.by_id(tx, ballot.id)
                    if fresh is not None and fresh.is_open:
                        await self._results.settle(tx, fresh, None)
            except GalleryError as error:
                log.warning("ballot %d is overdue, but can't be counted: %s", ballot.id, error)
                all_closed = False
            except Exception:  # one ballot that cannot be closed must not keep the others open
                log.exception("ballot %d is overdue, but can't be closed", ballot.id)
                all_closed = False
        if due:
            self._bell.ring(Lane.POST, Lane.PAINT)
        return all_closed
