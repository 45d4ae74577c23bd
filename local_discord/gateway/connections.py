"""One client at the gateway: HELLO, IDENTIFY, heartbeats, RESUME, and the end of the socket.

Source: https://discord.com/developers/docs/events/gateway (version 10, JSON). Heartbeats run on
the event loop's own time, so that a test that sets the clock forward drops nobody.
"""

import asyncio
import contextlib
import json
from typing import Any, Final

from aiohttp import WSMsgType, web

from local_discord.gateway import compression
from local_discord.gateway.intents import KNOWN, PRIVILEGED, Intent
from local_discord.gateway.sessions import Session, Sessions
from local_discord.http.harm import Harm
from local_discord.http.json_values import JsonObject, is_list, is_object, to_json
from local_discord.model.state import State
from local_discord.wire import render

_HEARTBEAT: Final = 1
_IDENTIFY: Final = 2
_PRESENCE: Final = 3
_VOICE: Final = 4
_RESUME: Final = 6
_MEMBERS: Final = 8
_INVALID_SESSION: Final = 9
_HELLO: Final = 10
_ACK: Final = 11

_CHUNK: Final = 1000
_ZOMBIE_INTERVALS: Final = 1.5


class Connection:
    """One client's socket, from HELLO to its end."""

    def __init__(
        self,
        sessions: Sessions,
        state: State,
        harm: Harm,
        *,
        request: web.Request,
        socket: web.WebSocketResponse,
        compress: compression.Compress,
    ) -> None:
        self.session: Session | None = None
        self._sessions = sessions
        self._state = state
        self._harm = harm
        self._request = request
        self._socket = socket
        self._compress = compress
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._zombie: asyncio.TimerHandle | None = None
        self._received: list[float] = []
        self._closing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Greet, then answer until either side ends the connection."""
        writer = asyncio.create_task(self._write())
        interval_ms = self._state.limits.heartbeat_interval_ms
        self.send_op(_HELLO, {"heartbeat_interval": interval_ms, "_trace": []})
        self._expect_heartbeat()
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._understand(message.data)
                elif message.type is WSMsgType.BINARY:
                    await self._socket.close(code=4002, message=b"Decode error.")
        finally:
            if self._zombie is not None:
                self._zombie.cancel()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            if self.session is not None:
                for_good = self._socket.close_code in {1000, 1001}
                self._sessions.left(self.session, for_good=for_good)

    def send(self, frame: str) -> None:
        """Queue one payload."""
        self._outgoing.put_nowait(frame)

    def send_op(self, op: int, data: object) -> None:
        """Queue a payload that is no event."""
        self.send(to_json({"t": None, "s": None, "op": op, "d": data}))

    def cut(self, code: int | None) -> None:
        """End the connection from our side without waiting."""
        if code is None:
            if self._request.transport is not None:
                self._request.transport.abort()
        else:
            self._closing = asyncio.get_running_loop().create_task(self.close(code))

    async def close(self, code: int) -> None:
        """Close the socket with a code."""
        await self._socket.close(code=code)

    async def _write(self) -> None:
        while True:
            frame = await self._outgoing.get()
            packed = self._compress(frame)
            try:
                if isinstance(packed, str):
                    await self._socket.send_str(packed)
                else:
                    await self._socket.send_bytes(packed)
            except (ConnectionError, RuntimeError):
                return  # the socket is gone; the session keeps what was not received

    async def _understand(self, text: str) -> None:
        try:
            message = json.loads(text)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            await self._socket.close(code=4002, message=b"Decode error.")
            return
        if self._is_too_fast():
            await self._socket.close(code=4008, message=b"You are being rate limited.")
        elif op == _HEARTBEAT:
            self._beat(data)
        elif op == _IDENTIFY:
            await self._identify(data)
        elif op == _RESUME:
            await self._resume(data)
        elif self.session is None:
            await self._socket.close(code=4003, message=b"Not authenticated.")
        elif op == _MEMBERS:
            self._send_members(data)
        elif op not in {_PRESENCE, _VOICE}:
            await self._socket.close(code=4001, message=b"Unknown opcode.")

    def _beat(self, sequence: object) -> None:
        self._expect_heartbeat()
        if self.session is not None and isinstance(sequence, int):
            self.session.received_up_to(sequence)
        if not self._harm.is_deaf_to_heartbeats:
            self.send_op(_ACK, None)

    def _expect_heartbeat(self) -> None:
        if self._zombie is not None:
            self._zombie.cancel()
        wait_s = self._state.limits.heartbeat_interval_ms / 1000 * _ZOMBIE_INTERVALS
        self._zombie = asyncio.get_running_loop().call_later(wait_s, self.cut, 4009)

    async def _identify(self, data: Any) -> None:
        if self.session is not None:
            await self._socket.close(code=4005, message=b"Already authenticated.")
            return
        if not self._knows_token(data):
            await self._socket.close(code=4004, message=b"Authentication failed.")
            return
        wanted = data.get("intents")
        if not isinstance(wanted, int) or wanted & ~int(KNOWN):
            await self._socket.close(code=4013, message=b"Invalid intent(s).")
            return
        granted = ~int(PRIVILEGED) | self._state.application.privileged
        if wanted & ~granted:
            await self._socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        self.session = self._sessions.identified(Intent(wanted))
        self.session.attach(self.send)
        self.session.greet(self._state.gateway_url)
        self._state.bus.look_again()

    async def _resume(self, data: Any) -> None:
        if not self._knows_token(data):
            await self._socket.close(code=4004, message=b"Authentication failed.")
            return
        sequence = data.get("seq")
        session = None
        if isinstance(sequence, int) and not self._harm.refuses_resume():
            session = self._sessions.resumable(str(data.get("session_id")), sequence)
        if session is None or not isinstance(sequence, int):
            self.send_op(_INVALID_SESSION, data=False)
            return
        self.session = session
        session.attach(self.send)
        session.replay_after(sequence)
        session.dispatch("RESUMED", to_json({"_trace": []}))
        self._state.bus.look_again()

    def _knows_token(self, data: Any) -> bool:
        if not is_object(data):
            return False
        return str(data.get("token", "")).removeprefix("Bot ") == self._state.application.token

    def _send_members(self, data: JsonObject) -> None:
        if self.session is None:
            return
        guild = self._state.guilds.get(int(data.get("guild_id", 0)))
        if guild is None:
            return
        found = list(guild.members.values())
        wanted = data.get("user_ids")
        if wanted is not None:
            ids = {int(one) for one in (wanted if is_list(wanted) else [wanted])}
            found = [one for one in found if one.user.id in ids]
        elif data.get("query"):
            start = str(data["query"]).lower()
            found = [one for one in found if one.user.name.lower().startswith(start)]
        limit = int(data.get("limit") or 0)
        found = found[: limit or len(found)]
        chunks = [found[at : at + _CHUNK] for at in range(0, len(found), _CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            payload: JsonObject = {
                "guild_id": str(guild.id),
                "members": [render.member(one) for one in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
            }
            if data.get("nonce") is not None:
                payload["nonce"] = data["nonce"]
            self.session.dispatch("GUILD_MEMBERS_CHUNK", to_json(payload))

    def _is_too_fast(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._received = [one for one in self._received if now - one < 60.0]
        self._received.append(now)
        return len(self._received) > self._state.limits.gateway_commands_per_minute
