"""The things a Discord holds, as plain data: people, guilds, channels, messages, interactions.

Ids are integers here and become strings on the wire (see `render`). Moments are seconds since
1970. Nothing here acts: the modules named after the subjects do, and only they change these.
"""

from dataclasses import dataclass, field
from enum import Enum, IntEnum, IntFlag, auto
from typing import Final

from local_discord.http.json_values import JsonObject
from local_discord.model.permissions import NOTHING, Permission


class ChannelKind(IntEnum):
    """Channel types, of those that exist here."""

    TEXT = 0
    DM = 1
    VOICE = 2
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15


class MessageKind(IntEnum):
    """Message types, of those that arise here."""

    DEFAULT = 0
    PINNED = 6
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


class MessageFlag(IntFlag):
    """Message flags, of those that mean something here."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    IS_COMPONENTS_V2 = 1 << 15


NO_FLAG: Final = MessageFlag(0)


@dataclass(slots=True)
class User:
    """A person or a bot; `locale` is the language a person's Discord is set to."""

    id: int
    name: str
    display_name: str
    bot: bool = False
    locale: str = "en-US"
    accepts_direct_messages: bool = True


@dataclass(slots=True)
class Role:
    """A role of a guild; the one whose id is the guild's is @everyone."""

    id: int
    name: str
    permissions: Permission
    position: int
    colour: int = 0
    managed: bool = False
    mentionable: bool = False
    hoist: bool = False
    bot_id: int | None = None


@dataclass(slots=True)
class Member:
    """A user in a guild; `roles` leaves @everyone out."""

    user: User
    guild_id: int
    joined_at: float
    roles: list[int] = field(default_factory=list[int])
    nick: str | None = None


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies one role (kind 0) or member (kind 1)."""

    target_id: int
    kind: int
    allow: Permission = NOTHING
    deny: Permission = NOTHING


@dataclass(slots=True)
class Attachment:
    """One file on our own CDN."""

    id: int
    filename: str
    content_type: str
    content: bytes
    channel_id: int
    description: str | None = None
    spoiler: bool = False
    ephemeral: bool = False
    width_px: int | None = None
    height_px: int | None = None
    in_embed: bool = False
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """The message that another one answers (type 0) or starts from."""

    channel_id: int
    message_id: int | None
    guild_id: int | None


@dataclass(slots=True)
class Message:
    """One message; `only_for` names the single reader of an ephemeral one."""

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    created_at: float
    kind: MessageKind = MessageKind.DEFAULT
    content: str = ""
    edited_at: float | None = None
    flags: MessageFlag = NO_FLAG
    embeds: list[JsonObject] = field(default_factory=list[JsonObject])
    components: list[JsonObject] = field(default_factory=list[JsonObject])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    mentions: list[int] = field(default_factory=list[int])
    mention_roles: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    tts: bool = False
    nonce: str | int | None = None
    reactions: dict[str, dict[int, None]] = field(default_factory=dict[str, dict[int, None]])
    bursts: dict[str, dict[int, None]] = field(default_factory=dict[str, dict[int, None]])
    """Who placed an emoji as a super reaction; each of them is a key of ``reactions`` as well."""
    pinned_at: float | None = None
    reference: Reference | None = None
    interaction: "Interaction | None" = None
    only_for: int | None = None
    thread_id: int | None = None


@dataclass(slots=True)
class ThreadState:
    """What a thread has over a channel; `members` holds when each one joined."""

    owner_id: int
    created_at: float
    archive_minutes: int
    archived_at: float
    members: dict[int, float]
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    message_count: int = 0


@dataclass(slots=True)
class Channel:
    """A channel, a direct conversation or a thread, with its messages in order of their ids.

    `old_edits` are the moments at which messages of more than an hour were edited of late.
    """

    id: int
    kind: ChannelKind
    name: str
    guild_id: int | None
    position: int = 0
    topic: str | None = None
    parent_id: int | None = None
    nsfw: bool = False
    slowmode_s: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    recipients: list[User] = field(default_factory=list[User])
    thread: ThreadState | None = None
    last_message_id: int | None = None
    last_pin_at: float | None = None
    old_edits: list[float] = field(default_factory=list[float])

    @property
    def is_vocal(self) -> bool:
        """Whether people talk there, with a text chat beside it."""
        return self.kind in {ChannelKind.VOICE, ChannelKind.STAGE}


@dataclass(slots=True)
class Guild:
    """A server with its roles, members, channels and threads."""

    id: int
    name: str
    owner_id: int
    boost_tier: int = 0
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])


@dataclass(slots=True)
class Application:
    """The one application of this Discord and its bot user."""

    id: int
    name: str
    bot: User
    owner: User
    token: str
    privileged: int = 0


class CommandKind(IntEnum):
    """Where a command is called: typed, on a person, on a message."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


@dataclass(slots=True)
class Command:
    """A registered command; `body` is its validated description as sent."""

    id: int
    kind: CommandKind
    name: str
    guild_id: int | None
    version: int
    body: JsonObject


class InteractionKind(IntEnum):
    """What a person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """The kinds of a bot's first answer."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class InteractionState(Enum):
    """How far the bot's answer has come."""

    WAITING = auto()
    ACKNOWLEDGED = auto()
    UNANSWERED = auto()


@dataclass(slots=True)
class Interaction:
    """One thing a person did, and what the bot answered so far."""

    id: int
    kind: InteractionKind
    token: str
    user: User
    channel_id: int
    guild_id: int | None
    created_at: float
    data: JsonObject
    command_name: str = ""
    command_kind: CommandKind = CommandKind.CHAT_INPUT
    source_message: Message | None = None
    target_id: int | None = None
    origin: "Interaction | None" = None
    state: InteractionState = InteractionState.WAITING
    callback: Callback | None = None
    original: Message | None = None
    modal: JsonObject | None = None
    choices: list[JsonObject] = field(default_factory=list[JsonObject])
    followups: list[Message] = field(default_factory=list[Message])
