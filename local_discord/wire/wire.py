"""The shapes of what the server sends, as Discord documents them. Ids are strings here."""

from typing import Any, NotRequired, TypedDict

from local_discord.http.json_values import JsonObject


class UserWire(TypedDict):
    """A user object."""

    id: str
    username: str
    discriminator: str
    global_name: str | None
    avatar: str | None
    banner: str | None
    accent_color: int | None
    public_flags: int
    flags: int
    primary_guild: None
    bot: NotRequired[bool]


class MemberWire(TypedDict):
    """A guild member object; `permissions` comes only inside interactions."""

    avatar: str | None
    banner: str | None
    communication_disabled_until: str | None
    flags: int
    joined_at: str
    nick: str | None
    pending: bool
    premium_since: str | None
    roles: list[str]
    mute: bool
    deaf: bool
    user: NotRequired[UserWire]
    permissions: NotRequired[str]
    guild_id: NotRequired[str]


class RoleColoursWire(TypedDict):
    """A role's colours."""

    primary_color: int
    secondary_color: int | None
    tertiary_color: int | None


class RoleWire(TypedDict):
    """A role object."""

    id: str
    name: str
    permissions: str
    position: int
    color: int
    colors: RoleColoursWire
    hoist: bool
    managed: bool
    mentionable: bool
    icon: str | None
    unicode_emoji: str | None
    flags: int
    tags: NotRequired[dict[str, str]]


class OverwriteWire(TypedDict):
    """A channel's permission overwrite."""

    id: str
    type: int
    allow: str
    deny: str


class ThreadMemberWire(TypedDict):
    """A member of a thread."""

    id: str
    user_id: str
    join_timestamp: str
    flags: int


class ThreadMetadataWire(TypedDict):
    """What a thread has over a channel."""

    archived: bool
    archive_timestamp: str
    auto_archive_duration: int
    locked: bool
    create_timestamp: str
    invitable: NotRequired[bool]


class ChannelWire(TypedDict):
    """A channel or a thread; which fields come depends on its type."""

    id: str
    type: int
    flags: int
    last_message_id: str | None
    guild_id: NotRequired[str]
    name: NotRequired[str]
    position: NotRequired[int]
    parent_id: NotRequired[str | None]
    topic: NotRequired[str | None]
    nsfw: NotRequired[bool]
    bitrate: NotRequired[int]
    user_limit: NotRequired[int]
    rtc_region: NotRequired[str | None]
    available_tags: NotRequired[list[JsonObject]]
    default_reaction_emoji: NotRequired[None]
    default_sort_order: NotRequired[int | None]
    default_forum_layout: NotRequired[int]
    rate_limit_per_user: NotRequired[int]
    permission_overwrites: NotRequired[list[OverwriteWire]]
    last_pin_timestamp: NotRequired[str | None]
    recipients: NotRequired[list[UserWire]]
    owner_id: NotRequired[str]
    thread_metadata: NotRequired[ThreadMetadataWire]
    message_count: NotRequired[int]
    member_count: NotRequired[int]
    total_message_sent: NotRequired[int]
    member: NotRequired[ThreadMemberWire]
    newly_created: NotRequired[bool]
    permissions: NotRequired[str]


class AttachmentWire(TypedDict):
    """An attachment object."""

    id: str
    filename: str
    size: int
    url: str
    proxy_url: str
    content_type: NotRequired[str]
    description: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    ephemeral: NotRequired[bool]
    flags: NotRequired[int]
    title: NotRequired[str]


class EmojiWire(TypedDict):
    """A partial emoji; only Unicode emoji exist here, so `id` is null."""

    id: None
    name: str


class ReactionWire(TypedDict):
    """One emoji under a message and how many placed it."""

    emoji: EmojiWire
    count: int
    count_details: dict[str, int]
    burst_colors: list[str]
    me_burst: bool
    me: bool


class MentionWire(UserWire):
    """A mentioned user; events add the member."""

    member: NotRequired[MemberWire]


class MessageWire(TypedDict):
    """A message object."""

    id: str
    channel_id: str
    type: int
    content: str
    author: UserWire
    mentions: list[MentionWire]
    mention_roles: list[str]
    mention_everyone: bool
    attachments: list[AttachmentWire]
    embeds: list[JsonObject]
    components: list[JsonObject]
    timestamp: str
    edited_timestamp: str | None
    flags: int
    pinned: bool
    tts: bool
    nonce: NotRequired[str | int]
    reactions: NotRequired[list[ReactionWire]]
    message_reference: NotRequired[dict[str, Any]]
    referenced_message: NotRequired["MessageWire | None"]
    application_id: NotRequired[str]
    webhook_id: NotRequired[str]
    interaction: NotRequired[JsonObject]
    interaction_metadata: NotRequired[JsonObject]
    thread: NotRequired[ChannelWire]
    guild_id: NotRequired[str]
    member: NotRequired[MemberWire]
    position: NotRequired[int]
