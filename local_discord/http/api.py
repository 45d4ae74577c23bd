"""The bot's HTTP API: from a request on the socket to a handler's answer, harm included.

Order of things: harm that comes before the work, the token, the rate limit, the body, the
handler, harm that comes after, and an observer that sees the exchange as it was.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aiohttp import BodyPartReader, MultipartReader, web

from local_discord.http import (
    routes_applications,
    routes_channels,
    routes_guilds,
    routes_interactions,
    routes_messages,
)
from local_discord.http.calls import Call, Route
from local_discord.http.errors import ApiError, RateLimitedError, invalid, refused, unauthorized
from local_discord.http.harm import Harm, RequestHarm, Way
from local_discord.http.json_values import to_json
from local_discord.http.ratelimits import RateLimiter
from local_discord.http.uploads import Upload
from local_discord.model.state import State

PREFIX: Final = "/api/v10"
ROUTES: Final[list[Route]] = sorted(
    [
        *routes_applications.ROUTES,
        *routes_channels.ROUTES,
        *routes_guilds.ROUTES,
        *routes_interactions.ROUTES,
        *routes_messages.ROUTES,
    ],
    key=lambda route: route.path.replace("{", "~"),  # fixed parts before placeholders
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of the bot and its answer, for observers.

    `path` is the template as in Discord's description; bodies are JSON values, None where there is
    none; of a multipart request it is the JSON part.
    """

    method: str
    path: str
    query: dict[str, str]
    request: Any
    has_files: bool
    status: int
    response: Any


Observer = Callable[[Exchange], None]


class Api:
    """Serves the routes over one state."""

    def __init__(
        self, state: State, harm: Harm, limiter: RateLimiter, observer: Observer | None
    ) -> None:
        self._state = state
        self._harm = harm
        self._limiter = limiter
        self._observer = observer
        self.log: deque[Exchange] = deque(maxlen=10_000)

    def add_to(self, app: web.Application) -> None:
        """Add every route to an application."""
        for route in ROUTES:
            app.router.add_route(route.method, PREFIX + route.path, self._handler(route))
        app.router.add_route("*", "/api/{rest:.*}", _not_found)

    def _handler(self, route: Route) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._serve(route, request)

        return handle

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        harms = self._harm.take(route.method, route.path)
        for harm in harms:
            if harm.way is Way.DELAY:
                await asyncio.sleep(harm.seconds)
            elif harm.way is Way.LOSE_REQUEST:
                return _cut(request)
        body: Any = None
        files: list[Upload] = []
        try:
            body, files = await read_body(request)
            self._harm_before(harms)
            status, answer = self._work(route, request, body, files)
        except ApiError as error:
            status, answer = error.status, error.body()
            headers = self._error_headers(error, route, request)
        else:
            headers = self._limiter.headers_of(route.bucket, _place(route, request))
        exchange = Exchange(
            route.method,
            route.path,
            dict(request.query),
            body,
            bool(files),
            int(status),
            answer,
        )
        self.log.append(exchange)
        if self._observer is not None:
            self._observer(exchange)
        for harm in harms:
            if harm.way is Way.LOSE_ANSWER:
                if harm.status is None:
                    return _cut(request)
                return web.Response(status=harm.status, text="upstream connect error")
        return json_response(int(status), answer, headers)

    def _harm_before(self, harms: list[RequestHarm]) -> None:
        for harm in harms:
            if harm.way is Way.STATUS:
                raise ApiError(harm.status or 500, 0, f"{harm.status}: Internal Server Error")
            if harm.way is Way.RATE_LIMIT:
                raise RateLimitedError(harm.seconds, scope=harm.scope)

    def _work(
        self, route: Route, request: web.Request, body: Any, files: list[Upload]
    ) -> tuple[int, Any]:
        if not route.by_token:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bot" or token != self._state.application.token:
                raise unauthorized()
        self._limiter.count(route.bucket, _place(route, request), globally=not route.by_token)
        call = Call(
            state=self._state,
            actor=self._state.bot,
            path=request.match_info,
            query=request.query,
            body=body,
            files=files,
        )
        return route.handler(call)

    def _error_headers(self, error: ApiError, route: Route, request: web.Request) -> dict[str, str]:
        headers = self._limiter.headers_of(route.bucket, _place(route, request))
        if isinstance(error, RateLimitedError):
            headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
            headers["X-RateLimit-Scope"] = error.scope
            if error.scope == "global":
                headers["X-RateLimit-Global"] = "true"
        return headers


async def read_body(request: web.Request) -> tuple[Any, list[Upload]]:
    """Read a JSON or multipart body: the JSON value (None without one) and the files."""
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(await request.multipart())
    raw = await request.read()
    if not raw:
        return None, []
    return parse(raw), []


async def _read_multipart(reader: MultipartReader) -> tuple[Any, list[Upload]]:
    body: Any = None
    files: list[Upload] = []
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        content = bytes(await part.read(decode=False))
        if name == "payload_json":
            body = parse(content)
        elif name.startswith("files[") and name.endswith("]") and name[6:-1].isdigit():
            files.append(Upload(int(name[6:-1]), part.filename or "file", content))
        else:
            raise invalid([name], "UNKNOWN_PART", "Only payload_json and files[n] are read")
    return body, files


def parse(raw: bytes) -> Any:
    """Read JSON; 50109 when it is none."""
    try:
        return json.loads(raw)
    except ValueError as error:
        raise refused(
            50109, "The request body contains invalid JSON.", HTTPStatus.BAD_REQUEST
        ) from error


def _place(route: Route, request: web.Request) -> str:
    return "+".join(request.match_info[name] for name in route.place if name in request.match_info)


def json_response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    """Write an answer; None has no body."""
    headers = {**headers, "Via": "1.1 local"}
    if answer is None:
        return web.Response(status=status, headers=headers)
    # The exact media type matters: clients compare it with the bare "application/json".
    return web.Response(
        status=status,
        body=to_json(answer).encode(),
        content_type="application/json",
        headers=headers,
    )


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=HTTPStatus.BAD_GATEWAY)


async def _not_found(_request: web.Request) -> web.StreamResponse:
    return json_response(HTTPStatus.NOT_FOUND, {"message": "404: Not Found", "code": 0}, {})
