"""Messages taken away: by their author, by a moderator, many at once."""

from typing import Final

from local_discord.http import uploads
from local_discord.http.bodies import Form
from local_discord.http.errors import Problems, refused
from local_discord.http.json_values import JsonObject
from local_discord.model.model import Channel, Message, User
from local_discord.model.permissions import Permission
from local_discord.model.snowflakes import at_time
from local_discord.model.state import State

_BULK_MOST: Final = 100
_BULK_AGE_S: Final = 14 * 86_400


def delete(state: State, actor: User, message: Message) -> None:
    """Delete a message: one's own, or with MANAGE_MESSAGES anyone's."""
    channel = state.visible_channel(actor.id, message.channel_id)
    if actor.id not in {message.author.id, message.only_for}:
        state.require(actor.id, channel, Permission.MANAGE_MESSAGES)
    remove(state, channel, message)


def remove(state: State, channel: Channel, message: Message) -> None:
    """Take a message away and tell it."""
    channel.messages.pop(message.id, None)
    uploads.forget(state, message.attachments)
    if channel.thread is not None and message.only_for is None:
        channel.thread.message_count -= 1
    _tell_gone(state, channel, "MESSAGE_DELETE", {"id": str(message.id)}, message.only_for)


def delete_many(state: State, actor: User, channel: Channel, body: JsonObject) -> None:
    """Delete 2 to 100 messages of the last fortnight at once."""
    state.require(actor.id, channel, Permission.MANAGE_MESSAGES)
    problems = Problems()
    form = Form(body, problems)
    form.values("messages", least=2, most=_BULK_MOST, required=True)
    problems.raise_if_any()
    ids = form.ids("messages")
    if min(ids) < at_time(state.now() - _BULK_AGE_S):
        raise refused(50034, "You can only bulk delete messages that are under 14 days old.")
    gone = [one for one in ids if one in channel.messages]
    for one in gone:
        uploads.forget(state, channel.messages.pop(one).attachments)
    _tell_gone(state, channel, "MESSAGE_DELETE_BULK", {"ids": [str(one) for one in gone]}, None)


def _tell_gone(
    state: State, channel: Channel, name: str, data: JsonObject, only_for: int | None
) -> None:
    data["channel_id"] = str(channel.id)
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    state.tell(name, data, channel=channel, only_for=only_for)
