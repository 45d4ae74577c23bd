"""What the bot asks of Discord: intents, and the rights in a server. One place for all of it."""

from __future__ import annotations

from typing import Final

import discord

SCOPES: Final = ("bot", "applications.commands")

PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    add_reactions=True,
    read_message_history=True,
)


def intents() -> discord.Intents:
    """The events the bot listens to; none is privileged, so a server's owner has nothing to allow.

    ``guild_messages`` is there for deletions: without the message-content intent the words of
    people's messages stay with Discord.
    """
    intents_ = discord.Intents.none()
    intents_.guilds = True
    intents_.guild_reactions = True
    intents_.guild_messages = True
    return intents_


def invite_url(application_id: int) -> str:
    """The link with which a server's owner invites the bot."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)


def missing(have: discord.Permissions) -> list[str]:
    """The names, as Discord's settings show them, of the rights that ``have`` lacks."""
    return [
        name.replace("_", " ").title()
        for name, right in PERMISSIONS
        if right and not getattr(have, name)
    ]
