"""Everything this Discord remembers, and the questions that every subject asks of it.

Nothing is written to disk: the state lives as long as the server. The verbs (sending, reacting,
…) are in the modules named after their subjects.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from local_discord.gateway.events import Bus, Event
from local_discord.http.errors import missing_access, missing_permissions, unknown
from local_discord.model import permissions
from local_discord.model.clock import Clock
from local_discord.model.limits import ServerLimits
from local_discord.model.model import (
    Application,
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    Interaction,
    Member,
    Message,
    User,
)
from local_discord.model.permissions import NOTHING, Permission
from local_discord.model.snowflakes import Snowflakes


class State:
    """The whole of one Discord: its application, people, guilds and what was said."""

    def __init__(
        self, *, application: Application, clock: Clock, ids: Snowflakes, limits: ServerLimits
    ) -> None:
        self.application = application
        self.clock = clock
        self.limits = limits
        self.ids = ids
        self.bus = Bus()
        self.base_url = ""
        self.users: dict[int, User] = {
            application.bot.id: application.bot,
            application.owner.id: application.owner,
        }
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: dict[int, Attachment] = {}
        self.commands: dict[int, Command] = {}
        self.interactions: dict[int, Interaction] = {}
        self.interactions_by_token: dict[str, Interaction] = {}
        self._permissions: dict[tuple[int, int], Permission] = {}
        self.nonces: dict[tuple[int, int, str], tuple[float, Message]] = {}

    @property
    def bot(self) -> User:
        """The application's bot user."""
        return self.application.bot

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return self.base_url.replace("http", "ws", 1) + "/gateway"

    def now(self) -> float:
        """Return seconds since 1970 on this server's clock."""
        return self.clock.now()

    def user(self, user_id: int) -> User:
        """Return a user; 10013 when there is none."""
        user = self.users.get(user_id)
        if user is None:
            raise unknown("User")
        return user

    def guild(self, guild_id: int) -> Guild:
        """Return a guild; 10004 when there is none."""
        guild = self.guilds.get(guild_id)
        if guild is None:
            raise unknown("Guild")
        return guild

    def guild_of(self, channel: Channel) -> Guild | None:
        """Return the guild of a channel; None for direct conversations."""
        return None if channel.guild_id is None else self.guilds.get(channel.guild_id)

    def member(self, guild_id: int | None, user_id: int) -> Member | None:
        """Return a user's membership; None where there is none or no guild."""
        guild = None if guild_id is None else self.guilds.get(guild_id)
        return None if guild is None else guild.members.get(user_id)

    def channel(self, channel_id: int) -> Channel:
        """Return a channel, thread or direct conversation; 10003 when there is none."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise unknown("Channel")
        return channel

    def permissions(self, user_id: int, channel: Channel) -> Permission:
        """Return what a user may do in a channel, overwrites included.

        Remembered until anything but a message changes, for votes ask it thousands of times.
        """
        key = (user_id, channel.id)
        known = self._permissions.get(key)
        if known is None:
            known = self._permissions[key] = self._reckon(user_id, channel)
        return known

    def _reckon(self, user_id: int, channel: Channel) -> Permission:
        guild = self.guild_of(channel)
        if guild is not None:
            return permissions.in_channel(guild, channel, user_id)
        takes_part = any(user.id == user_id for user in channel.recipients)
        return permissions.DIRECT_MESSAGE if takes_part else NOTHING

    def may_see(self, user_id: int, channel: Channel) -> bool:
        """Tell whether a user sees a channel; private threads only by their members."""
        granted = self.permissions(user_id, channel)
        if Permission.VIEW_CHANNEL not in granted:
            return False
        if channel.kind is ChannelKind.PRIVATE_THREAD and channel.thread is not None:
            return user_id in channel.thread.members or Permission.MANAGE_THREADS in granted
        return True

    def may_enter(self, user_id: int, channel: Channel) -> bool:
        """Tell whether a voice channel lets a user into its chat; other channels always do.

        Source: https://github.com/discord/discord-api-docs/pull/5111.
        """
        if not channel.is_vocal:
            return True
        return Permission.CONNECT in self.permissions(user_id, channel)

    def visible_channel(self, user_id: int, channel_id: int) -> Channel:
        """Return a channel that this user sees; 10003 or 50001 otherwise."""
        channel = self.channel(channel_id)
        if not self.may_see(user_id, channel):
            raise missing_access()
        return channel

    def require(self, user_id: int, channel: Channel, needed: Permission) -> None:
        """Refuse (50001, 50013) unless the user sees the channel and has all of `needed`.

        The chat of a voice channel is open only to those who may connect there.
        """
        if not self.may_see(user_id, channel) or not self.may_enter(user_id, channel):
            raise missing_access()
        if needed not in self.permissions(user_id, channel):
            raise missing_permissions()

    def message(self, channel: Channel, message_id: int, reader_id: int | None = None) -> Message:
        """Return a message of a channel, ephemeral ones only to their reader; 10008 otherwise."""
        message = channel.messages.get(message_id)
        if message is None or message.only_for not in {None, reader_id}:
            raise unknown("Message")
        return message

    def upload_bytes(self, guild_id: int | None) -> int:
        """Return how large one file may be there."""
        guild = None if guild_id is None else self.guilds.get(guild_id)
        return self.limits.one_upload_bytes(0 if guild is None else guild.boost_tier)

    def request_bytes(self, guild_id: int | None) -> int:
        """Return how large all files of one request may be there."""
        guild = None if guild_id is None else self.guilds.get(guild_id)
        return self.limits.one_request_bytes(0 if guild is None else guild.boost_tier)

    def link(self, attachment: Attachment) -> str:
        """Return an attachment's address, which stops working after the link's lifetime."""
        folder = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        expires = int(self.now() + self.limits.link_lifetime_s)
        issued = int(self.now())
        return (
            f"{self.base_url}/{folder}/{attachment.channel_id}/{attachment.id}/"
            f"{quote(attachment.filename)}?ex={expires:x}&is={issued:x}&hm={attachment.id:064x}&"
        )

    def tell(
        self,
        name: str,
        data: Mapping[str, Any],
        *,
        channel: Channel | None = None,
        guild_id: int | None = None,
        only_for: int | None = None,
    ) -> None:
        """Publish an event that carries nobody's words."""
        if not name.startswith(("MESSAGE_", "INTERACTION_", "TYPING_")):
            self._permissions.clear()
        place = guild_id if channel is None else channel.guild_id
        self.bus.publish(
            Event(
                name=name,
                data=data,
                at=self.now(),
                guild_id=place,
                channel=channel,
                only_for=only_for,
            )
        )
