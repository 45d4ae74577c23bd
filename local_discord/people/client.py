"""One person's line to the people API: requests, files, and the stream of happenings.

PeopleError
├── RefusedError     the API said no: status, code, message
└── NoAnswerError    "The application did not respond"
"""

import contextlib
import io
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from local_discord.http.json_values import JsonObject
from local_discord.people.views import FileView

_TIMEOUT_S: Final = 30.0
_FIRST_ERROR: Final = 400

File = Path | tuple[str, bytes]
"""A file to upload: its path, or its name and content."""


class PeopleError(Exception):
    """What a person tried did not work."""


class RefusedError(PeopleError):
    """Discord said no."""

    def __init__(self, status: int, body: JsonObject) -> None:
        self.status = status
        self.code: int = body.get("code", 0)
        self.errors: JsonObject = body.get("errors", {})
        super().__init__(f"{status} ({self.code}): {body.get('message')} {self.errors or ''}")


class NoAnswerError(PeopleError):
    """The bot did not acknowledge in time; Discord shows "The application did not respond"."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that a person saw happen: Discord's event name, when, and the data."""

    name: str
    at: float
    data: JsonObject


class PeopleClient:
    """The connection of one person; `Person` adds what they do with it.

    `base_url` is the local Discord's root, `user_id` whose eyes and hands these are. `timeout_s`
    bounds every wait.
    """

    def __init__(
        self, base_url: str, user_id: int, name: str, *, timeout_s: float = _TIMEOUT_S
    ) -> None:
        self.id = user_id
        self.name = name
        self.timeout_s = timeout_s
        self._root = f"{base_url}/people/{user_id}"
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def download(self, file: FileView) -> bytes:
        """Return a file's content; RefusedError when its link has expired."""
        async with self._client().get(file.url) as answer:
            if answer.status >= _FIRST_ERROR:
                raise RefusedError(answer.status, {"message": await answer.text()})
            return await answer.read()

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncGenerator[AsyncIterator[Happening]]:
        """Follow what happens, from the moment the context is entered."""
        async with self._client().ws_connect(f"{self._root}/events", heartbeat=30.0) as socket:
            await socket.receive()  # HELLO: from here on nothing is missed

            async def happenings() -> AsyncIterator[Happening]:
                async for frame in socket:
                    raw = json.loads(frame.data)
                    yield Happening(raw["t"], raw["at"], raw["d"])

            yield happenings()

    async def ask(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        files: Iterable[tuple[str, Any]] = (),
    ) -> Any:
        """Send a request below this person's root and return the JSON; RefusedError."""
        given: dict[str, Any] = {} if body is None else {"json": body}
        parts = list(files)
        if parts:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body), content_type="application/json")
            for name, file in parts:
                filename, content = _opened(file)
                form.add_field(name, io.BytesIO(content), filename=filename)
            given = {"data": form}
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._client().request(
            method, self._root + path, timeout=timeout, **given
        ) as answer:
            text = await answer.text()
            parsed: Any = json.loads(text) if text else None
            if answer.status >= _FIRST_ERROR:
                raise RefusedError(answer.status, parsed)
            return parsed

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


def _opened(file: File) -> tuple[str, bytes]:
    return (file.name, file.read_bytes()) if isinstance(file, Path) else file
