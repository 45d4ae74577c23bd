"""Messages read back: one, or a page of a channel's history."""

from typing import Final

from local_discord.http.errors import invalid, missing_access
from local_discord.model.model import Channel, Message, User
from local_discord.model.permissions import Permission
from local_discord.model.state import State

HISTORY_MOST: Final = 100


def page(
    state: State,
    reader: User,
    channel: Channel,
    *,
    limit: int = 50,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
) -> list[Message]:
    """Return up to `limit` messages, newest first, as Discord pages them."""
    if not 1 <= limit <= HISTORY_MOST:
        raise invalid(
            ["limit"], "NUMBER_TYPE_MAX", f"int value should be between 1 and {HISTORY_MOST}."
        )
    if not state.may_enter(reader.id, channel):
        raise missing_access()
    if Permission.READ_MESSAGE_HISTORY not in state.permissions(reader.id, channel):
        return []
    public = [one for one in channel.messages.values() if one.only_for is None]
    if around is not None:
        older = [one for one in public if one.id < around][-(limit // 2) :] if limit > 1 else []
        newer = [one for one in public if one.id >= around][: limit - len(older)]
        found = older + newer
    elif after is not None:
        found = [one for one in public if one.id > after][:limit]
    else:
        found = [one for one in public if before is None or one.id < before][-limit:]
    return found[::-1]


def get(state: State, reader: User, channel: Channel, message_id: int) -> Message:
    """Return one message; needs READ_MESSAGE_HISTORY."""
    state.require(reader.id, channel, Permission.READ_MESSAGE_HISTORY)
    return state.message(channel, message_id)
