"""HTTP routes of channels, their permission overwrites, and threads."""

from http import HTTPStatus

from local_discord.channels import channels, threads
from local_discord.http.bodies import Form
from local_discord.http.calls import NO_CONTENT, Answer, Call, Route
from local_discord.http.errors import Problems, unknown
from local_discord.http.json_values import JsonObject
from local_discord.model.model import Channel, ChannelKind, User
from local_discord.model.permissions import Permission
from local_discord.wire import render, render_messages

_CHANNEL = "/channels/{channel_id}"
_OVERWRITE = _CHANNEL + "/permissions/{overwrite_id}"
_MEMBERS = _CHANNEL + "/thread-members"


def _channel(call: Call) -> Channel:
    return call.state.visible_channel(call.actor.id, call.id("channel_id"))


def _get(call: Call) -> Answer:
    return HTTPStatus.OK, render.channel(_channel(call), call.actor.id)


def _change(call: Call) -> Answer:
    changed = channels.change(call.state, call.actor, _channel(call), call.object())
    return HTTPStatus.OK, render.channel(changed, call.actor.id)


def _delete(call: Call) -> Answer:
    channel = _channel(call)
    shown = render.channel(channel, call.actor.id)
    channels.delete(call.state, call.actor, channel)
    return HTTPStatus.OK, shown


def _allow(call: Call) -> Answer:
    channel = _channel(call)
    call.state.require(call.actor.id, channel, Permission.MANAGE_ROLES)
    problems = Problems()
    form = Form(call.object(), problems)
    kind = form.one_of("type", (0, 1), required=True) or 0
    allow, deny = form.whole("allow") or 0, form.whole("deny") or 0
    problems.raise_if_any()
    channels.allow(
        call.state,
        channel,
        call.id("overwrite_id"),
        kind=kind,
        allow=Permission(allow),
        deny=Permission(deny),
    )
    return NO_CONTENT


def _disallow(call: Call) -> Answer:
    channel = _channel(call)
    call.state.require(call.actor.id, channel, Permission.MANAGE_ROLES)
    channels.disallow(call.state, channel, call.id("overwrite_id"))
    return NO_CONTENT


def _start_from(call: Call) -> Answer:
    channel = _channel(call)
    message = call.state.message(channel, call.id("message_id"))
    thread = threads.start_from(call.state, call.actor, channel, message, call.object())
    return HTTPStatus.CREATED, render.channel(thread, call.actor.id)


def _start(call: Call) -> Answer:
    channel = _channel(call)
    if channel.kind is ChannelKind.FORUM:
        return _post(call, channel)
    thread = threads.start(call.state, call.actor, channel, call.object())
    return HTTPStatus.CREATED, render.channel(thread, call.actor.id)


def _post(call: Call, forum: Channel) -> Answer:
    thread, first = threads.post(call.state, call.actor, forum, call.object(), call.files)
    shown = render_messages.message(call.state, first, call.actor.id)
    return HTTPStatus.CREATED, {**render.channel(thread, call.actor.id), "message": shown}


def _listed(call: Call, found: list[Channel], *, has_more: bool = False) -> JsonObject:
    shown = [render.channel(one, call.actor.id) for one in found]
    members = [one["member"] for one in shown if "member" in one]
    return {"threads": shown, "members": members, "has_more": has_more}


def _active(call: Call) -> Answer:
    guild = call.state.guild(call.id("guild_id"))
    return HTTPStatus.OK, _listed(call, threads.active(call.state, call.actor, guild))


def _archived(call: Call, *, private: bool) -> Answer:
    channel = _channel(call)
    call.state.require(call.actor.id, channel, Permission.READ_MESSAGE_HISTORY)
    found = threads.archived(call.state, call.actor, channel, private=private)
    page = found[: call.number("limit", 50)]
    return HTTPStatus.OK, _listed(call, page, has_more=len(found) > len(page))


def _archived_public(call: Call) -> Answer:
    return _archived(call, private=False)


def _archived_private(call: Call) -> Answer:
    return _archived(call, private=True)


def _members(call: Call) -> Answer:
    thread = _channel(call)
    joined = {} if thread.thread is None else thread.thread.members
    return HTTPStatus.OK, [render.thread_member(thread, one, at) for one, at in joined.items()]


def _member(call: Call) -> Answer:
    thread = _channel(call)
    joined_at = None if thread.thread is None else thread.thread.members.get(call.id("user_id"))
    if joined_at is None:
        raise unknown("Member")
    return HTTPStatus.OK, render.thread_member(thread, call.id("user_id"), joined_at)


def _join(call: Call) -> Answer:
    threads.join(call.state, call.actor, _channel(call), call.actor)
    return NO_CONTENT


def _invite(call: Call) -> Answer:
    threads.join(call.state, call.actor, _channel(call), _named(call))
    return NO_CONTENT


def _leave(call: Call) -> Answer:
    threads.leave(call.state, call.actor, _channel(call), call.actor)
    return NO_CONTENT


def _expel(call: Call) -> Answer:
    threads.leave(call.state, call.actor, _channel(call), _named(call))
    return NO_CONTENT


def _named(call: Call) -> User:
    return call.state.user(call.id("user_id"))


ROUTES = [
    Route("GET", _CHANNEL, _get, "channel-read"),
    Route("PATCH", _CHANNEL, _change, "channel"),
    Route("DELETE", _CHANNEL, _delete, "channel"),
    Route("PUT", _OVERWRITE, _allow, "channel"),
    Route("DELETE", _OVERWRITE, _disallow, "channel"),
    Route("POST", _CHANNEL + "/messages/{message_id}/threads", _start_from, "thread"),
    Route("POST", _CHANNEL + "/threads", _start, "thread"),
    Route("GET", _CHANNEL + "/threads/archived/public", _archived_public, "thread"),
    Route("GET", _CHANNEL + "/threads/archived/private", _archived_private, "thread"),
    Route("GET", "/guilds/{guild_id}/threads/active", _active, "thread"),
    Route("GET", _MEMBERS, _members, "thread"),
    Route("PUT", _MEMBERS + "/@me", _join, "thread"),
    Route("DELETE", _MEMBERS + "/@me", _leave, "thread"),
    Route("GET", _MEMBERS + "/{user_id}", _member, "thread"),
    Route("PUT", _MEMBERS + "/{user_id}", _invite, "thread"),
    Route("DELETE", _MEMBERS + "/{user_id}", _expel, "thread"),
]
