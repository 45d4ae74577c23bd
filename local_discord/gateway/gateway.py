"""The gateway as a whole: who is connected, and what befalls all of them at once.

One client's conversation is in `connections`, what it is owed in `sessions`.
"""

from typing import Final

from aiohttp import web

from local_discord.gateway import compression
from local_discord.gateway.connections import Connection
from local_discord.gateway.sessions import Sessions
from local_discord.http.harm import Harm
from local_discord.model.state import State

_RECONNECT: Final = 7
_INVALID_SESSION: Final = 9


class Gateway:
    """All sessions and sockets of this Discord."""

    def __init__(self, state: State, harm: Harm) -> None:
        self._state = state
        self._harm = harm
        self._sessions = Sessions(state)
        self._connections: set[Connection] = set()
        harm.on_drop = self.drop
        harm.on_reconnect = self.ask_to_reconnect
        harm.on_invalidate = self.invalidate

    @property
    def url(self) -> str:
        """Where clients connect."""
        return self._state.gateway_url

    @property
    def connected(self) -> int:
        """How many identified clients are connected now."""
        return sum(one.session is not None for one in self._connections)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with one client until its socket ends."""
        compress = compression.compressor(request.query.get("compress"))
        socket = web.WebSocketResponse(compress=False, max_msg_size=16_384)
        await socket.prepare(request)
        if compress is None:
            await socket.close(code=4000, message=b"This compression is not available.")
            return socket
        if request.query.get("v", "10") != "10":
            await socket.close(code=4012, message=b"Invalid API version.")
            return socket
        if request.query.get("encoding", "json") != "json":
            await socket.close(code=4002, message=b"Only JSON is spoken here.")
            return socket
        connection = Connection(
            self._sessions,
            self._state,
            self._harm,
            request=request,
            socket=socket,
            compress=compress,
        )
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            self._state.bus.look_again()
        return socket

    async def close(self) -> None:
        """End every socket and session."""
        for connection in tuple(self._connections):
            await connection.close(1001)
        self._sessions.close()

    def drop(self, code: int | None) -> None:
        """Cut every socket: with a close code, or as if the cable was pulled."""
        for connection in tuple(self._connections):
            connection.cut(code)

    def ask_to_reconnect(self) -> None:
        """Send RECONNECT to every client."""
        for connection in tuple(self._connections):
            connection.send_op(_RECONNECT, None)

    def invalidate(self, *, resumable: bool) -> None:
        """Send INVALID_SESSION to every client; unless resumable their sessions end."""
        for connection in tuple(self._connections):
            if not resumable and connection.session is not None:
                self._sessions.forget(connection.session)
            connection.send_op(_INVALID_SESSION, resumable)
