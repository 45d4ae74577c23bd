"""Who may do what in a channel: Discord's permission bits and how they are combined.

Source: https://discord.com/developers/docs/topics/permissions (bits, overwrite order, and the
permissions that fall with VIEW_CHANNEL and SEND_MESSAGES).
"""

from enum import IntFlag
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from local_discord.model.model import Channel, Guild


class Permission(IntFlag):
    """The permission bits, under Discord's names."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    SEND_VOICE_MESSAGES = 1 << 46
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51


ALL: Final = Permission(sum(Permission))
NOTHING: Final = Permission(0)
EVERYONE_DEFAULT: Final = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
)
DIRECT_MESSAGE: Final = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.PIN_MESSAGES
)
_FALL_WITH_SENDING: Final = (
    Permission.MENTION_EVERYONE
    | Permission.SEND_TTS_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
)


def in_guild(guild: "Guild", user_id: int) -> Permission:
    """Return a member's permissions before any channel is looked at; none for strangers."""
    member = guild.members.get(user_id)
    if member is None:
        return NOTHING
    if user_id == guild.owner_id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    return ALL if Permission.ADMINISTRATOR in granted else granted


def in_channel(guild: "Guild", channel: "Channel", user_id: int) -> Permission:
    """Return a member's permissions in a channel; a thread takes those of its parent."""
    in_thread = channel.thread is not None
    place = guild.channels[channel.parent_id] if in_thread and channel.parent_id else channel
    granted = _after_overwrites(guild, place, user_id)
    if Permission.VIEW_CHANNEL not in granted:
        return NOTHING
    if not place.is_vocal and granted != ALL:
        granted &= ~(Permission.CONNECT | Permission.SPEAK)
    sending = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
    return granted if sending in granted else granted & ~_FALL_WITH_SENDING


def _after_overwrites(guild: "Guild", channel: "Channel", user_id: int) -> Permission:
    granted = in_guild(guild, user_id)
    member = guild.members.get(user_id)
    if granted == ALL or member is None:
        return granted
    everyone = channel.overwrites.get(guild.id)
    if everyone is not None:
        granted = granted & ~everyone.deny | everyone.allow
    allow = deny = NOTHING
    for role_id in member.roles:
        overwrite = channel.overwrites.get(role_id)
        if overwrite is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    granted = granted & ~deny | allow
    own = channel.overwrites.get(user_id)
    return granted if own is None else granted & ~own.deny | own.allow
