"""One request as the handlers see it, and the table that routes are listed in.

Handlers are plain functions from a call to a status and a JSON value; sockets, headers, rate
limits and harm are `api`'s matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from local_discord.http.errors import invalid, unknown
from local_discord.http.json_values import JsonObject, is_object
from local_discord.http.uploads import Upload
from local_discord.model.model import User
from local_discord.model.state import State

Answer = tuple[int, Any]
"""HTTP status and what is written as JSON; None writes nothing."""

NO_CONTENT: Answer = (HTTPStatus.NO_CONTENT, None)


@dataclass(slots=True)
class Call:
    """One request: who, which parts of the path, what was sent."""

    state: State
    actor: User
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list[Upload])

    def id(self, name: str) -> int:
        """Return an id from the path; what is no id does not exist."""
        value = self.path[name]
        if not value.isdigit():
            raise invalid([name], "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return int(value)

    def object(self) -> JsonObject:
        """Return the body, which must be an object; no body counts as an empty one."""
        if self.body is None:
            return {}
        if not is_object(self.body):
            raise invalid([], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return self.body

    def number(self, name: str, default: int) -> int:
        """Return a number from the query."""
        optional = self.optional(name)
        return default if optional is None else optional

    def optional(self, name: str) -> int | None:
        """Return a number from the query, None when it is not there."""
        value = self.query.get(name)
        if value is None:
            return None
        if not value.isdigit():
            raise invalid([name], "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return int(value)

    def switch(self, name: str) -> bool:
        """Return a yes or no from the query."""
        return self.query.get(name, "").lower() in {"1", "true"}

    def require_application(self) -> None:
        """Refuse (10002) when the path names another application."""
        if self.id("application_id") != self.state.application.id:
            raise unknown("Application")


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the API: method, path as in Discord's description, handler, bucket.

    `by_token` routes carry their right in the path and need no Authorization; they are not counted
    globally. `place` names the path parts that tell one rate-limit window from another.
    """

    method: str
    path: str
    handler: Handler
    bucket: str
    by_token: bool = False
    place: tuple[str, ...] = ("channel_id", "guild_id", "webhook_id", "webhook_token")
