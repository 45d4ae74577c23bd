"""Gateway sessions: what a client subscribed to, numbered, and kept for a resume.

A session outlives its socket for the resume window and goes on collecting events, so that a
RESUME replays exactly what was missed. Sockets are `gateway`'s matter.
"""

import secrets
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from local_discord.gateway.events import Event
from local_discord.gateway.intents import Intent, wants
from local_discord.http.json_values import JsonObject, to_json
from local_discord.model.model import ChannelKind
from local_discord.model.state import State
from local_discord.wire import render

if TYPE_CHECKING:
    from local_discord.model.clock import Timer

Send = Callable[[str], None]


class Session:
    """One identified client; `attach` and `detach` follow its sockets."""

    def __init__(self, state: State, intents: Intent) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self._state = state
        self._sequence = 0
        self._kept: deque[tuple[int, str]] = deque(maxlen=state.limits.replay_events)
        self._send: Send | None = None
        self._end = state.bus.subscribe(self._receive)
        self.expiry: Timer | None = None

    def attach(self, send: Send) -> None:
        """Send events over a socket from now on."""
        if self.expiry is not None:
            self.expiry.cancel()
            self.expiry = None
        self._send = send

    def detach(self) -> None:
        """Only collect events from now on."""
        self._send = None

    def close(self) -> None:
        """Collect nothing any more; the session can't be resumed."""
        self._send = None
        self._end()
        self._kept.clear()

    def can_replay_after(self, sequence: int) -> bool:
        """Tell whether everything after a number is still kept."""
        if not 0 <= sequence <= self._sequence:
            return False
        oldest = self._kept[0][0] if self._kept else self._sequence + 1
        return sequence >= oldest - 1

    def replay_after(self, sequence: int) -> None:
        """Send again everything after a number."""
        if self._send is not None:
            for number, frame in self._kept:
                if number > sequence:
                    self._send(frame)

    def received_up_to(self, sequence: int) -> None:
        """Forget what the client says it has."""
        while self._kept and self._kept[0][0] <= sequence:
            self._kept.popleft()

    def dispatch(self, name: str, text: str) -> None:
        """Number an event, keep it and send it."""
        self._sequence += 1
        frame = f'{{"t":"{name}","s":{self._sequence},"op":0,"d":{text}}}'
        self._kept.append((self._sequence, frame))
        if self._send is not None:
            self._send(frame)

    def greet(self, resume_url: str) -> None:
        """Send READY and every guild."""
        state = self._state
        ready: JsonObject = {
            "v": 10,
            "user": {**render.user(state.bot), "verified": True, "mfa_enabled": False},
            "guilds": [
                {"id": str(guild.id), "unavailable": True}
                for guild in state.guilds.values()
                if state.bot.id in guild.members
            ],
            "session_id": self.id,
            "session_type": "normal",
            "resume_gateway_url": resume_url,
            "shard": [0, 1],
            "application": {"id": str(state.application.id), "flags": 0},
            "private_channels": [],
            "relationships": [],
            "presences": [],
        }
        self.dispatch("READY", to_json(ready))
        if Intent.GUILDS not in self.intents:
            return
        for guild in state.guilds.values():
            if state.bot.id in guild.members:
                all_members = Intent.GUILD_MEMBERS in self.intents
                create = render.guild_create(state, guild, state.bot.id, all_members=all_members)
                self.dispatch("GUILD_CREATE", to_json(create))

    def _receive(self, event: Event) -> None:
        bot_id = self._state.bot.id
        if event.only_for is not None and event.only_for != bot_id:
            return
        if not self._wanted(event):
            return
        if event.guild_id is not None:
            guild = self._state.guilds.get(event.guild_id)
            if guild is None or bot_id not in guild.members:
                return
        if event.channel is not None and not self._state.may_see(bot_id, event.channel):
            return
        if (
            event.author_id is not None
            and Intent.MESSAGE_CONTENT not in self.intents
            and event.carries_words_hidden_from(bot_id)
        ):
            hidden: JsonObject = {"content": "", "embeds": [], "attachments": [], "components": []}
            self.dispatch(event.name, to_json({**event.data, **hidden}))
            return
        self.dispatch(event.name, event.text)

    def _wanted(self, event: Event) -> bool:
        in_guild = event.guild_id is not None
        if event.channel is not None and event.channel.kind is ChannelKind.DM:
            in_guild = False
        if event.name.startswith("GUILD_MEMBER_") and self._concerns_bot(event):
            return event.name == "GUILD_MEMBER_UPDATE" or wants(
                self.intents, event.name, in_guild=in_guild
            )
        return wants(self.intents, event.name, in_guild=in_guild)

    def _concerns_bot(self, event: Event) -> bool:
        return bool(event.data["user"]["id"] == str(self._state.bot.id))


class Sessions:
    """Every session of this Discord, connected or waiting for a resume."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._sessions: dict[str, Session] = {}

    def close(self) -> None:
        """End every session."""
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()

    def identified(self, intents: Intent) -> Session:
        """Make a session."""
        session = Session(self._state, intents)
        self._sessions[session.id] = session
        return session

    def resumable(self, session_id: str, sequence: int) -> Session | None:
        """Return the session to resume, when it lives and nothing of it is lost."""
        session = self._sessions.get(session_id)
        if session is None or not session.can_replay_after(sequence):
            return None
        return session

    def left(self, session: Session, *, for_good: bool) -> None:
        """Keep a session for a while after its socket ended, or forget it."""
        session.detach()
        if for_good:
            self.forget(session)
        else:
            session.expiry = self._state.clock.call_later(
                self._state.limits.resume_window_s, lambda: self.forget(session)
            )

    def forget(self, session: Session) -> None:
        """End a session."""
        session.close()
        self._sessions.pop(session.id, None)
