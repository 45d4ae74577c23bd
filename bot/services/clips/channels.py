"""Clips whose channel was deleted: set adrift, and brought to another channel when somebody asks.

Nothing of a clip is lost with its channel. What was under way for it is cancelled, open votes stop
their clocks, and what it had still to post waits for the new channel.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.clips.people import directs
from bot.domain.errors import NotAllowed, UserError
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import announce, shown_by
from bot.services.ground.bell import Lane
from bot.services.jobs.queue import cancel_clip
from storage.clips import clips, history, people
from storage.posts import posts
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx

log = logging.getLogger(__name__)


class Channels:
    """Which channels clips live in, and what becomes of clips that lose theirs."""

    def __init__(self, db: Database, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell

    async def in_use(self, guild_id: int) -> list[int]:
        """The channels of the guild's active clips."""
        async with self._db.reading() as tx:
            return [
                clip.channel_id for clip in await clips.of_guild(tx, guild_id) if clip.is_active
            ]

    async def adrift(self, guild_id: int) -> list[Clip]:
        """The guild's clips that have lost their channel."""
        async with self._db.reading() as tx:
            return [clip for clip in await clips.of_guild(tx, guild_id) if clip.adrift]

    async def gone(self, channel_id: int) -> None:
        """End the work on the clip of a channel that was deleted; nothing happens where none is."""
        now = self._clock.now()
        async with self._db.writing() as tx:
            clip = await clips.in_channel(tx, channel_id)
            if clip is None:
                return
            stopped = await cancel_clip(tx, clip.id, now)
            await clips.set_adrift(tx, clip.id, now)
            await posts.fail_all(tx, clip.id)
            await history.add(tx, clip.id, None, "channel-gone", now)
        log.info("channel %d is gone, clip %d is adrift", channel_id, clip.id)
        for job in stopped:
            self._bell.ring_cancel(job.id)

    async def move(self, person: Person, clip_id: int, guild_id: int, channel_id: int) -> Clip:
        """Bring a clip that has lost its channel to this one; its open votes are posted here.

        Raises:
            NotAllowed: ``person`` neither directs the clip nor manages the server.
            UserError: it is not adrift, or this channel has a clip already.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            clip = await clips.by_id(tx, clip_id)
            if clip is None or clip.guild_id != guild_id or clip.adrift_at is None:
                raise UserError("clip.none-adrift")
            if not (directs(person, clip) or person.manages):
                raise NotAllowed("rights.director-or-manager", director=clip.director_name)
            there = await clips.in_channel(tx, channel_id)
            if there is not None:
                raise UserError("clip.already-here", name=there.name)
            await people.remember(tx, person.id, person.name, now)
            await clips.settle(tx, clip.id, channel_id)
            await self._bring_votes(tx, clip, channel_id, paused_s=now - clip.adrift_at)
            await posts.bring(tx, clip.id, channel_id)
            await posts.replace(tx, PostKind.BOARD, str(clip.id))
            moved = replace(clip, channel_id=channel_id)
            await announce(tx, moved, PostKind.BOARD, str(clip.id), now)
            await history.add(
                tx, clip.id, person.id, "clip-moved", now, before=clip.channel_id, after=channel_id
            )
        self._bell.ring(Lane.POST, Lane.DEADLINE)
        return clip

    @staticmethod
    async def _bring_votes(tx: Tx, clip: Clip, channel_id: int, *, paused_s: float) -> None:
        """Have the open votes posted anew, with the votes that stand and the time they had left."""
        for ballot in await ballots.unsettled_of_clip(tx, clip.id):
            post = await posts.of(tx, *shown_by(ballot))
            if not ballot.is_open or post is None:
                continue
            await ballots.postpone(tx, ballot.id, paused_s)
            if post.message_id is not None:
                await ballots.carry(tx, ballot.id)
                await posts.forget_message(tx, post.id, channel_id=channel_id)
