"""What the API answers when it refuses: HTTP status, Discord's code, a sentence, a tree of faults.

Codes and sentences are those of
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes.

    ApiError
    └── RateLimitedError     429 with the seconds to wait
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from local_discord.http.json_values import JsonObject

_UNKNOWN: Final = {
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Permission overwrite": 10009,
    "Role": 10011,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "Interaction": 10062,
    "application command": 10063,
}


class ApiError(Exception):
    """A refusal that the client reads as JSON."""

    def __init__(
        self, status: int, code: int, message: str, errors: JsonObject | None = None
    ) -> None:
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> JsonObject:
        """Return the JSON that Discord sends with this refusal."""
        body: JsonObject = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class RateLimitedError(ApiError):
    """Too many requests; the client is told how many seconds to wait."""

    def __init__(
        self,
        retry_after_s: float,
        *,
        scope: str = "user",
        code: int = 0,
        message: str = "You are being rate limited.",
    ) -> None:
        super().__init__(HTTPStatus.TOO_MANY_REQUESTS, code, message)
        self.retry_after_s = retry_after_s
        self.scope = scope

    def body(self) -> JsonObject:
        """Return the JSON with the seconds to wait and whether every route is meant."""
        return {
            "message": self.message,
            "retry_after": round(self.retry_after_s, 3),
            "global": self.scope == "global",
            "code": self.code,
        }


def unknown(what: str) -> ApiError:
    """Refuse because a thing of this kind does not exist (any more)."""
    return ApiError(HTTPStatus.NOT_FOUND, _UNKNOWN[what], f"Unknown {what}")


def unauthorized() -> ApiError:
    """Refuse because the token is missing or wrong."""
    return ApiError(HTTPStatus.UNAUTHORIZED, 0, "401: Unauthorized")


def missing_access() -> ApiError:
    """Refuse because the channel can't be seen."""
    return ApiError(HTTPStatus.FORBIDDEN, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Refuse because a permission for the action is missing."""
    return ApiError(HTTPStatus.FORBIDDEN, 50013, "Missing Permissions")


def too_large() -> ApiError:
    """Refuse a file or a request that is over the size limit."""
    return ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, 40005, "Request entity too large")


def already_acknowledged() -> ApiError:
    """Refuse a second first answer to an interaction."""
    return ApiError(HTTPStatus.BAD_REQUEST, 40060, "Interaction has already been acknowledged.")


def refused(code: int, message: str, status: int = HTTPStatus.BAD_REQUEST) -> ApiError:
    """Refuse with a code that only one place needs."""
    return ApiError(status, code, message)


class Problems:
    """Collects the faults of one request body, each under the path of its field."""

    def __init__(self) -> None:
        self._tree: JsonObject = {}

    def add(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Note one fault; `path` leads from the body to the field."""
        branch = self._tree
        for step in path:
            branch = branch.setdefault(str(step), {})
        branch.setdefault("_errors", []).append({"code": code, "message": message})

    def raise_if_any(self) -> None:
        """Refuse the request (50035) when a fault was noted."""
        if self._tree:
            raise ApiError(HTTPStatus.BAD_REQUEST, 50035, "Invalid Form Body", self._tree)


def invalid(path: Sequence[str | int], code: str, message: str) -> ApiError:
    """Refuse a body for one single fault."""
    problems = Problems()
    problems.add(path, code, message)
    try:
        problems.raise_if_any()
    except ApiError as error:
        return error
    raise AssertionError("a noted fault always refuses")
