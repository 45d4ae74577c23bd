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

WELCOME: Final = discord.Permissions(pin_messages=True)
"""Rights that are asked for, and done without where they are not given: the board is pinned."""


def intents() -> discord.Intents:
    """The events the bot listens to; none is privileged, so a server's owner has nothing to allow.

    ``guild_messages`` is there for deletions: without the message-content intent the words of
    people's messages stay with Discord.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_reactions = True
    wanted.guild_messages = True
    return wanted


def invite_url(application_id: int) -> str:
    """The link with which a server's owner invites the bot."""
    wanted = PERMISSIONS | WELCOME
    return discord.utils.oauth_url(application_id, permissions=wanted, scopes=SCOPES)


def may_pin(permissions: int) -> bool:
    """Whether these rights in a server, as Discord's HTTP interface says them, allow to pin."""
    have = discord.Permissions(permissions)
    return have.administrator or have.pin_messages


def missing(have: discord.Permissions) -> list[str]:
    """The names, as Discord's settings show them, of the rights that ``have`` lacks."""
    return [
        name.replace("_", " ").title()
        for name, wanted in PERMISSIONS
        if wanted and not getattr(have, name)
    ]
