"""From the model to the wire: what each thing looks like in Discord's JSON.

It decides nothing and changes nothing; `viewer_id` only sets `me` in reactions and whether a
thread's own membership is shown.
"""

from local_discord.http.json_values import JsonObject
from local_discord.model.model import Channel, ChannelKind, Guild, Member, Role, User
from local_discord.model.snowflakes import iso
from local_discord.model.state import State
from local_discord.wire.wire import (
    ChannelWire,
    MemberWire,
    OverwriteWire,
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
        if place.is_vocal:
            wire["bitrate"] = 64_000
            wire["user_limit"] = 0
            wire["rtc_region"] = None
        else:
            wire["topic"] = place.topic
        if place.kind is ChannelKind.FORUM:
            wire["available_tags"] = []
            wire["default_reaction_emoji"] = None
            wire["default_sort_order"] = None
            wire["default_forum_layout"] = 0
        overwrites: list[OverwriteWire] = [
            {
                "id": str(one.target_id),
                "type": one.kind,
                "allow": str(int(one.allow)),
                "deny": str(int(one.deny)),
            }
            for one in place.overwrites.values()
        ]
        wire["permission_overwrites"] = overwrites
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
