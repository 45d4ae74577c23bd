"""Channels of a guild and direct conversations: making, changing and deleting them."""

from typing import Final

from local_discord.channels import threads
from local_discord.http import uploads
from local_discord.http.bodies import Form
from local_discord.http.errors import Problems, missing_permissions, unknown
from local_discord.http.json_values import JsonObject
from local_discord.model.model import Channel, ChannelKind, Guild, Overwrite, User
from local_discord.model.permissions import NOTHING, Permission
from local_discord.model.permissions import in_guild as permissions_in_guild
from local_discord.model.state import State
from local_discord.wire import render

MADE: Final = (ChannelKind.TEXT, ChannelKind.VOICE, ChannelKind.STAGE, ChannelKind.FORUM)
"""The kinds that a guild's channels may have, threads aside."""


def add(
    state: State,
    guild: Guild,
    name: str,
    *,
    topic: str | None = None,
    kind: ChannelKind = ChannelKind.TEXT,
) -> Channel:
    """Make a text, voice, stage or forum channel."""
    place = Channel(
        id=state.ids.new(),
        kind=kind,
        name=name,
        guild_id=guild.id,
        position=len(guild.channels),
        topic=topic,
    )
    guild.channels[place.id] = state.channels[place.id] = place
    state.tell("CHANNEL_CREATE", render.channel(place), channel=place)
    return place


def create(state: State, actor: User, guild: Guild, body: JsonObject) -> Channel:
    """Make a channel on request; needs MANAGE_CHANNELS."""
    if Permission.MANAGE_CHANNELS not in permissions_in_guild(guild, actor.id):
        raise missing_permissions()
    problems = Problems()
    form = Form(body, problems)
    name = form.text("name", least=1, most=100, required=True)
    topic = form.text("topic", most=1024)
    kind = form.one_of("type", tuple(map(int, MADE)))
    overwrites = _overwrites(form)
    problems.raise_if_any()
    place = add(state, guild, name or "", topic=topic, kind=ChannelKind(kind or 0))
    if overwrites:
        place.overwrites = overwrites
        state.tell("CHANNEL_UPDATE", render.channel(place), channel=place)
    return place


def change(state: State, actor: User, place: Channel, body: JsonObject) -> Channel:
    """Rename a channel or thread, archive or lock a thread, set slow mode or overwrites."""
    if place.thread is not None:
        return threads.change(state, actor, place, body)
    state.require(actor.id, place, Permission.MANAGE_CHANNELS)
    problems = Problems()
    form = Form(body, problems)
    name = form.text("name", least=1, most=100)
    topic = form.text("topic", most=1024)
    slowmode_s = form.whole("rate_limit_per_user", least=0, most=21_600)
    overwrites = _overwrites(form) if form.has("permission_overwrites") else None
    problems.raise_if_any()
    place.name = name or place.name
    place.topic = topic if form.has("topic") else place.topic
    place.slowmode_s = place.slowmode_s if slowmode_s is None else slowmode_s
    place.overwrites = place.overwrites if overwrites is None else overwrites
    state.tell("CHANNEL_UPDATE", render.channel(place), channel=place)
    return place


def allow(
    state: State,
    place: Channel,
    target_id: int,
    *,
    kind: int,
    allow: Permission = NOTHING,
    deny: Permission = NOTHING,
) -> None:
    """Set what a channel allows and denies one role (kind 0) or member (kind 1)."""
    place.overwrites[target_id] = Overwrite(target_id, kind, allow, deny)
    state.tell("CHANNEL_UPDATE", render.channel(place), channel=place)


def disallow(state: State, place: Channel, target_id: int) -> None:
    """Forget what a channel said about one role or member; 10009 when it said nothing."""
    if place.overwrites.pop(target_id, None) is None:
        raise unknown("Permission overwrite")
    state.tell("CHANNEL_UPDATE", render.channel(place), channel=place)


def delete(state: State, actor: User, place: Channel) -> None:
    """Delete a channel with its threads, or a thread; needs the permission to manage it."""
    needed = Permission.MANAGE_CHANNELS if place.thread is None else Permission.MANAGE_THREADS
    state.require(actor.id, place, needed)
    remove(state, place)


def remove(state: State, place: Channel) -> None:
    """Take a channel away, its threads first, and tell it."""
    guild = state.guild_of(place)
    if guild is None:
        return
    for one in [one for one in guild.channels.values() if one.parent_id == place.id]:
        remove(state, one)
    if place.thread is None:
        state.tell("CHANNEL_DELETE", render.channel(place), channel=place)
    else:
        gone: JsonObject = {
            "id": str(place.id),
            "guild_id": str(guild.id),
            "parent_id": str(place.parent_id),
            "type": int(place.kind),
        }
        state.tell("THREAD_DELETE", gone, channel=place)
    for message in place.messages.values():
        uploads.forget(state, message.attachments)
    del guild.channels[place.id]
    del state.channels[place.id]


def direct(state: State, one: User, other: User) -> Channel:
    """Return the direct conversation of two users, made when there is none."""
    for place in state.channels.values():
        if place.kind is ChannelKind.DM and {one.id, other.id} == {
            user.id for user in place.recipients
        }:
            return place
    place = Channel(
        id=state.ids.new(),
        kind=ChannelKind.DM,
        name="",
        guild_id=None,
        recipients=[one, other],
    )
    state.channels[place.id] = place
    return place


def _overwrites(form: Form) -> dict[int, Overwrite]:
    read: dict[int, Overwrite] = {}
    for one in form.each("permission_overwrites", most=100):
        target = one.snowflake("id", required=True)
        kind = one.one_of("type", (0, 1))
        if target is not None:
            read[target] = Overwrite(
                target,
                kind or 0,
                Permission(one.whole("allow") or 0),
                Permission(one.whole("deny") or 0),
            )
    return read
