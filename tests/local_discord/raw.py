"""A bot's bare HTTP requests, for what the client library would not let through."""

import io
import json
from typing import Any

import aiohttp

from local_discord import LocalDiscord

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
"""A picture of one pixel."""


class Raw:
    """Asks as the bot, with its token, and returns status and body."""

    def __init__(self, world: LocalDiscord) -> None:
        self._world = world

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: list[tuple[str, bytes]] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any]:
        """Send one request."""
        status, parsed, _ = await self.ask_fully(method, path, body, files=files, token=token)
        return status, parsed

    async def ask_fully(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: list[tuple[str, bytes]] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any, dict[str, str]]:
        """Send one request and return its headers too."""
        given: dict[str, Any] = {} if body is None else {"json": body}
        if files is not None:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body or {}))
            for index, (name, content) in enumerate(files):
                form.add_field(f"files[{index}]", io.BytesIO(content), filename=name)
            given = {"data": form}
        headers = {"Authorization": f"Bot {token or self._world.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, self._world.api_url + path, **given) as answer,
        ):
            text = await answer.text()
            return answer.status, json.loads(text) if text else None, dict(answer.headers)

    async def code(self, method: str, path: str, body: Any = None, **more: Any) -> int:
        """Send a request that shall be refused and return Discord's code."""
        _, answer = await self.ask(method, path, body, **more)
        code: int = answer["code"]
        return code

    async def faults(self, method: str, path: str, body: Any = None, **more: Any) -> set[str]:
        """Send a request with a faulty body; return the codes in its tree of faults."""
        status, answer = await self.ask(method, path, body, **more)
        assert status == 400, answer
        assert answer["code"] == 50035, answer
        return set(_codes(answer["errors"]))


def _codes(tree: Any) -> list[str]:
    if isinstance(tree, list):
        return [code for one in tree for code in _codes(one)]  # pyright: ignore[reportUnknownVariableType]
    if "code" in tree:
        return [str(tree["code"])]
    return [code for one in tree.values() for code in _codes(one)]
