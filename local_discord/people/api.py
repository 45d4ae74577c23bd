"""People's side over HTTP and WebSocket: everything that a person can see and do.

A page, a test or another process speaks this. Channels, messages, reactions and threads have the
paths of Discord's own API behind `/people/{person_id}`; commands, components and modals go
through `/people/{person_id}/interactions`. README.md describes it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from aiohttp import BodyPartReader, web

from local_discord.channels import guilds
from local_discord.gateway.events import Event
from local_discord.http import routes_channels, routes_messages, uploads
from local_discord.http.api import json_response, parse, read_body
from local_discord.http.calls import Answer, Call, Route
from local_discord.http.errors import ApiError, invalid, missing_access, unknown
from local_discord.http.json_values import JsonObject, to_json
from local_discord.http.uploads import Upload
from local_discord.interactions import command_search
from local_discord.messages import history
from local_discord.model.model import Attachment, Channel, User
from local_discord.model.permissions import in_guild
from local_discord.model.state import State
from local_discord.people import acts
from local_discord.wire import render, render_messages

_PERSON: Final = "/people/{person_id}"
_MESSAGES: Final = "/channels/{channel_id}/messages"
_WAIT_MOST_S: Final = 600.0

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PeopleApi:
    """Serves people over one state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add_to(self, app: web.Application) -> None:
        """Add every route to an application."""
        add = app.router.add_route
        add("GET", "/people", self._answering(self._list))
        add("POST", "/people", self._answering(self._welcome))
        add("GET", _PERSON, self._answering(self._get))
        add("PATCH", _PERSON, self._answering(self._change))
        add("GET", _PERSON + "/guilds", self._answering(self._guilds))
        add("GET", _PERSON + "/commands", self._answering(self._commands))
        add("GET", _PERSON + "/events", self._events)
        add("POST", _PERSON + "/interactions", self._answering(self._act))
        add("GET", _PERSON + "/interactions/{interaction_id}", self._answering(self._interaction))
        add("GET", _PERSON + _MESSAGES, self._answering(self._messages))
        own = {("GET", _MESSAGES)}
        routes = [*routes_messages.ROUTES, *routes_channels.ROUTES]
        for route in sorted(routes, key=lambda one: one.path.replace("{", "~")):
            if (route.method, route.path) not in own:
                add(route.method, _PERSON + route.path, self._answering(self._shared(route)))

    def _answering(self, work: Callable[[web.Request], Awaitable[Answer]]) -> Handle:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                status, answer = await work(request)
            except ApiError as error:
                status, answer = error.status, error.body()
            # Tells which of the events that arrive meanwhile the answer holds already.
            return json_response(int(status), answer, {"X-Events": str(self._state.bus.published)})

        return handle

    def _person(self, request: web.Request) -> User:
        identifier = request.match_info["person_id"]
        user = self._state.users.get(int(identifier)) if identifier.isdigit() else None
        if user is None or user.bot:
            raise unknown("User")
        return user

    def _shared(self, route: Route) -> Callable[[web.Request], Awaitable[Answer]]:
        """Serve a route of the bot's API to a person."""

        async def work(request: web.Request) -> Answer:
            person = self._person(request)
            body, files = await read_body(request)
            return route.handler(
                Call(
                    state=self._state,
                    actor=person,
                    path=request.match_info,
                    query=request.query,
                    body=body,
                    files=files,
                )
            )

        return work

    async def _list(self, _request: web.Request) -> Answer:
        people = [one for one in self._state.users.values() if not one.bot]
        return HTTPStatus.OK, [_shown(one) for one in people]

    async def _welcome(self, request: web.Request) -> Answer:
        body, _ = await read_body(request)
        call = Call(self._state, self._state.bot, {}, {}, body)
        name = call.object().get("name")
        if not isinstance(name, str) or not name.strip():
            raise invalid(["name"], "BASE_TYPE_REQUIRED", "This field is required")
        user = newcomer(self._state, name.strip(), str(call.object().get("locale", "en-US")))
        for guild in self._state.guilds.values():
            guilds.join(self._state, guild, user)
        return HTTPStatus.CREATED, _shown(user)

    async def _get(self, request: web.Request) -> Answer:
        return HTTPStatus.OK, _shown(self._person(request))

    async def _change(self, request: web.Request) -> Answer:
        person = self._person(request)
        body, _ = await read_body(request)
        locale = Call(self._state, person, {}, {}, body).object().get("locale")
        if not isinstance(locale, str):
            raise invalid(["locale"], "BASE_TYPE_REQUIRED", "This field is required")
        person.locale = locale
        return HTTPStatus.OK, _shown(person)

    async def _guilds(self, request: web.Request) -> Answer:
        person = self._person(request)
        shown: list[JsonObject] = []
        for guild in self._state.guilds.values():
            if person.id not in guild.members:
                continue
            visible = [
                one for one in guild.channels.values() if self._state.may_see(person.id, one)
            ]
            shown.append(
                {
                    **render.guild(guild),
                    "channels": [
                        {
                            **render.channel(one, person.id),
                            "permissions": str(int(self._state.permissions(person.id, one))),
                        }
                        for one in visible
                    ],
                    "members": [render.member(one) for one in guild.members.values()],
                    "permissions": str(int(in_guild(guild, person.id))),
                    "upload_bytes": self._state.upload_bytes(guild.id),
                }
            )
        return HTTPStatus.OK, shown

    async def _commands(self, request: web.Request) -> Answer:
        person = self._person(request)
        channel = self._state.visible_channel(person.id, _number(request.query, "channel_id"))
        found = command_search.offered(self._state, person, channel)
        return HTTPStatus.OK, [
            command_search.localised({**one.body, "id": str(one.id)}, person.locale)
            for one in found
        ]

    async def _messages(self, request: web.Request) -> Answer:
        """History as the person sees it, ephemeral answers included, newest first."""
        person = self._person(request)
        channel = self._state.visible_channel(person.id, _number(request.match_info, "channel_id"))
        limit = min(int(request.query.get("limit", "50")), history.HISTORY_MOST)
        before = request.query.get("before")
        visible = [
            one
            for one in channel.messages.values()
            if one.only_for in {None, person.id} and (before is None or one.id < int(before))
        ]
        page = visible[-limit:][::-1] if limit > 0 else []
        return HTTPStatus.OK, [render_messages.message(self._state, one, person.id) for one in page]

    async def _act(self, request: web.Request) -> Answer:
        person = self._person(request)
        body, files = await self._read_act(request)
        channel = self._state.channel(_number(body, "channel_id"))
        if not self._state.may_see(person.id, channel):
            raise missing_access()
        uploads.check_sizes(
            self._state, channel.guild_id, [one for many in files.values() for one in many]
        )
        stored = {name: self._store(many, channel) for name, many in files.items()}
        interaction = acts.perform(acts.Act(self._state, person, channel, body, stored))
        return await self._outcome(request, person, interaction.id)

    async def _interaction(self, request: web.Request) -> Answer:
        person = self._person(request)
        return await self._outcome(request, person, _number(request.match_info, "interaction_id"))

    async def _outcome(self, request: web.Request, person: User, interaction_id: int) -> Answer:
        """Answer with an interaction once it has come as far as `wait` says."""
        interaction = self._state.interactions.get(interaction_id)
        if interaction is None or interaction.user.id != person.id:
            raise unknown("Interaction")
        wait = request.query.get("wait", "no")
        timeout_s = min(float(request.query.get("timeout_s", "10")), _WAIT_MOST_S)
        with contextlib.suppress(TimeoutError):
            if wait == "acknowledged":
                await self._state.bus.until(
                    lambda: acts.is_acknowledged(interaction), timeout_s=timeout_s
                )
            elif wait == "answered":
                await self._state.bus.until(
                    lambda: acts.is_answered(self._state, interaction), timeout_s=timeout_s
                )
        return HTTPStatus.OK, acts.view(self._state, interaction)

    def _store(self, many: list[Upload], channel: Channel) -> list[Attachment]:
        return [uploads.store(self._state, one, channel.id, ephemeral=True) for one in many]

    async def _read_act(self, request: web.Request) -> tuple[JsonObject, dict[str, list[Upload]]]:
        """Read an act: JSON, or `payload_json` with files named like their option or field."""
        if not request.content_type.startswith("multipart/"):
            plain, _ = await read_body(request)
            return Call(self._state, self._state.bot, {}, {}, plain).object(), {}
        body: Any = None
        files: dict[str, list[Upload]] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = bytes(await part.read(decode=False))
            if part.name == "payload_json":
                body = parse(content)
            else:
                upload = Upload(0, part.filename or "file", content)
                files.setdefault(part.name or "", []).append(upload)
        return Call(self._state, self._state.bot, {}, {}, body).object(), files

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Send what a person sees happen, as it happens, until they leave."""
        try:
            person = self._person(request)
        except ApiError as error:
            return json_response(error.status, error.body(), {})
        socket = web.WebSocketResponse(heartbeat=30.0)
        await socket.prepare(request)
        outgoing: asyncio.Queue[str] = asyncio.Queue()

        def receive(event: Event) -> None:
            if self._sees(person, event):
                number = self._state.bus.published
                outgoing.put_nowait(
                    f'{{"t":"{event.name}","s":{number},"at":{event.at:.3f},"d":{event.text}}}'
                )

        unsubscribe = self._state.bus.subscribe(receive)
        writer = asyncio.create_task(_write(socket, outgoing))
        hello = {"t": "HELLO", "s": self._state.bus.published, "at": self._state.now()}
        outgoing.put_nowait(to_json({**hello, "d": _shown(person)}))
        try:
            async for _ in socket:
                pass
        finally:
            unsubscribe()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    def _sees(self, person: User, event: Event) -> bool:
        if event.only_for is not None:
            return event.only_for == person.id
        if event.channel is not None:
            return self._state.may_see(person.id, event.channel)
        guild = None if event.guild_id is None else self._state.guilds.get(event.guild_id)
        return guild is not None and person.id in guild.members


def newcomer(state: State, name: str, locale: str) -> User:
    """Make a person; their account's name is the shown one in small letters."""
    user = User(
        id=state.ids.new(), name=name.lower().replace(" ", "_"), display_name=name, locale=locale
    )
    state.users[user.id] = user
    return user


def _shown(user: User) -> JsonObject:
    return {**render.user(user), "locale": user.locale}


def _number(given: Any, name: str) -> int:
    value = str(given.get(name, ""))
    if not value.isdigit():
        raise invalid([name], "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(value)


async def _write(socket: web.WebSocketResponse, outgoing: "asyncio.Queue[str]") -> None:
    while True:
        frame = await outgoing.get()
        try:
            await socket.send_str(frame)
        except (ConnectionError, RuntimeError):
            return  # the reader notices that the socket is gone
