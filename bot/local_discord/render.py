"""From the model to the wire: what each thing looks like in Discord's JSON.

It decides nothing and changes nothing; `viewer_id` only sets `me` in reactions and whether a
thread's own membership is shown.
"""

from typing import Any, cast

from bot.local_discord.json_values import JsonObject, is_list, is_object
from bot.local_discord.model import (
    Attachment,
    Channel,
    ChannelKind,
    Guild,
    Interaction,
    InteractionKind,
    Member,
    Message,
    Role,
    User,
)
from bot.local_discord.snowflakes import iso
from bot.local_discord.state import State
from bot.local_discord.wire import (
    AttachmentWire,
    ChannelWire,
    MemberWire,
    MentionWire,
    MessageWire,
    ReactionWire,
    RoleWire,
    ThreadMemberWire,
    ThreadMetadataWire,
    UserWire,
)

_SPOILER = 1 << 3


def user(person: User) -> UserWire:
    """A user object."""
    wire: UserWire = {
        "id": str(person.id),
        "username": person.name,
        "discriminator": "0000" if person.bot else "0",
        "global_name": None if person.bot else person.display_name,
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if person.bot:
        wire["bot"] = True
    return wire


def member(membership: Member, *, with_user: bool = True) -> MemberWire:
    """A guild member object."""
    wire: MemberWire = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": iso(membership.joined_at),
        "nick": membership.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role_id) for role_id in membership.roles],
        "mute": False,
        "deaf": False,
    }
    if with_user:
        wire["user"] = user(membership.user)
    return wire


def role(given: Role) -> RoleWire:
    """A role object."""
    wire: RoleWire = {
        "id": str(given.id),
        "name": given.name,
        "permissions": str(int(given.permissions)),
        "position": given.position,
        "color": given.colour,
        "colors": {
            "primary_color": given.colour,
            "secondary_color": None,
            "tertiary_color": None,
        },
        "hoist": given.hoist,
        "managed": given.managed,
        "mentionable": given.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if given.bot_id is not None:
        wire["tags"] = {"bot_id": str(given.bot_id)}
    return wire


def thread_member(channel: Channel, user_id: int, joined_at: float) -> ThreadMemberWire:
    """A thread member object."""
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": iso(joined_at),
        "flags": 1,
    }


def channel(place: Channel, viewer_id: int | None = None) -> ChannelWire:
    """A channel object: guild channel, direct conversation or thread."""
    wire: ChannelWire = {
        "id": str(place.id),
        "type": int(place.kind),
        "flags": 0,
        "last_message_id": None if place.last_message_id is None else str(place.last_message_id),
    }
    if place.last_pin_at is not None:
        wire["last_pin_timestamp"] = iso(place.last_pin_at)
    if place.guild_id is None:
        wire["recipients"] = [user(one) for one in place.recipients if one.id != viewer_id]
        return wire
    wire["guild_id"] = str(place.guild_id)
    wire["name"] = place.name
    wire["parent_id"] = None if place.parent_id is None else str(place.parent_id)
    wire["rate_limit_per_user"] = place.slowmode_s
    if place.thread is None:
        wire["position"] = place.position
        wire["nsfw"] = place.nsfw
        wire["topic"] = place.topic
        wire["permission_overwrites"] = [
            {
                "id": str(one.target_id),
                "type": one.kind,
                "allow": str(int(one.allow)),
                "deny": str(int(one.deny)),
            }
            for one in place.overwrites.values()
        ]
        return wire
    state = place.thread
    metadata: ThreadMetadataWire = {
        "archived": state.archived,
        "archive_timestamp": iso(state.archived_at),
        "auto_archive_duration": state.archive_minutes,
        "locked": state.locked,
        "create_timestamp": iso(state.created_at),
    }
    if place.kind is ChannelKind.PRIVATE_THREAD:
        metadata["invitable"] = state.invitable
    wire["owner_id"] = str(state.owner_id)
    wire["thread_metadata"] = metadata
    wire["message_count"] = min(state.message_count, 50)
    wire["member_count"] = min(len(state.members), 50)
    wire["total_message_sent"] = state.message_count
    if viewer_id is not None and viewer_id in state.members:
        wire["member"] = thread_member(place, viewer_id, state.members[viewer_id])
    return wire


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
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
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
        "author": user(given.author),
        "mentions": [_mention(state, one) for one in given.mentions],
        "mention_roles": [str(one) for one in given.mention_roles],
        "mention_everyone": given.mention_everyone,
        "attachments": [attachment(state, one) for one in given.attachments if not one.in_embed],
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
                "user": user(given.interaction.user),
            }
    if given.thread_id is not None and given.thread_id in state.channels:
        wire["thread"] = channel(state.channels[given.thread_id], viewer_id)
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
        wire["member"] = member(author, with_user=False)
    for mention in wire["mentions"]:
        mentioned = state.member(given.guild_id, int(mention["id"]))
        if mentioned is not None:
            mention["member"] = member(mentioned, with_user=False)
    return wire


def guild(given: Guild) -> JsonObject:
    """A guild object as the HTTP API answers it."""
    return {
        "id": str(given.id),
        "name": given.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(given.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(one) for one in given.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": given.boost_tier,
        "premium_subscription_count": (0, 2, 7, 14)[given.boost_tier],
        "preferred_locale": given.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def guild_create(state: State, given: Guild, viewer_id: int, *, all_members: bool) -> JsonObject:
    """The GUILD_CREATE event for a bot; other members only with the members intent."""
    bot_member = given.members.get(viewer_id)
    members = given.members.values() if all_members else [bot_member] if bot_member else []
    places = [one for one in given.channels.values() if state.may_see(viewer_id, one)]
    return {
        **guild(given),
        "joined_at": iso(bot_member.joined_at if bot_member else state.now()),
        "large": False,
        "unavailable": False,
        "member_count": len(given.members),
        "members": [member(one) for one in members],
        "channels": [channel(one) for one in given.channels.values() if one.thread is None],
        "threads": [
            channel(one, viewer_id)
            for one in places
            if one.thread is not None and not one.thread.archived
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def interaction_metadata(given: Interaction) -> JsonObject:
    """What a message says about the interaction it came from."""
    owners = {"0": str(given.guild_id or 0)}
    wire: JsonObject = {
        "id": str(given.id),
        "type": int(given.kind),
        "user": user(given.user),
        "authorizing_integration_owners": owners,
    }
    if given.kind is InteractionKind.COMPONENT and given.source_message is not None:
        wire["interacted_message_id"] = str(given.source_message.id)
    if given.kind is InteractionKind.COMMAND and given.source_message is not None:
        wire["target_message_id"] = str(given.source_message.id)
    if given.kind is InteractionKind.MODAL_SUBMIT and given.origin is not None:
        wire["triggering_interaction_metadata"] = interaction_metadata(given.origin)
    return wire


def _mention(state: State, user_id: int) -> MentionWire:
    return cast("MentionWire", user(state.users[user_id]))


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
    if nested or reference.message_id is None:
        return
    place = state.channels.get(reference.channel_id)
    target = None if place is None else place.messages.get(reference.message_id)
    wire["referenced_message"] = (
        None if target is None else message(state, target, viewer_id, nested=True)
    )
