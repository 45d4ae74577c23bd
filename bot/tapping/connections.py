"""The tap page's connections: few, short before their first request, and silent in the log.

Anybody on the network may connect. More than ``MOST`` at a time are answered "not now", so that the
bot never runs out of open files over its page, and one that has sent no whole request in time is
closed, as is one that does not read. What is no HTTP gets a bare answer: requests hold keys, so
nothing of them is logged.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.web_request import BaseRequest

log = logging.getLogger(__name__)
_nowhere = logging.getLogger(f"{__name__}.requests")
_nowhere.setLevel(logging.CRITICAL + 1)  # whoever asked for what, aiohttp would log it

MOST: Final = 100
"""A browser opens six; the limit of open files is a thousand on many machines."""
HEADER_S: Final = 10.0
"""In this time a connection has sent its next request's header, or is closed."""

_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 10\r\n"
    b"Connection: close\r\n\r\n"
)


STALL_S: Final = 60.0
"""A connection that takes nothing of its answer for so long is closed. A player that has enough
asks for the rest of its song anew."""


async def listen(
    server: web.Server,
    host: str,
    port: int,
    *,
    most: int = MOST,
    header_s: float = HEADER_S,
    stall_s: float = STALL_S,
) -> asyncio.Server:
    """Serve at ``host`` and ``port``.

    Raises:
        OSError: nobody can listen there.
    """
    loop = asyncio.get_running_loop()

    def connected() -> asyncio.Protocol:
        if len(server.connections) >= most:
            return _Refused()
        connection = _Connection(server, loop=loop, access_log=_nowhere, keepalive_timeout=header_s)
        connection.stall_s = stall_s
        return connection

    return await loop.create_server(connected, host, port)


class _Refused(asyncio.Protocol):
    """One connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say so at once."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a server makes no other
        transport.write(_FULL)
        transport.close()


class _Bare(web.Response):
    """An answer that does not say what made it."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop("Server", None)


class _Connection(web.RequestHandler):
    """A connection whose troubles are nobody's news."""

    __slots__ = ("stall_s",)
    stall_s: float

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the kernel end it where what was sent is not taken, be it by a file or by us."""
        sock = transport.get_extra_info("socket")
        if sock is not None and sys.platform == "linux":
            stall_ms = round(self.stall_s * 1000)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, stall_ms)
        super().connection_made(transport)

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The number alone; what was asked, and what is wrong with it, stays unsaid."""
        del exc, message
        if request.writer.output_size > 0:
            raise ConnectionError
        response = _Bare(status=status, text=f"{status}\n")
        response.force_close()
        return response

    def log_debug(self, *_: object, **__: object) -> None:
        """Nothing."""

    def log_exception(self, *_: object, **__: object) -> None:
        """Only that it was."""
        log.warning("a connection to the tap page ended in an error")
