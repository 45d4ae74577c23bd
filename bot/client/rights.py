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
    connect=True,  # lets into the text chats of voice channels, whose sound we never hear
)
_NOT_IN: Final = {
    "thread": frozenset({"send_messages", "create_public_threads", "connect"}),
    "voice": frozenset({"send_messages_in_threads", "create_public_threads"}),
    "text": frozenset({"connect"}),
}
"""Which of them have no meaning in a channel of a kind; in a forum's post, "send messages" is the
right to begin other posts."""

HOME: Final = (discord.TextChannel, discord.Thread, discord.VoiceChannel, discord.StageChannel)
"""Where a clip may live. A thread is one of a text channel, or a forum's post."""

WELCOME: Final = discord.Permissions(pin_messages=True)
"""Rights that are asked for, and done without where they are not given: the board is pinned."""


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
    wanted = PERMISSIONS | WELCOME
    return discord.utils.oauth_url(application_id, permissions=wanted, scopes=SCOPES)


def may_pin(permissions: int) -> bool:
    """Whether these rights in a server, as Discord's HTTP interface says them, allow to pin."""
    have = discord.Permissions(permissions)
    return have.administrator or have.pin_messages


def missing(have: discord.Permissions, channel: object) -> list[str]:
    """The names, as Discord's settings show them, of the rights that ``have`` lacks there."""
    if isinstance(channel, discord.Thread):
        pointless = _NOT_IN["thread"]
    elif isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        pointless = _NOT_IN["voice"]
    else:
        pointless = _NOT_IN["text"]
    return [
        name.replace("_", " ").title()
        for name, right in PERMISSIONS
        if right and name not in pointless and not getattr(have, name)
    ]


def locked_out(have: discord.Permissions, channel: object) -> bool:
    """Whether it is a locked thread, which the bot could not wake once it is archived."""
    return isinstance(channel, discord.Thread) and channel.locked and not have.manage_threads
