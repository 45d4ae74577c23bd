"""HTTP routes of messages, reactions, pins and typing."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from local_discord.http.calls import NO_CONTENT, Answer, Call, Route
from local_discord.messages import deletion, history, messages, pins, reactions
from local_discord.model.model import Channel, Message, User
from local_discord.model.permissions import Permission
from local_discord.model.snowflakes import iso
from local_discord.wire import render, render_messages

if TYPE_CHECKING:
    from local_discord.http.json_values import JsonObject

_CHANNEL = "/channels/{channel_id}"
_MESSAGES = _CHANNEL + "/messages"
_MESSAGE = _MESSAGES + "/{message_id}"
_REACTIONS = _MESSAGE + "/reactions"
_EMOJI = _REACTIONS + "/{emoji_name}"


def _channel(call: Call) -> Channel:
    return call.state.visible_channel(call.actor.id, call.id("channel_id"))


def _message(call: Call) -> tuple[Channel, Message]:
    channel = _channel(call)
    return channel, call.state.message(channel, call.id("message_id"), call.actor.id)


def _shown(call: Call, message: Message) -> Answer:
    return HTTPStatus.OK, render_messages.message(call.state, message, call.actor.id)


def _create(call: Call) -> Answer:
    channel = _channel(call)
    return _shown(call, messages.create(call.state, call.actor, channel, call.object(), call.files))


def _list(call: Call) -> Answer:
    found = history.page(
        call.state,
        call.actor,
        _channel(call),
        limit=call.number("limit", 50),
        before=call.optional("before"),
        after=call.optional("after"),
        around=call.optional("around"),
    )
    return HTTPStatus.OK, [render_messages.message(call.state, one, call.actor.id) for one in found]


def _get(call: Call) -> Answer:
    channel = _channel(call)
    return _shown(call, history.get(call.state, call.actor, channel, call.id("message_id")))


def _edit(call: Call) -> Answer:
    _, message = _message(call)
    return _shown(call, messages.edit(call.state, call.actor, message, call.object(), call.files))


def _delete(call: Call) -> Answer:
    _, message = _message(call)
    deletion.delete(call.state, call.actor, message)
    return NO_CONTENT


def _delete_many(call: Call) -> Answer:
    deletion.delete_many(call.state, call.actor, _channel(call), call.object())
    return NO_CONTENT


def _type(call: Call) -> Answer:
    channel = _channel(call)
    state = call.state
    data: JsonObject = {
        "channel_id": str(channel.id),
        "user_id": str(call.actor.id),
        "timestamp": int(state.now()),
    }
    member = state.member(channel.guild_id, call.actor.id)
    if member is not None:
        data["guild_id"] = str(channel.guild_id)
        data["member"] = render.member(member)
    state.tell("TYPING_START", data, channel=channel)
    return NO_CONTENT


def _pins(call: Call) -> Answer:
    channel = _channel(call)
    before = call.query.get("before")
    found = [
        one for one in pins.pinned(channel) if before is None or iso(one.pinned_at or 0.0) < before
    ]
    page = found[: call.number("limit", 50)]
    items = [
        {
            "pinned_at": iso(one.pinned_at or 0.0),
            "message": render_messages.message(call.state, one, call.actor.id),
        }
        for one in page
    ]
    return HTTPStatus.OK, {"items": items, "has_more": len(found) > len(page)}


def _pins_as_list(call: Call) -> Answer:
    found = pins.pinned(_channel(call))[:50]
    return HTTPStatus.OK, [render_messages.message(call.state, one, call.actor.id) for one in found]


def _pin(call: Call) -> Answer:
    pins.pin(call.state, call.actor, _message(call)[1])
    return NO_CONTENT


def _unpin(call: Call) -> Answer:
    pins.unpin(call.state, call.actor, _message(call)[1])
    return NO_CONTENT


def _is_burst(call: Call) -> bool:
    return call.number("type", 0) == 1


def _react(call: Call) -> Answer:
    channel, message = _message(call)
    burst = _is_burst(call) and not call.actor.bot  # bots have normal ones only
    reactions.add(call.state, call.actor, channel, message, call.path["emoji_name"], burst=burst)
    return NO_CONTENT


def _unreact(call: Call) -> Answer:
    return _remove_reaction(call, call.actor)


def _unreact_other(call: Call) -> Answer:
    return _remove_reaction(call, call.state.user(call.id("user_id")))


def _remove_reaction(call: Call, whose: User) -> Answer:
    channel, message = _message(call)
    emoji = call.path["emoji_name"]
    burst = _is_burst(call)
    reactions.remove(call.state, call.actor, channel, message, emoji, whose=whose, burst=burst)
    return NO_CONTENT


def _reacted(call: Call) -> Answer:
    channel, message = _message(call)
    call.state.require(call.actor.id, channel, Permission.READ_MESSAGE_HISTORY)
    found = reactions.users(
        call.state,
        message,
        call.path["emoji_name"],
        limit=call.number("limit", 25),
        after=call.optional("after"),
        burst=_is_burst(call),
    )
    return HTTPStatus.OK, [render.user(one) for one in found]


def _clear(call: Call) -> Answer:
    channel, message = _message(call)
    reactions.remove_all(call.state, call.actor, channel, message)
    return NO_CONTENT


def _clear_emoji(call: Call) -> Answer:
    channel, message = _message(call)
    reactions.remove_emoji(call.state, call.actor, channel, message, call.path["emoji_name"])
    return NO_CONTENT


ROUTES = [
    Route("GET", _MESSAGES, _list, "message-read"),
    Route("POST", _MESSAGES, _create, "message-create"),
    Route("POST", _MESSAGES + "/bulk-delete", _delete_many, "message-delete"),
    Route("GET", _MESSAGES + "/pins", _pins, "pin"),
    Route("PUT", _MESSAGES + "/pins/{message_id}", _pin, "pin"),
    Route("DELETE", _MESSAGES + "/pins/{message_id}", _unpin, "pin"),
    Route("GET", _CHANNEL + "/pins", _pins_as_list, "pin"),
    Route("PUT", _CHANNEL + "/pins/{message_id}", _pin, "pin"),
    Route("DELETE", _CHANNEL + "/pins/{message_id}", _unpin, "pin"),
    Route("GET", _MESSAGE, _get, "message-read"),
    Route("PATCH", _MESSAGE, _edit, "message-edit"),
    Route("DELETE", _MESSAGE, _delete, "message-delete"),
    Route("POST", _CHANNEL + "/typing", _type, "typing"),
    Route("DELETE", _REACTIONS, _clear, "reaction-clear"),
    Route("GET", _EMOJI, _reacted, "message-read"),
    Route("DELETE", _EMOJI, _clear_emoji, "reaction-clear"),
    Route("PUT", _EMOJI + "/@me", _react, "reaction"),
    Route("DELETE", _EMOJI + "/@me", _unreact, "reaction"),
    Route("DELETE", _EMOJI + "/{user_id}", _unreact_other, "reaction"),
]
