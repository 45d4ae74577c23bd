"""Two hundred people in a channel full of open rounds, and the votes they place and take back."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import psutil

from bot.domain.votes.ballot import NONE_EMOJI, TAKE_EMOJI
from bot.services.votes.votes import choice_of
from local_discord.messages import reactions

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord import LocalDiscord
    from local_discord.model.model import Channel, Message, User

PEOPLE: Final = 200
ROUNDS: Final = 100
EVENTS: Final = 20_000
STREAM: Final = 5_000
STREAM_RATE: Final = 500
"""Votes a second while commands are typed: each of the 200 people clicks every 0.4 s."""
TAKES: Final = 2
EMOJI: Final = (*TAKE_EMOJI[:TAKES], NONE_EMOJI)
LAST_EMOJI: Final = NONE_EMOJI
_AT_ONCE: Final = 100
_LONG_S: Final = 300.0

_STANDS: Final = """
SELECT 1 FROM votes JOIN ballots ON ballots.id = ballot_id
JOIN posts ON kind = 'round' AND subject = CAST(round_id AS TEXT)
WHERE message_id = ? AND person_id = ? AND choice = 0
"""


@dataclass(frozen=True, slots=True)
class Took:
    """What a rush took: seconds on the clock, and of the processor in the receiving process."""

    wall_s: float
    cpu_s: float


@dataclass
class Town:
    """The local Discord with its people, what they have done, and the bot's database."""

    world: LocalDiscord
    database: Path
    random: random.Random = field(default_factory=lambda: random.Random(11))
    people: list[User] = field(default_factory=list["User"])
    rounds: list[Message] = field(default_factory=list["Message"])

    @property
    def channel(self) -> Channel:
        """Where the clip is made."""
        return self.world.channel("clip")

    async def open_rounds(self) -> None:
        """Begin a clip, with a round of each of its lines painted and posted."""
        director = self.world.person("Director")
        for number in range(PEOPLE):
            person = self.world.person(f"Voter {number}")
            self.people.append(self.world.state.users[person.id])
        await director.slash("clip new", self.channel, name="Rush")
        asked = await director.slash("lyrics paste", self.channel)
        await director.submit(asked, lyrics="\n".join(f"line {n}" for n in range(1, ROUNDS + 1)))
        for number in range(1, ROUNDS + 1):
            await director.slash("prompt set", self.channel, line=number, text=f"a boat {number}")
        await director.slash("generate missing", self.channel, takes=TAKES)
        async with asyncio.timeout(_LONG_S):
            while len(self.rounds) < ROUNDS or self._rows(
                "SELECT 1 FROM posts WHERE state != 'done'"
            ):
                await asyncio.sleep(0.5)
                self.rounds = [
                    one for one in self.channel.messages.values() if len(one.reactions) == TAKES + 1
                ]

    async def rush(
        self, process: asyncio.subprocess.Process, heard: asyncio.Queue[str] | None = None
    ) -> Took:
        """Send a rush to ``process``; what it took until the last event has arrived at its end."""
        receiver = psutil.Process(process.pid)
        last = self.rounds[0], self.people[0]
        self._react(*last, LAST_EMOJI, placed=False)
        if heard is None:
            await self._until_kept(last, kept=False)
        acts = [self._act() for _ in range(EVENTS - 2)]
        begun, begun_cpu = time.perf_counter(), _cpu_s(receiver)
        for number, (message, person, emoji) in enumerate(acts):
            self._toggle(message, person, emoji)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        self._react(*last, LAST_EMOJI, placed=True)
        async with asyncio.timeout(_LONG_S):
            if heard is not None:
                while await heard.get() != "last":
                    pass
            else:
                await self._until_kept(last, kept=True)
        return Took(time.perf_counter() - begun, _cpu_s(receiver) - begun_cpu)

    async def _until_kept(self, vote: tuple[Message, User], *, kept: bool) -> None:
        """Return when the bot's rows have the vote that marks a rush's end, or have it no more."""
        message, person = vote
        # The rows are another process's: there is no event to wait for.
        while bool(self._rows(_STANDS, message.id, person.id)) is not kept:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def stream_and_ask(self) -> list[float]:
        """Type commands while votes stream in; seconds until each was acknowledged."""
        asking = self.world.person("Director")
        waits_s: list[float] = []
        streaming = asyncio.create_task(self._stream())
        while not streaming.done():
            begun = time.perf_counter()
            await asking.slash("vote status", self.channel, until="acknowledged")
            waits_s.append(time.perf_counter() - begun)
        await streaming
        return waits_s

    async def _stream(self) -> None:
        """Votes at a steady rate: in a rush a command would wait for the thousands before it."""
        begun = time.perf_counter()
        for number in range(STREAM):
            self._toggle(*self._act())
            await asyncio.sleep(max(0.0, begun + number / STREAM_RATE - time.perf_counter()))

    async def rush_and_weigh(self, process: asyncio.subprocess.Process) -> float:
        """The bot's resident memory in MiB after another rush."""
        await self.rush(process)
        return float(psutil.Process(process.pid).memory_info().rss) / 2**20

    def lost(self) -> int:
        """Votes that stand in the channel and not in the rows, or the other way round."""
        standing = {
            (message.id, person_id, choice_of(emoji))
            for message in self.rounds
            for emoji, placed in message.reactions.items()
            for person_id in placed
            if person_id != self.world.state.bot.id
        }
        kept = self._rows(
            """SELECT message_id, person_id, choice FROM votes
               JOIN ballots ON ballots.id = ballot_id
               JOIN posts ON kind = 'round' AND subject = CAST(round_id AS TEXT)"""
        )
        return len(standing ^ set(kept))

    def _act(self) -> tuple[Message, User, str]:
        # The first person keeps out of the first round: their vote there says that all is done.
        # And nobody else uses the last emoji, by which the bare client knows.
        return (
            self.random.choice(self.rounds),
            self.random.choice(self.people[1:]),
            self.random.choice(EMOJI[:-1]),
        )

    def _toggle(self, message: Message, person: User, emoji: str) -> None:
        self._react(message, person, emoji, placed=person.id not in message.reactions[emoji])

    def _react(self, message: Message, person: User, emoji: str, *, placed: bool) -> None:
        state = self.world.state
        if placed:
            reactions.add(state, person, self.channel, message, emoji)
        else:
            reactions.remove(state, person, self.channel, message, emoji, whose=person)

    def _rows(self, query: str, *values: int) -> list[tuple[int, ...]]:
        """What the database says to somebody else."""
        address = f"{self.database.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
