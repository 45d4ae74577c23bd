"""Messages on the wire: with attachments, reactions, mentions and what they refer to.

`viewer_id` only sets `me` in reactions and whether a thread's own membership is shown.
"""

from typing import Any, Final, cast

from local_discord.http.json_values import JsonObject, is_list, is_object
from local_discord.model.model import (
    Attachment,
    Interaction,
    InteractionKind,
    Message,
    MessageFlag,
    MessageKind,
)
from local_discord.model.snowflakes import iso
from local_discord.model.state import State
from local_discord.wire import render
from local_discord.wire.wire import AttachmentWire, MentionWire, MessageWire, ReactionWire

_SPOILER: Final = 1 << 3
_SHOWING_THEIR_REFERENCE: Final = (
    MessageKind.REPLY,
    MessageKind.THREAD_STARTER,
    MessageKind.CONTEXT_MENU_COMMAND,
)


def attachment(state: State, file: Attachment) -> AttachmentWire:
    """An attachment object with a fresh link."""
    url = state.link(file)
    wire: AttachmentWire = {
        "id": str(file.id),
        "filename": file.filename,
        "size": len(file.content),
        "url": url,
        "proxy_url": url,
        "content_type": file.content_type,
    }
    if file.description is not None:
        wire["description"] = file.description
    if file.width_px is not None and file.height_px is not None:
        wire["width"] = file.width_px
        wire["height"] = file.height_px
    if file.ephemeral:
        wire["ephemeral"] = True
    if file.spoiler:
        wire["flags"] = _SPOILER
    if file.title is not None:
        wire["title"] = file.title
    return wire


def with_fresh_links(state: State, value: Any) -> Any:
    """Copy components or embeds, replacing `attachment_id` marks by links that work now."""
    if is_list(value):
        return [with_fresh_links(state, one) for one in value]
    if not is_object(value):
        return value
    copied: JsonObject = {key: with_fresh_links(state, one) for key, one in value.items()}
    file = state.attachments.get(int(copied.get("attachment_id", 0)))
    if file is not None and "url" in copied:
        copied["url"] = copied["proxy_url"] = state.link(file)
    return copied


def reactions(given: Message, viewer_id: int | None) -> list[ReactionWire]:
    """The reactions under a message, in the order in which their emoji came."""
    return [
        {
            "emoji": {"id": None, "name": emoji},
            "count": len(users) + len(given.bursts.get(emoji, ())),
            "count_details": {"burst": len(given.bursts.get(emoji, ())), "normal": len(users)},
            "burst_colors": [],
            "me_burst": viewer_id in given.bursts.get(emoji, ()),
            "me": viewer_id in users,
        }
        for emoji, users in given.reactions.items()
    ]


def message(
    state: State, given: Message, viewer_id: int | None, *, nested: bool = False
) -> MessageWire:
    """A message object as the HTTP API answers it; `nested` leaves out what it refers to."""
    wire: MessageWire = {
        "id": str(given.id),
        "channel_id": str(given.channel_id),
        "type": int(given.kind),
        "content": given.content,
        "author": render.user(given.author),
        "mentions": [_mention(state, one) for one in given.mentions],
        "mention_roles": [str(one) for one in given.mention_roles],
        "mention_everyone": given.mention_everyone,
        "attachments": [attachment(state, one) for one in _listed(given)],
        "embeds": with_fresh_links(state, given.embeds),
        "components": with_fresh_links(state, given.components),
        "timestamp": iso(given.created_at),
        "edited_timestamp": None if given.edited_at is None else iso(given.edited_at),
        "flags": int(given.flags),
        "pinned": given.pinned_at is not None,
        "tts": given.tts,
    }
    if given.nonce is not None:
        wire["nonce"] = given.nonce
    if given.reactions and not nested:
        wire["reactions"] = reactions(given, viewer_id)
    if given.interaction is not None:
        wire["application_id"] = wire["webhook_id"] = str(state.application.id)
        wire["interaction_metadata"] = interaction_metadata(given.interaction)
        if given.interaction.kind is InteractionKind.COMMAND:
            wire["interaction"] = {
                "id": str(given.interaction.id),
                "type": int(given.interaction.kind),
                "name": given.interaction.command_name,
                "user": render.user(given.interaction.user),
            }
    if given.thread_id is not None and given.thread_id in state.channels:
        wire["thread"] = render.channel(state.channels[given.thread_id], viewer_id)
    _add_reference(state, wire, given, viewer_id, nested=nested)
    return wire


def message_event(state: State, given: Message) -> MessageWire:
    """A message as the gateway tells it: with guild, and members beside users."""
    wire = message(state, given, None)
    wire.pop("reactions", None)
    if given.guild_id is None:
        return wire
    wire["guild_id"] = str(given.guild_id)
    author = state.member(given.guild_id, given.author.id)
    if author is not None:
        wire["member"] = render.member(author, with_user=False)
    for mention in wire["mentions"]:
        mentioned = state.member(given.guild_id, int(mention["id"]))
        if mentioned is not None:
            mention["member"] = render.member(mentioned, with_user=False)
    return wire


def interaction_metadata(given: Interaction) -> JsonObject:
    """What a message says about the interaction it came from."""
    owners = {"0": str(given.guild_id or 0)}
    wire: JsonObject = {
        "id": str(given.id),
        "type": int(given.kind),
        "user": render.user(given.user),
        "authorizing_integration_owners": owners,
    }
    if given.kind is InteractionKind.COMPONENT and given.source_message is not None:
        wire["interacted_message_id"] = str(given.source_message.id)
    if given.kind is InteractionKind.COMMAND and given.source_message is not None:
        wire["target_message_id"] = str(given.source_message.id)
    if given.kind is InteractionKind.MODAL_SUBMIT and given.origin is not None:
        wire["triggering_interaction_metadata"] = interaction_metadata(given.origin)
    return wire


def _listed(given: Message) -> list[Attachment]:
    """Return the files that a message lists: none that it shows in embeds or Components V2.

    Discord leaves those out on purpose: https://github.com/discord/discord-api-docs/issues/8277.
    """
    if MessageFlag.IS_COMPONENTS_V2 in given.flags:
        return []
    return [one for one in given.attachments if not one.in_embed]


def _mention(state: State, user_id: int) -> MentionWire:
    return cast("MentionWire", render.user(state.users[user_id]))


def _add_reference(
    state: State, wire: MessageWire, given: Message, viewer_id: int | None, *, nested: bool
) -> None:
    reference = given.reference
    if reference is None:
        return
    pointer: JsonObject = {"type": 0, "channel_id": str(reference.channel_id)}
    if reference.message_id is not None:
        pointer["message_id"] = str(reference.message_id)
    if reference.guild_id is not None:
        pointer["guild_id"] = str(reference.guild_id)
    wire["message_reference"] = pointer
    if nested or given.kind not in _SHOWING_THEIR_REFERENCE or reference.message_id is None:
        return
    place = state.channels.get(reference.channel_id)
    target = None if place is None else place.messages.get(reference.message_id)
    wire["referenced_message"] = (
        None if target is None else message(state, target, viewer_id, nested=True)
    )
