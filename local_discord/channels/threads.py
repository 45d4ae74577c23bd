"""Threads: starting them with or without a message, posts of forums, joining, archiving, listing.

Source: https://discord.com/developers/docs/topics/threads.
"""

from typing import Final

from local_discord.http.bodies import Form
from local_discord.http.errors import Problems, missing_permissions, refused
from local_discord.http.json_values import JsonObject
from local_discord.http.uploads import Upload
from local_discord.messages import drafts, messages
from local_discord.model.model import (
    Channel,
    ChannelKind,
    Guild,
    Message,
    MessageFlag,
    MessageKind,
    Reference,
    ThreadState,
    User,
)
from local_discord.model.permissions import Permission
from local_discord.model.state import State
from local_discord.wire import render

ARCHIVE_MINUTES: Final = (60, 1440, 4320, 10_080)
_DEFAULT_ARCHIVE_MINUTES: Final = 4320


def start_from(
    state: State, actor: User, parent: Channel, message: Message, body: JsonObject
) -> Channel:
    """Start a public thread from a message; only one can start from each (160004)."""
    _refuse_nesting(parent)
    state.require(actor.id, parent, Permission.CREATE_PUBLIC_THREADS)
    if message.thread_id is not None:
        raise refused(160004, "A thread has already been created for this message")
    name, minutes, _ = _read(body)
    thread = _open(
        state,
        actor,
        parent,
        thread_id=message.id,
        name=name,
        minutes=minutes,
        kind=ChannelKind.PUBLIC_THREAD,
    )
    message.thread_id = thread.id
    message.flags |= MessageFlag.HAS_THREAD
    messages.tell(state, "MESSAGE_UPDATE", message)
    starter = Message(
        id=state.ids.new(),
        channel_id=thread.id,
        guild_id=thread.guild_id,
        author=actor,
        created_at=state.now(),
        kind=MessageKind.THREAD_STARTER,
        reference=Reference(parent.id, message.id, parent.guild_id),
    )
    thread.messages[starter.id] = starter
    return thread


def start(state: State, actor: User, parent: Channel, body: JsonObject) -> Channel:
    """Start a thread without a message; a private one when the type is left out, as Discord."""
    _refuse_nesting(parent)
    name, minutes, form = _read(body)
    kinds = (int(ChannelKind.PUBLIC_THREAD), int(ChannelKind.PRIVATE_THREAD))
    kind = ChannelKind(form.one_of("type", kinds) or ChannelKind.PRIVATE_THREAD)
    form.problems.raise_if_any()
    needed = Permission.CREATE_PUBLIC_THREADS
    if kind is ChannelKind.PRIVATE_THREAD:
        needed = Permission.CREATE_PRIVATE_THREADS
    state.require(actor.id, parent, needed)
    thread = _open(
        state, actor, parent, thread_id=state.ids.new(), name=name, minutes=minutes, kind=kind
    )
    if kind is ChannelKind.PUBLIC_THREAD:
        notice = Message(
            id=state.ids.new(),
            channel_id=parent.id,
            guild_id=parent.guild_id,
            author=actor,
            created_at=state.now(),
            kind=MessageKind.THREAD_CREATED,
            content=name,
            reference=Reference(thread.id, None, parent.guild_id),
            thread_id=thread.id,
        )
        messages.add(state, parent, notice)
    return thread


def post(
    state: State, actor: User, forum: Channel, body: JsonObject, files: list[Upload]
) -> tuple[Channel, Message]:
    """Start a forum's post: a thread whose first message has its id; needs SEND_MESSAGES."""
    state.require(actor.id, forum, Permission.SEND_MESSAGES)
    name, minutes, form = _read(body)
    first = form.child("message", required=True)
    form.problems.raise_if_any()
    draft = drafts.read(
        state,
        {} if first is None else first.body,
        files,
        channel=forum,
        settable=drafts.POST_FLAGS,
    )
    thread = _open(
        state,
        actor,
        forum,
        thread_id=state.ids.new(),
        name=name,
        minutes=minutes,
        kind=ChannelKind.PUBLIC_THREAD,
    )
    forum.last_message_id = thread.id
    return thread, messages.put(state, actor, thread, draft, message_id=thread.id)


def change(state: State, actor: User, thread: Channel, body: JsonObject) -> Channel:
    """Rename, archive, reopen or lock a thread: its owner, or with MANAGE_THREADS anyone."""
    detail = _state(thread)
    problems = Problems()
    form = Form(body, problems)
    name = form.text("name", least=1, most=100)
    minutes = form.one_of("auto_archive_duration", ARCHIVE_MINUTES)
    slowmode_s = form.whole("rate_limit_per_user", least=0, most=21_600)
    problems.raise_if_any()
    may_manage = Permission.MANAGE_THREADS in state.permissions(actor.id, thread)
    only_reopens = set(body) <= {"archived"} and body.get("archived") is False
    is_owner = actor.id == detail.owner_id and not form.has("locked")
    if not may_manage and (detail.locked or not (only_reopens or is_owner)):
        raise missing_permissions()
    if detail.archived and body.get("archived") is not False:
        raise refused(50083, "Thread is archived")
    thread.name = name or thread.name
    thread.slowmode_s = thread.slowmode_s if slowmode_s is None else slowmode_s
    detail.archive_minutes = minutes or detail.archive_minutes
    detail.locked = form.switch("locked", default=detail.locked)
    archived = form.switch("archived", default=detail.archived)
    if archived != detail.archived:
        detail.archived = archived
        detail.archived_at = state.now()
    state.tell("THREAD_UPDATE", render.channel(thread, state.bot.id), channel=thread)
    return thread


def join(state: State, actor: User, thread: Channel, who: User) -> None:
    """Add a member to a thread; oneself, or another where one may write."""
    detail = _state(thread)
    if detail.archived:
        raise refused(50083, "Thread is archived")
    if actor.id != who.id:
        state.require(actor.id, thread, Permission.SEND_MESSAGES_IN_THREADS)
    if who.id in detail.members:
        return
    detail.members[who.id] = state.now()
    member = render.thread_member(thread, who.id, detail.members[who.id])
    _tell_members(state, thread, {"added_members": [member]})


def leave(state: State, actor: User, thread: Channel, who: User) -> None:
    """Take a member out of a thread; another only with MANAGE_THREADS."""
    detail = _state(thread)
    if actor.id != who.id:
        state.require(actor.id, thread, Permission.MANAGE_THREADS)
    if detail.members.pop(who.id, None) is not None:
        _tell_members(state, thread, {"removed_member_ids": [str(who.id)]})


def active(state: State, viewer: User, guild: Guild) -> list[Channel]:
    """Return the open threads of a guild that a user sees, newest first."""
    found = [
        one
        for one in guild.channels.values()
        if one.thread is not None and not one.thread.archived and state.may_see(viewer.id, one)
    ]
    return sorted(found, key=lambda one: one.id, reverse=True)


def archived(state: State, viewer: User, parent: Channel, *, private: bool) -> list[Channel]:
    """Return the archived threads of a channel that a user sees, last archived first."""
    guild = state.guild_of(parent)
    kind = ChannelKind.PRIVATE_THREAD if private else ChannelKind.PUBLIC_THREAD
    every: list[Channel] = [] if guild is None else list(guild.channels.values())
    found = [
        one
        for one in every
        if one.parent_id == parent.id
        and one.kind is kind
        and one.thread is not None
        and one.thread.archived
        and state.may_see(viewer.id, one)
    ]
    return sorted(found, key=lambda one: _state(one).archived_at, reverse=True)


def _open(
    state: State,
    actor: User,
    parent: Channel,
    *,
    thread_id: int,
    name: str,
    minutes: int,
    kind: ChannelKind,
) -> Channel:
    now = state.now()
    thread = Channel(
        id=thread_id,
        kind=kind,
        name=name,
        guild_id=parent.guild_id,
        parent_id=parent.id,
        thread=ThreadState(
            owner_id=actor.id,
            created_at=now,
            archive_minutes=minutes,
            archived_at=now,
            members={actor.id: now},
        ),
    )
    guild = state.guild(parent.guild_id or 0)
    guild.channels[thread.id] = state.channels[thread.id] = thread
    data: JsonObject = {**render.channel(thread, state.bot.id), "newly_created": True}
    state.tell("THREAD_CREATE", data, channel=thread)
    return thread


def _read(body: JsonObject) -> tuple[str, int, Form]:
    problems = Problems()
    form = Form(body, problems)
    name = form.text("name", least=1, most=100, required=True)
    minutes = form.one_of("auto_archive_duration", ARCHIVE_MINUTES)
    problems.raise_if_any()
    return name or "", minutes or _DEFAULT_ARCHIVE_MINUTES, form


def _refuse_nesting(parent: Channel) -> None:
    if parent.kind is not ChannelKind.TEXT:
        raise refused(50024, "Cannot execute action on this channel type")


def _state(thread: Channel) -> ThreadState:
    if thread.thread is None:
        raise refused(50024, "Cannot execute action on this channel type")
    return thread.thread


def _tell_members(state: State, thread: Channel, change: JsonObject) -> None:
    data: JsonObject = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": len(_state(thread).members),
        **change,
    }
    state.tell("THREAD_MEMBERS_UPDATE", data, channel=thread)
