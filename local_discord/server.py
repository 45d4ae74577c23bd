"""The server of the local Discord: one guild to begin with, a bot's API, a CDN, people.

`LocalDiscord.start` makes everything and answers on a loopback port; leaving its context ends it.
It refuses to listen anywhere else, for everything here trusts whoever can connect.
"""

import ipaddress
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

from aiohttp import web

from local_discord.channels import channels, guilds
from local_discord.gateway.gateway import Gateway
from local_discord.gateway.intents import NO_INTENT, Intent
from local_discord.http.api import PREFIX, Api, Exchange, Observer
from local_discord.http.cdn import Cdn
from local_discord.http.harm import Harm
from local_discord.http.ratelimits import RateLimiter, Rates
from local_discord.messages import reactions
from local_discord.model.clock import Clock
from local_discord.model.limits import ServerLimits
from local_discord.model.model import Application, Channel, ChannelKind, Guild, Role, User
from local_discord.model.permissions import NOTHING, Permission
from local_discord.model.snowflakes import Snowflakes
from local_discord.model.state import State
from local_discord.people import api as people_api
from local_discord.people.page_files import PageFiles
from local_discord.people.people import Person
from local_discord.wire import render

_REQUEST_MOST: Final = 512 * 1024 * 1024
BOT_PERMISSIONS: Final = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.MANAGE_MESSAGES
    | Permission.PIN_MESSAGES
)


class LocalDiscord:
    """A running Discord on this machine. Make it with `start`.

    `api_url` and `gateway_url` are what a bot is pointed at, with `token`; `people_url` is where
    people act. `guild` is the guild made at the start, `state` everything there is.
    """

    def __init__(self, state: State, api: Api, gateway: Gateway, harm: Harm, guild: Guild) -> None:
        self.state = state
        self.harm = harm
        self.guild = guild
        self._api = api
        self._gateway = gateway
        self._people: list[Person] = []

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        guild: str = "Rehearsal",
        channels: Iterable[str] = ("clip",),
        bot: str = "Couplet",
        token: str | None = None,
        boost_tier: int = 0,
        bot_permissions: Permission = BOT_PERMISSIONS,
        privileged_intents: Intent = NO_INTENT,
        limits: ServerLimits | None = None,
        rates: Rates | None = None,
        clock: Clock | None = None,
        observer: Observer | None = None,
    ) -> AsyncGenerator["LocalDiscord"]:
        """Run a Discord with one guild, its channels and a bot, until the context is left.

        `port` 0 takes a free one. `observer` sees each exchange of the bot. Raises ValueError for
        a host that is not loopback, OSError when the port is taken.
        """
        _require_loopback(host)
        clock = clock or Clock()
        state = _new_state(clock, limits or ServerLimits(), bot, token)
        state.application.privileged = int(privileged_intents)
        harm = Harm()
        home = guilds.found(state, guild, state.application.owner, boost_tier=boost_tier)
        role = guilds.add_role(state, home, bot, bot_permissions, bot_id=state.bot.id)
        guilds.join(state, home, state.bot, [role.id])
        api = Api(state, harm, RateLimiter(clock, rates or Rates()), observer)
        gateway = Gateway(state, harm)
        world = cls(state, api, gateway, harm, home)
        for name in channels:
            world.add_channel(name)
        app = web.Application(client_max_size=_REQUEST_MOST, middlewares=[_refuse_strangers])
        app.router.add_get("/gateway", gateway.serve)
        people_api.PeopleApi(state).add_to(app)
        Cdn(state).add_to(app)
        PageFiles().add_to(app)
        api.add_to(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            bound = runner.addresses[0]
            shown = f"[{host}]" if ":" in host else host
            state.base_url = f"http://{shown}:{bound[1]}"
            yield world
        finally:
            for person in world._people:
                await person.close()
            await gateway.close()
            await runner.cleanup()
            clock.close()

    @property
    def base_url(self) -> str:
        """The root of everything: `http://127.0.0.1:PORT`."""
        return self.state.base_url

    @property
    def api_url(self) -> str:
        """What a bot calls its API."""
        return self.state.base_url + PREFIX

    @property
    def gateway_url(self) -> str:
        """Where a bot's gateway is."""
        return self._gateway.url

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.state.application.token

    @property
    def clients_connected(self) -> int:
        """How many identified gateway clients are connected now."""
        return self._gateway.connected

    @property
    def exchanges(self) -> list[Exchange]:
        """The bot's last requests with their answers, oldest first."""
        return list(self._api.log)

    def person(
        self,
        name: str,
        *,
        locale: str = "en-US",
        roles: Iterable[Role] = (),
        guild: Guild | None = None,
    ) -> Person:
        """Return the person of this name; whoever is new joins the guild."""
        home = guild or self.guild
        for user in self.state.users.values():
            if user.display_name == name and not user.bot:
                break
        else:
            user = people_api.newcomer(self.state, name, locale)
        if user.id not in home.members:
            guilds.join(self.state, home, user, [role.id for role in roles])
        person = Person(self.state.base_url, user.id, name)
        self._people.append(person)
        return person

    def add_channel(
        self, name: str, *, guild: Guild | None = None, kind: ChannelKind = ChannelKind.TEXT
    ) -> Channel:
        """Make a text channel, or one of another kind."""
        return channels.add(self.state, guild or self.guild, name, kind=kind)

    def channel(self, name: str) -> Channel:
        """Return a channel or thread of the first guild by its name."""
        for one in self.guild.channels.values():
            if one.name == name:
                return one
        raise LookupError(f"The guild has no channel named {name}.")

    def add_guild(self, name: str, *, boost_tier: int = 0, with_bot: bool = True) -> Guild:
        """Make another guild, with the bot in it unless told otherwise."""
        guild = guilds.found(self.state, name, self.state.application.owner, boost_tier=boost_tier)
        if with_bot:
            bot = self.state.bot
            role = guilds.add_role(self.state, guild, bot.name, BOT_PERMISSIONS, bot_id=bot.id)
            guilds.join(self.state, guild, bot, [role.id])
            shown = render.guild_create(self.state, guild, bot.id, all_members=False)
            del shown["unavailable"]  # that field marks guilds that READY had announced
            self.state.tell("GUILD_CREATE", shown, guild_id=guild.id, only_for=bot.id)
        return guild

    def expel_bot(self, guild: Guild) -> None:
        """Take the bot out of a guild, as an administrator can."""
        bot = self.state.bot
        gone = {"id": str(guild.id)}
        self.state.tell("GUILD_DELETE", gone, guild_id=guild.id, only_for=bot.id)
        guilds.leave(self.state, guild, bot)

    def set_roles(self, person: Person, *roles: Role) -> None:
        """Give a person exactly these roles in the first guild."""
        member = guilds.member_of(self.guild, person.id)
        guilds.set_roles(self.state, member, [role.id for role in roles])

    def leave(self, person: Person) -> None:
        """Let a person leave the first guild; their words and reactions stay."""
        guilds.leave(self.state, self.guild, self.state.user(person.id))

    def add_role(self, name: str, permissions: Permission = NOTHING) -> Role:
        """Make a role in the first guild."""
        return guilds.add_role(self.state, self.guild, name, permissions)

    def set_bot_permissions(self, permissions: Permission) -> None:
        """Set what the bot's own role grants in the first guild."""
        for role in self.guild.roles.values():
            if role.bot_id == self.state.bot.id:
                guilds.change_role(self.state, self.guild, role, permissions)

    def overwrite(
        self,
        channel: Channel,
        target: Role | User,
        *,
        allow: Permission = NOTHING,
        deny: Permission = NOTHING,
    ) -> None:
        """Set what a channel allows and denies a role or a user."""
        kind = 0 if isinstance(target, Role) else 1
        channels.allow(self.state, channel, target.id, kind=kind, allow=allow, deny=deny)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads."""
        channels.remove(self.state, channel)

    def place_reaction(self, user_id: int, channel_id: int, message_id: int, emoji: str) -> None:
        """React as a person without going through HTTP; for loads of many thousands."""
        channel = self.state.channel(channel_id)
        message = self.state.message(channel, message_id)
        reactions.add(self.state, self.state.user(user_id), channel, message, emoji)

    async def wait_for(self, predicate: Callable[[], bool], *, timeout_s: float = 30.0) -> None:
        """Wait until `predicate` holds; it is asked again after each event. TimeoutError."""
        await self.state.bus.until(predicate, timeout_s=timeout_s)


def _require_loopback(host: str) -> None:
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(
            f"The local Discord listens on loopback only; {host} is refused. Use 127.0.0.1."
        )


def _new_state(clock: Clock, limits: ServerLimits, bot: str, token: str | None) -> State:
    ids = Snowflakes(clock)
    user = User(id=ids.new(), name=bot.lower(), display_name=bot, bot=True)
    owner = User(id=ids.new(), name="owner", display_name="Owner")
    application = Application(
        id=user.id,
        name=bot,
        bot=user,
        owner=owner,
        token=token or f"{user.id}.{secrets.token_urlsafe(24)}",
    )
    return State(application=application, clock=clock, ids=ids, limits=limits)


@web.middleware
async def _refuse_strangers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse pages of other sites, which a browser would let reach loopback."""
    host = request.url.host or ""
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"{request.scheme}://{request.host}"
    if host not in {"127.0.0.1", "localhost", "::1"} or foreign:
        return web.Response(status=HTTPStatus.FORBIDDEN, text="Only this machine may ask.")
    return await handler(request)
