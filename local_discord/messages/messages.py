"""Messages: posting and editing; taking them away is in `deleting`, reading them in `history`.

Bots and people come through the same verbs; each checks the actor's permissions, changes the
state and tells the event. Answers to interactions enter through `put` and `rewrite`, because
they need no permission of the bot in the channel.
"""

from http import HTTPStatus
from typing import Final

from local_discord.gateway.events import Event
from local_discord.http import uploads
from local_discord.http.bodies import Form
from local_discord.http.errors import (
    Problems,
    RateLimitedError,
    invalid,
    missing_permissions,
    refused,
)
from local_discord.http.json_values import JsonObject
from local_discord.http.uploads import Upload
from local_discord.messages import drafts, mentions
from local_discord.messages.drafts import Draft
from local_discord.model.model import (
    Channel,
    ChannelKind,
    Interaction,
    Message,
    MessageFlag,
    MessageKind,
    Reference,
    User,
)
from local_discord.model.permissions import Permission
from local_discord.model.state import State
from local_discord.wire import render, render_messages

_THREADS: Final = (
    ChannelKind.ANNOUNCEMENT_THREAD,
    ChannelKind.PUBLIC_THREAD,
    ChannelKind.PRIVATE_THREAD,
)


def create(
    state: State, author: User, channel: Channel, body: JsonObject, files: list[Upload]
) -> Message:
    """Post a message as `author`; the same enforced nonce posts only once."""
    if channel.kind is ChannelKind.FORUM:
        raise refused(50008, "Cannot send messages in a non-text channel")
    sending = Permission.SEND_MESSAGES
    if channel.kind in _THREADS:
        sending = Permission.SEND_MESSAGES_IN_THREADS
    state.require(author.id, channel, sending)
    refuse_shut(state, author, channel)
    is_private = channel.kind is ChannelKind.DM and author.bot
    if is_private and not all(one.accepts_direct_messages for one in channel.recipients):
        raise refused(50007, "Cannot send messages to this user", HTTPStatus.FORBIDDEN)
    draft = drafts.read(state, body, files, channel=channel, settable=drafts.POST_FLAGS)
    may = state.permissions(author.id, channel)
    if (draft.attachments and Permission.ATTACH_FILES not in may) or (
        draft.embeds and Permission.EMBED_LINKS not in may
    ):
        raise missing_permissions()
    known = _posted_before(state, author, channel, draft)
    if known is not None:
        return known
    reference, answered = _reference(state, author, channel, body)
    message = put(state, author, channel, draft, reference=reference, answered=answered)
    if draft.nonce is not None:
        key = (author.id, channel.id, str(draft.nonce))
        state.nonces[key] = (state.now() + state.limits.nonce_memory_s, message)
    return message


def put(
    state: State,
    author: User,
    channel: Channel,
    draft: Draft,
    *,
    kind: MessageKind = MessageKind.DEFAULT,
    reference: Reference | None = None,
    answered: Message | None = None,
    interaction: Interaction | None = None,
    only_for: int | None = None,
    message_id: int | None = None,
) -> Message:
    """Add a checked message to a channel and tell it; a forum's post gives its own id."""
    if reference is not None and kind is MessageKind.DEFAULT:
        kind = MessageKind.REPLY
    message = Message(
        id=message_id or state.ids.new(),
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author=author,
        created_at=state.now(),
        kind=kind,
        content=draft.content or "",
        flags=draft.flags,
        embeds=draft.embeds or [],
        components=draft.components or [],
        attachments=draft.attachments,
        tts=draft.tts,
        nonce=draft.nonce,
        reference=reference,
        interaction=interaction,
        only_for=only_for,
    )
    _call(state, message, draft, answered)
    add(state, channel, message)
    return message


def add(state: State, channel: Channel, message: Message) -> None:
    """Add a finished message; a thread wakes and counts it."""
    channel.messages[message.id] = message
    if message.only_for is None:
        channel.last_message_id = message.id
        if channel.thread is not None:
            channel.thread.message_count += 1
            channel.thread.members.setdefault(message.author.id, state.now())
            if channel.thread.archived:
                channel.thread.archived = False
                channel.thread.archived_at = state.now()
                state.tell("THREAD_UPDATE", render.channel(channel), channel=channel)
    tell(state, "MESSAGE_CREATE", message)


def edit(
    state: State, actor: User, message: Message, body: JsonObject, files: list[Upload]
) -> Message:
    """Change a message; only its author may, save for flags (50005), old ones rarely (30046)."""
    channel = state.visible_channel(actor.id, message.channel_id)
    if actor.id != message.author.id:
        is_flags_only = set(body) <= {"flags"}
        if not (is_flags_only and _may(state, actor, channel, Permission.MANAGE_MESSAGES)):
            raise refused(
                50005, "Cannot edit a message authored by another user", HTTPStatus.FORBIDDEN
            )
    if channel.thread is not None and channel.thread.archived:
        raise refused(50083, "Thread is archived")
    _slow_down_old_edits(state, channel, message)
    draft = drafts.read(
        state, body, files, channel=channel, settable=drafts.EDIT_FLAGS, old=message
    )
    rewrite(state, message, draft, flags_given="flags" in body)
    return message


def rewrite(state: State, message: Message, draft: Draft, *, flags_given: bool) -> None:
    """Put a checked change into a message and tell it."""
    if draft.content is not None:
        message.content = draft.content
    if draft.embeds is not None:
        message.embeds = draft.embeds
    if draft.components is not None:
        message.components = draft.components
    uploads.forget(state, [one for one in message.attachments if one not in draft.attachments])
    message.attachments = draft.attachments
    if flags_given:
        message.flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS | (
            draft.flags & drafts.EDIT_FLAGS
        )
    # What takes the place of "thinking" is an answer, not an edit.
    message.edited_at = None if MessageFlag.LOADING in message.flags else state.now()
    message.flags &= ~MessageFlag.LOADING
    if any(draft.texts):
        _call(state, message, draft, None)
    tell(state, "MESSAGE_UPDATE", message)


def tell(state: State, name: str, message: Message) -> None:
    """Publish a message event; an ephemeral one only to its reader."""
    state.bus.publish(
        Event(
            name=name,
            data=render_messages.message_event(state, message),
            at=state.now(),
            guild_id=message.guild_id,
            channel=state.channels[message.channel_id],
            only_for=message.only_for,
            author_id=message.author.id,
            mentioned_ids=frozenset(message.mentions),
        )
    )


def refuse_shut(state: State, author: User, channel: Channel) -> None:
    """Refuse (50083) to write in a thread that was locked and archived, moderators aside."""
    is_shut = channel.thread is not None and channel.thread.archived and channel.thread.locked
    if is_shut and not _may(state, author, channel, Permission.MANAGE_THREADS):
        raise refused(50083, "Thread is archived")


def _may(state: State, user: User, channel: Channel, needed: Permission) -> bool:
    return needed in state.permissions(user.id, channel)


def _posted_before(state: State, author: User, channel: Channel, draft: Draft) -> Message | None:
    if draft.nonce is None or not draft.enforce_nonce:
        return None
    now = state.now()
    state.nonces = {key: kept for key, kept in state.nonces.items() if kept[0] > now}
    kept = state.nonces.get((author.id, channel.id, str(draft.nonce)))
    if kept is None:
        return None
    uploads.forget(state, draft.attachments)
    return kept[1]


def _reference(
    state: State, author: User, channel: Channel, body: JsonObject
) -> tuple[Reference | None, Message | None]:
    problems = Problems()
    given = Form(body, problems).child("message_reference")
    if given is None:
        return None, None
    message_id = given.snowflake("message_id", required=True)
    problems.raise_if_any()
    answered = channel.messages.get(message_id or 0)
    if answered is None or answered.only_for is not None:
        if given.body.get("fail_if_not_exists") is False:
            return None, None
        raise invalid(["message_reference"], "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
    if not _may(state, author, channel, Permission.READ_MESSAGE_HISTORY):
        raise refused(160002, "Cannot reply without permission to read message history")
    return Reference(channel.id, answered.id, channel.guild_id), answered


def _call(state: State, message: Message, draft: Draft, answered: Message | None) -> None:
    channel = state.channels[message.channel_id]
    guild = state.guild_of(channel)
    mentions.apply(
        message,
        draft.texts,
        draft.allowed,
        guild=guild,
        known_users=state.users if guild is None else guild.members,
        author_may=state.permissions(message.author.id, channel),
        answered=answered,
    )


def _slow_down_old_edits(state: State, channel: Channel, message: Message) -> None:
    """Refuse (30046) what Discord is observed to: three old messages' edits in 20 s a channel."""
    now, limits = state.now(), state.limits
    if now - message.created_at < limits.old_message_s:
        return
    window_s = limits.old_message_window_s
    channel.old_edits = [one for one in channel.old_edits if now - one < window_s]
    if len(channel.old_edits) >= limits.old_message_edits:
        raise RateLimitedError(
            channel.old_edits[0] + window_s - now,
            code=30046,
            message="Maximum number of edits to messages older than 1 hour reached. "
            "Try again later.",
        )
    channel.old_edits.append(now)
