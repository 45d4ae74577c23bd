"""What every command needs: the services, who asks, which clip, and the answer's way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.client.rights import missing
from bot.client.speaking import locale_of
from bot.domain.errors import UserError
from bot.domain.people import Person

if TYPE_CHECKING:
    from bot.client.fetching import Fetching
    from bot.domain.clip import Clip
    from bot.ports import Clock
    from bot.services.assembling import Assembling
    from bot.services.changing import Undoing
    from bot.services.deadlines import Deadlines
    from bot.services.deciding import Deciding
    from bot.services.finding import Finding
    from bot.services.gathering import Gathering
    from bot.services.governing import Governing
    from bot.services.hearing import Hearing
    from bot.services.looking import Looking
    from bot.services.painting import Painting
    from bot.services.prompting import Prompting
    from bot.services.queueing import Queueing
    from bot.services.shooting import Shooting
    from bot.services.tapping import Tapping
    from bot.services.timing import Timing
    from bot.services.voting import Voting
    from bot.services.writing import Writing
    from bot.settings import Settings
    from bot.tapping import TapPage

    Asking = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """The services behind the commands, and the settings that commands read."""

    settings: Settings
    clock: Clock
    fetching: Fetching
    gathering: Gathering
    governing: Governing
    hearing: Hearing
    writing: Writing
    timing: Timing
    shooting: Shooting
    undoing: Undoing
    prompting: Prompting
    painting: Painting
    queueing: Queueing
    voting: Voting
    deciding: Deciding
    deadlines: Deadlines
    looking: Looking
    assembling: Assembling
    finding: Finding
    tapping: Tapping
    tap_page: TapPage

    async def clip(self, interaction: Asking) -> Clip:
        """The clip of the channel or thread that is asked from.

        Raises:
            UserError: there is none.
        """
        channel = interaction.channel
        parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
        return await self.gathering.here(interaction.channel_id, parent_id)

    async def stage(self, interaction: Asking) -> Clip:
        """As ``clip``, for what ends in a post: the bot must be able to post it there.

        What could not be posted while a right was missing is posted now.

        Raises:
            UserError: there is no clip, or the bot lacks rights in the channel.
        """
        clip = await self.clip(interaction)
        lacking = missing(interaction.app_permissions)
        if lacking:
            raise UserError("errors.rights-missing", rights=", ".join(lacking))
        await self.gathering.post_again(clip)
        return clip


def person_of(interaction: Asking) -> Person:
    """Who asks, with the roles they hold at this moment."""
    user = interaction.user
    roles = user.roles if isinstance(user, discord.Member) else []
    return Person(
        id=user.id,
        name=user.display_name,
        role_ids=frozenset(role.id for role in roles),
        locale=locale_of(interaction),
        manages=interaction.permissions.manage_guild,
    )


def place_of(interaction: Asking) -> tuple[int, int]:
    """The server and the channel or thread that is asked from.

    Raises:
        UserError: it is neither a text channel nor a thread.
    """
    channel = interaction.channel
    fits = isinstance(channel, discord.TextChannel | discord.Thread)
    if interaction.guild_id is None or interaction.channel_id is None or not fits:
        raise UserError("errors.not-a-channel")
    return interaction.guild_id, interaction.channel_id
