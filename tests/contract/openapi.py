"""Holds exchanges with the local Discord against Discord's official OpenAPI description.

The description is data of the tests and no part of the product. It is looked for at
DISCORD_OPENAPI, or beside the repository at `../shared/discord/openapi.json`. A few of its
rules are set aside, each with its reason, in `EXCEPTIONS`.
"""

import functools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local_discord import Exchange
from tests.contract.schemas import Schemas

REPOSITORY: Final = Path(__file__).resolve().parents[2]
_SERVER_ERROR: Final = 500
_RATE_LIMITED: Final = 429
_CLIENT_ERROR: Final = 400


@dataclass(frozen=True, slots=True)
class Amendment:
    """One place where the description is stricter than Discord is, put right before use."""

    reason: str
    schema: str
    apply: Callable[[dict[str, Any]], None]


def _take_numbers(schema: dict[str, Any]) -> None:
    schema["type"] = ["string", "integer"]


def _show_deferred(schema: dict[str, Any]) -> None:
    schema["properties"]["type"]["enum"] = [4, 5]


def _name_faults(schema: dict[str, Any]) -> None:
    schema["properties"]["_errors"]["items"] = {
        "type": "object",
        "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        "required": ["code", "message"],
    }


EXCEPTIONS: Final = (
    Amendment(
        "Ids may come as numbers: discord.py numbers new attachments so, and Discord's own "
        "guide to uploading files does too.",
        "SnowflakeType",
        _take_numbers,
    ),
    Amendment(
        "The answer to a deferred message carries the message: client libraries read it from "
        "there.",
        "CreateMessageInteractionCallbackResponse",
        _show_deferred,
    ),
    Amendment(
        "Faults inside a form carry words such as BASE_TYPE_REQUIRED, as Discord's reference on "
        "error messages shows; only the outer code is a number.",
        "InnerErrors",
        _name_faults,
    ),
)


def description_path() -> Path:
    """Return where the description is looked for."""
    named = os.environ.get("DISCORD_OPENAPI")
    return Path(named) if named else REPOSITORY.parent / "shared" / "discord" / "openapi.json"


def missing_reason() -> str | None:
    """Return why exchanges can't be validated, or None when they can."""
    path = description_path()
    if path.is_file():
        return None
    return f"Discord's OpenAPI description is not at {path}; set DISCORD_OPENAPI to it."


class Contract:
    """Collects the faults of every exchange that it observes.

    `faults` are sentences; an empty list after a test means that bot and server kept to the
    description.
    """

    def __init__(self, description: dict[str, Any]) -> None:
        self._paths: dict[str, Any] = description["paths"]
        self._schemas = Schemas(description)
        self.seen = 0
        self.faults: list[str] = []

    def observe(self, exchange: Exchange) -> None:
        """Check one exchange."""
        self.seen += 1
        operation = self._paths.get(exchange.path, {}).get(exchange.method.lower())
        what = f"{exchange.method} {exchange.path} -> {exchange.status}"
        if operation is None:
            self.faults.append(f"{what}: Discord has no such route")
            return
        if exchange.status < _CLIENT_ERROR:
            self._check_query(what, exchange, operation)
            self._check_request(what, exchange, operation)
        self._check_response(what, exchange, operation)

    def _check_query(self, what: str, exchange: Exchange, operation: dict[str, Any]) -> None:
        known = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        for name in exchange.query:
            if name not in known:
                self.faults.append(f"{what}: no query parameter {name}")

    def _check_request(self, what: str, exchange: Exchange, operation: dict[str, Any]) -> None:
        content = operation.get("requestBody", {}).get("content")
        if content is None or exchange.request is None:
            if content is None and exchange.request is not None:
                self.faults.append(f"{what}: the request takes no body")
            return
        media = "multipart/form-data" if exchange.has_files else "application/json"
        if media not in content:
            self.faults.append(f"{what}: the request can't be {media}")
            return
        steps = (exchange.path, exchange.method.lower(), "requestBody", "content", media, "schema")
        self._check(f"{what} request", exchange.request, steps)

    def _check_response(self, what: str, exchange: Exchange, operation: dict[str, Any]) -> None:
        if exchange.status >= _SERVER_ERROR:
            return
        responses = operation["responses"]
        name = str(exchange.status)
        if name not in responses:
            name = "4XX" if exchange.status >= _CLIENT_ERROR else name
        if name not in responses:
            self.faults.append(f"{what}: no such status")
            return
        if exchange.status >= _CLIENT_ERROR:
            kind = "ErrorResponse"
            if exchange.status == _RATE_LIMITED:
                kind = "RatelimitedResponse"
            self._check(f"{what} answer", exchange.response, (kind,))
            return
        media = responses[name].get("content", {}).get("application/json")
        if media is None:
            if exchange.response is not None:
                self.faults.append(f"{what}: the answer has no body")
            return
        steps = (
            exchange.path,
            exchange.method.lower(),
            "responses",
            name,
            "content",
            "application/json",
            "schema",
        )
        self._check(f"{what} answer", exchange.response, steps)

    def _check(self, what: str, value: Any, steps: tuple[str, ...]) -> None:
        base = ("components", "schemas") if len(steps) == 1 else ("paths",)
        self.faults += [f"{what}: {one}" for one in self._schemas.faults((*base, *steps), value)]


@functools.cache
def load_description() -> dict[str, Any]:
    """Read the description, amended; once, it is large."""
    loaded: dict[str, Any] = json.loads(description_path().read_text(encoding="utf-8"))
    for one in EXCEPTIONS:
        one.apply(loaded["components"]["schemas"][one.schema])
    return loaded
