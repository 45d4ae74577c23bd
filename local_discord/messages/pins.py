"""Pins: the messages that a channel keeps at hand."""

from typing import TYPE_CHECKING

from local_discord.http.errors import refused
from local_discord.messages import messages
from local_discord.model.model import Channel, Message, MessageKind, Reference, User
from local_discord.model.permissions import Permission
from local_discord.model.state import State
from local_discord.wire import render

if TYPE_CHECKING:
    from local_discord.http.json_values import JsonObject


def pin(state: State, actor: User, message: Message) -> None:
    """Pin a message, with the line in the channel that says who did; twice is no error."""
    channel = state.visible_channel(actor.id, message.channel_id)
    state.require(actor.id, channel, Permission.PIN_MESSAGES)
    if message.pinned_at is not None:
        return
    if len(pinned(channel)) >= state.limits.pins:
        raise refused(30003, f"Maximum number of pins reached ({state.limits.pins})")
    message.pinned_at = channel.last_pin_at = state.now()
    _tell_pins(state, channel, message)
    notice = Message(
        id=state.ids.new(),
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author=actor,
        created_at=state.now(),
        kind=MessageKind.PINNED,
        reference=Reference(channel.id, message.id, channel.guild_id),
    )
    messages.add(state, channel, notice)


def unpin(state: State, actor: User, message: Message) -> None:
    """Take a message off the pins; twice is no error."""
    channel = state.visible_channel(actor.id, message.channel_id)
    state.require(actor.id, channel, Permission.PIN_MESSAGES)
    if message.pinned_at is not None:
        message.pinned_at = None
        _tell_pins(state, channel, message)


def pinned(channel: Channel) -> list[Message]:
    """Return the pinned messages, last pinned first."""
    found = [one for one in channel.messages.values() if one.pinned_at is not None]
    return sorted(found, key=lambda one: one.pinned_at or 0.0, reverse=True)


def _tell_pins(state: State, channel: Channel, message: Message) -> None:
    messages.tell(state, "MESSAGE_UPDATE", message)
    data: JsonObject = {"channel_id": str(channel.id), "last_pin_timestamp": None}
    data["last_pin_timestamp"] = render.channel(channel).get("last_pin_timestamp")
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    state.tell("CHANNEL_PINS_UPDATE", data, channel=channel)
