"""What happens in channels without a command: reactions, deletions, coming back after an absence.

Raw events only, for the messages they belong to have long left any cache. Handlers may be called
twice for the same thing, since Discord sends everything anew after a lost session. Those of votes
only note what happened, so they are called at once instead of as tasks.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import commands

from bot.client.gallery import translated, way_of
from bot.domain.errors import ChannelGone
from bot.domain.lyrics.cleaning import clean
from bot.services.votes.votes import Cleared, Placed, Withdrawn

if TYPE_CHECKING:
    from bot.client.client import CoupletClient
    from cogs.desk import Desk

log = logging.getLogger(__name__)


class EventCog(commands.Cog):
    """Hands events to the services."""

    def __init__(self, client: CoupletClient, desk: Desk) -> None:
        self._client = client
        self._desk = desk
        client.at_once |= {
            "raw_reaction_add": self.reacted,
            "raw_reaction_remove": self.unreacted,
            "raw_reaction_clear": self.cleared,
            "raw_reaction_clear_emoji": self.emoji_cleared,
        }

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Count open ballots anew: what was done while we were away brings no event."""
        log.info("connected as %s, in %d servers", self._client.user, len(self._client.guilds))
        try:
            await self._desk.votes.recount_all()
            for guild in self._client.guilds:
                await self._look_for_channels(guild)
            await self._desk.clips.back_in([guild.id for guild in self._client.guilds])
            await self._desk.board_upkeep.look_for_all()
        finally:
            # Each overdue ballot is counted once more before it closes: one that could not be
            # counted now must not keep all deadlines waiting.
            self._desk.deadlines.counted.set()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Go on where the bot was thrown out, for it was invited again."""
        await self._desk.clips.back_in([guild.id])

    @commands.Cog.listener()
    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """Go on in a thread that was locked, for it is open again."""
        if not event.data["thread_metadata"]["archived"]:
            await self._desk.clips.post_again(event.thread_id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Set the clip of a deleted thread or forum post adrift."""
        await self._desk.channels.gone(event.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Set the clips of a deleted channel and of its threads adrift."""
        await self._desk.channels.gone(channel.id)
        await self._look_for_channels(channel.guild)

    async def _look_for_channels(self, guild: discord.Guild) -> None:
        """Set the clips adrift whose channel is gone; archived threads are asked for one by one."""
        for channel_id in await self._desk.channels.in_use(guild.id):
            if guild.get_channel_or_thread(channel_id) is None and await self._is_gone(channel_id):
                await self._desk.channels.gone(channel_id)

    async def _is_gone(self, channel_id: int) -> bool:
        try:
            await self._client.http.get_channel(channel_id)
        except discord.HTTPException as error:
            return isinstance(translated(error), ChannelGone)
        except (aiohttp.ClientError, OSError):
            pass  # whoever cannot be asked has not said that it is gone
        return False

    def reacted(self, event: discord.RawReactionActionEvent) -> None:
        """Note a vote."""
        member = event.member
        if event.guild_id is None or (member is not None and member.bot):
            return
        self._desk.votes.note(
            Placed(
                message_id=event.message_id,
                person_id=event.user_id,
                name=None if member is None else clean(member.display_name),
                role_ids=frozenset[int]()
                if member is None
                else frozenset(role.id for role in member.roles),
                emoji=str(event.emoji),
                at=self._desk.clock.now(),
                way=way_of(event.type),
            )
        )

    def unreacted(self, event: discord.RawReactionActionEvent) -> None:
        """Note a vote that was taken back."""
        way = way_of(event.type)
        self._desk.votes.note(Withdrawn(event.message_id, event.user_id, str(event.emoji), way))

    def cleared(self, event: discord.RawReactionClearEvent) -> None:
        """Note that a moderator removed all reactions of a message."""
        self._desk.votes.note(Cleared(event.message_id, None))

    def emoji_cleared(self, event: discord.RawReactionClearEmojiEvent) -> None:
        """Note that a moderator removed one emoji of a message."""
        self._desk.votes.note(Cleared(event.message_id, str(event.emoji)))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Post again what somebody deleted while its vote was open."""
        await self._desk.votes.message_deleted(event.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """The same for many at once."""
        for message_id in sorted(event.message_ids):
            await self._desk.votes.message_deleted(message_id)
