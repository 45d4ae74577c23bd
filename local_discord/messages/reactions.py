"""Reactions: placing, taking back, clearing, and who placed them.

The path of one reaction is kept short on purpose: a vote of two hundred people comes as thousands
of them. Only Unicode emoji exist here. A person may place an emoji once normally and once as a
super ("burst") reaction; the two are listed apart.
"""

import unicodedata
from functools import lru_cache
from typing import Final

from local_discord.http.errors import invalid, missing_access, refused, unknown
from local_discord.http.json_values import JsonObject
from local_discord.model.model import Channel, Message, User
from local_discord.model.permissions import Permission
from local_discord.model.state import State
from local_discord.wire import render

PAGE_MOST: Final = 100
_LONGEST_EMOJI: Final = 16
_MARKS: Final = "\ufe0e\ufe0f\u200d\u20e3"


@lru_cache(maxsize=1024)
def is_emoji(text: str) -> bool:
    """Tell whether a text is one Unicode emoji: symbols, with their joiners; keycaps; flags."""
    if not text or len(text) > _LONGEST_EMOJI:
        return False
    keycap = text[-1] == "\u20e3" and text[0] in "0123456789#*"
    rest = text[1:] if keycap else text
    bare = [one for one in rest if one not in _MARKS]
    if not bare:
        return keycap
    return all(
        unicodedata.category(one) in {"So", "Sk", "Sm", "Po", "Cf"} and ord(one) > 0x7F
        for one in bare
    )


def add(
    state: State,
    user: User,
    channel: Channel,
    message: Message,
    emoji: str,
    *,
    burst: bool = False,
) -> None:
    """Place a reaction; a second time is no error and no event."""
    may = state.permissions(user.id, channel)
    if Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY not in may or not state.may_enter(
        user.id, channel
    ):
        raise missing_access()
    if channel.thread is not None and channel.thread.archived:
        raise refused(50083, "Thread is archived")
    users = message.reactions.get(emoji)
    if users is None:
        state.require(user.id, channel, Permission.ADD_REACTIONS)
        if not is_emoji(emoji):
            raise unknown("Emoji")
        if len(message.reactions) >= state.limits.reactions:
            raise refused(30010, f"Maximum number of reactions reached ({state.limits.reactions})")
        users = message.reactions[emoji] = {}
    if burst:
        users = message.bursts.setdefault(emoji, {})
    if user.id in users:
        return
    users[user.id] = None
    data = _data(message, emoji)
    data["user_id"] = str(user.id)
    data["message_author_id"] = str(message.author.id)
    data["burst"] = burst
    data["type"] = int(burst)
    member = state.member(channel.guild_id, user.id)
    if member is not None:
        data["member"] = render.member(member)
    state.tell("MESSAGE_REACTION_ADD", data, channel=channel)


def remove(
    state: State,
    actor: User,
    channel: Channel,
    message: Message,
    emoji: str,
    *,
    whose: User,
    burst: bool = False,
) -> None:
    """Take a reaction back: one's own, or with MANAGE_MESSAGES another's."""
    if actor.id != whose.id:
        state.require(actor.id, channel, Permission.MANAGE_MESSAGES)
    users = (message.bursts if burst else message.reactions).get(emoji)
    if users is None or whose.id not in users:
        if not is_emoji(emoji):
            raise unknown("Emoji")
        return
    del users[whose.id]
    if not message.reactions[emoji] and not message.bursts.get(emoji):
        del message.reactions[emoji]
    data = _data(message, emoji)
    data["user_id"] = str(whose.id)
    data["burst"] = burst
    data["type"] = int(burst)
    state.tell("MESSAGE_REACTION_REMOVE", data, channel=channel)


def remove_all(state: State, actor: User, channel: Channel, message: Message) -> None:
    """Clear every reaction of a message; needs MANAGE_MESSAGES."""
    state.require(actor.id, channel, Permission.MANAGE_MESSAGES)
    message.reactions.clear()
    message.bursts.clear()
    data = _data(message, "")
    del data["emoji"]
    state.tell("MESSAGE_REACTION_REMOVE_ALL", data, channel=channel)


def remove_emoji(state: State, actor: User, channel: Channel, message: Message, emoji: str) -> None:
    """Clear one emoji from a message; needs MANAGE_MESSAGES."""
    state.require(actor.id, channel, Permission.MANAGE_MESSAGES)
    if not is_emoji(emoji):
        raise unknown("Emoji")
    message.bursts.pop(emoji, None)
    if message.reactions.pop(emoji, None) is not None:
        state.tell("MESSAGE_REACTION_REMOVE_EMOJI", _data(message, emoji), channel=channel)


def users(
    state: State,
    message: Message,
    emoji: str,
    *,
    limit: int = 25,
    after: int | None = None,
    burst: bool = False,
) -> list[User]:
    """Return who placed an emoji normally, or as a `burst`: by id, up to `limit` after an id."""
    if not 1 <= limit <= PAGE_MOST:
        raise invalid(
            ["limit"], "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE_MOST}."
        )
    if not is_emoji(emoji):
        raise unknown("Emoji")
    placers = (message.bursts if burst else message.reactions).get(emoji, {})
    placed = sorted(one for one in placers if one > (after or 0))
    return [state.users[one] for one in placed[:limit]]


def _data(message: Message, emoji: str) -> JsonObject:
    data: JsonObject = {
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
        "emoji": {"id": None, "name": emoji},
    }
    if message.guild_id is not None:
        data["guild_id"] = str(message.guild_id)
    return data
