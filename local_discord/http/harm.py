"""Harm on demand: everything that a network and a busy Discord do to a bot, when a test asks.

Requests are harmed by method and path template (`None`: any), each harm for a number of requests.
Sockets are harmed at once.
"""

import fnmatch
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Way(Enum):
    """How a request is harmed."""

    DELAY = auto()
    STATUS = auto()
    RATE_LIMIT = auto()
    LOSE_REQUEST = auto()
    LOSE_ANSWER = auto()


@dataclass(slots=True)
class RequestHarm:
    """One harm waiting for requests.

    `path` is a template such as `/channels/*/messages`, with shell wildcards; `seconds` is the
    delay or the wait of a 429; `status` is what is answered, None cuts the connection instead.
    """

    way: Way
    method: str | None
    path: str | None
    times: int
    seconds: float = 0.0
    status: int | None = None
    scope: str = "user"

    def concerns(self, method: str, path: str) -> bool:
        """Tell whether a request is meant."""
        if self.times <= 0 or (self.method is not None and self.method != method):
            return False
        return self.path is None or fnmatch.fnmatchcase(path, self.path)


class Harm:
    """What shall go wrong; the gateway and the HTTP server look here."""

    def __init__(self) -> None:
        self.on_drop: Callable[[int | None], None] = _nobody
        self.on_reconnect: Callable[[], None] = _nothing
        self.on_invalidate: Callable[..., None] = _nothing
        self.is_deaf_to_heartbeats = False
        self._requests: list[RequestHarm] = []
        self._refuse_resumes = 0

    def drop_sockets(self, code: int | None = None) -> None:
        """Cut all gateway sockets: with a close code, or as if the cable was pulled."""
        self.on_drop(code)

    def ask_to_reconnect(self) -> None:
        """Send RECONNECT, as Discord does before maintenance."""
        self.on_reconnect()

    def invalidate_sessions(self, *, resumable: bool = False) -> None:
        """Send INVALID_SESSION."""
        self.on_invalidate(resumable=resumable)

    def refuse_resumes(self, times: int = 1) -> None:
        """Answer the next resumes with INVALID_SESSION, so that clients identify anew."""
        self._refuse_resumes += times

    def refuses_resume(self) -> bool:
        """Use up one refusal; asked by the gateway."""
        if self._refuse_resumes <= 0:
            return False
        self._refuse_resumes -= 1
        return True

    def delay(
        self, seconds: float, *, method: str | None = None, path: str | None = None, times: int = 1
    ) -> None:
        """Let requests wait before they are worked on."""
        self._requests.append(RequestHarm(Way.DELAY, method, path, times, seconds))

    def fail(
        self,
        status: int = 500,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
    ) -> None:
        """Answer with a 5xx without doing the work."""
        self._requests.append(RequestHarm(Way.STATUS, method, path, times, status=status))

    def rate_limit(
        self,
        retry_after_s: float,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
        scope: str = "user",
    ) -> None:
        """Answer with 429; `scope` is user, shared or global."""
        self._requests.append(
            RequestHarm(Way.RATE_LIMIT, method, path, times, retry_after_s, scope=scope)
        )

    def lose_request(
        self, *, method: str | None = None, path: str | None = None, times: int = 1
    ) -> None:
        """Cut the connection before doing the work."""
        self._requests.append(RequestHarm(Way.LOSE_REQUEST, method, path, times))

    def lose_answer(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
        status: int | None = None,
    ) -> None:
        """Do the work, then cut the connection, or answer with `status` as if it had failed."""
        self._requests.append(RequestHarm(Way.LOSE_ANSWER, method, path, times, status=status))

    def clear(self) -> None:
        """Let everything go well again."""
        self._requests.clear()
        self._refuse_resumes = 0
        self.is_deaf_to_heartbeats = False

    def take(self, method: str, path: str) -> list[RequestHarm]:
        """Return the harms of one request, each used up once; asked by the HTTP server."""
        found = [one for one in self._requests if one.concerns(method, path)]
        for one in found:
            one.times -= 1
        self._requests = [one for one in self._requests if one.times > 0]
        return found


def _nobody(_code: int | None) -> None:
    """Cut nothing: no gateway runs yet."""


def _nothing(*_args: object, **_kwargs: object) -> None:
    """Do nothing: no gateway runs yet."""
