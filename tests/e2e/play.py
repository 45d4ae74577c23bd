"""The whole way of a clip as three people go it, whatever happens to the bot meanwhile.

Whoever gets no answer looks whether it happened, and says it once more if it did not; what was
answered is never said again, so that it is missing at the end if it was lost.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

from local_discord.people.client import RefusedError
from tests.e2e.lives import LONG_S
from tests.e2e.songs import LYRICS, SONG

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_discord import LocalDiscord, MessageView
    from tests.e2e.lives import Lives


class Play:
    """Two lines: one decided by votes and a change of mind; one by 🔁, a tie, a run-off, a pick."""

    def __init__(self, world: LocalDiscord, lives: Lives) -> None:
        self._lives = lives
        self._channel = world.channel("clip")
        self._ana, self._bo, self._cleo = (world.person(name) for name in ("Ana", "Bo", "Cleo"))
        self._ana.timeout_s = LONG_S

    async def perform(self) -> None:
        """Play it all; at the end nothing is left to do for the bot."""
        shown, beside = await self.prepare()
        await self._ana.react(shown, "1️⃣")
        await self._bo.react(shown, "2️⃣")
        await self._ana.unreact(shown, "1️⃣")
        await self._ana.react(shown, "2️⃣")
        await self._cleo.react(shown, "1️⃣", "🔁")
        await self._cleo.unreact(shown, "🔁")
        await self._ana.react(beside, "🔁")
        await self._close(1)
        await self._close(2)
        third = await self._round("Line 2 · round 2")
        await self._ana.react(third, "1️⃣")
        await self._bo.react(third, "2️⃣")
        await self._close(2)
        await self._round("Line 2 · round 2 · run-off")
        picked = "SELECT 1 FROM history WHERE what = 'winner-picked'"
        await self._say("vote pick", picked, line=2, take=2)
        await self._say("render preview", "SELECT 1 FROM renders WHERE kind = 'preview'")
        await self._clip("· preview")
        await self._say("render final", "SELECT 1 FROM renders WHERE kind = 'final'")
        await self._clip("🎬 Minuit\n")
        await self._say("clip export", "SELECT 1 FROM exports")
        await self._message(lambda one: "for editors" in one.text and bool(one.files))
        await self._lives.until(self._is_at_rest)

    async def prepare(self) -> tuple[MessageView, MessageView]:
        """As far as the first round of each line in the channel."""
        await self._say("clip new", "SELECT 1 FROM clips", name="Minuit")
        await self._say("clip settings", "SELECT 0 LIMIT 0", tie="run-off")
        await self._say("lyrics import", "SELECT 1 FROM lines", file=LYRICS)
        await self._say("song set", "SELECT 1 FROM songs", file=SONG)
        first, second = ("SELECT 1 FROM prompts WHERE id = 1", "SELECT 1 FROM prompts WHERE id = 2")
        await self._say("prompt set", first, line=1, text="a train 1")
        await self._say("prompt set", second, line=2, text="a train 2")
        await self._say("generate missing", "SELECT 1 FROM rounds", takes=2)
        return await self._round("Line 1 · round 1"), await self._round("Line 2 · round 1")

    async def animate(self) -> None:
        """Let line 1 be decided, and its winner be made to move; wait for the film."""
        await self._say(
            "vote pick", "SELECT 1 FROM history WHERE what = 'winner-picked'", line=1, take=1
        )
        asked_for = "SELECT 1 FROM rounds WHERE motion IS NOT NULL"
        while not self._lives.rows(asked_for):
            ask = partial(self._ana.slash, "animate", self._channel, line=1)
            asked = await self._lives.answered(ask)
            if asked is not None and asked.modal is not None:
                send = partial(self._ana.submit, asked, words="slowly", seconds="1", films="1")
                # A form that a dying bot has sent may be known to nobody any more.
                with contextlib.suppress(RefusedError):
                    await self._lives.answered(send)
        await self._round("films of the winner")
        await self._lives.until(self._is_at_rest)

    async def delete(self) -> None:
        """Have the clip deleted by its director, and wait until nothing of it is left."""
        asked_for = "SELECT 1 FROM clips WHERE deleted_at IS NOT NULL"
        while not self._lives.rows(asked_for):
            ask = partial(self._ana.slash, "clip delete", self._channel)
            asked = await self._lives.answered(ask)
            if asked is not None and asked.message is not None:
                confirm = partial(self._ana.click, asked.message, "Delete for good")
                # A dying bot may answer with a sentence that offers nothing: then ask again.
                with contextlib.suppress(RefusedError):
                    await self._lives.answered(confirm)
        await self._lives.until(
            lambda: not self._lives.rows("SELECT 1 FROM clips WHERE channel_id != 0")
        )

    async def _say(self, command: str, done: str, **options: Any) -> None:
        """Type a command; once more when no answer came and ``done`` selects nothing."""
        while True:
            answer = await self._lives.answered(
                lambda: self._ana.slash(command, self._channel, **options)
            )
            if answer is not None or self._lives.rows(done):
                return

    async def _close(self, line: int) -> None:
        closed = "SELECT 1 FROM history WHERE what = 'ballot-closed'"
        before = len(self._lives.rows(closed))
        while len(self._lives.rows(closed)) == before:
            await self._lives.answered(
                lambda: self._ana.slash("vote close", self._channel, line=line)
            )

    async def _round(self, title: str) -> MessageView:
        return await self._message(lambda one: title in one.text and "🔁" in one.reactions)

    async def _clip(self, title: str) -> None:
        await self._message(lambda one: title in one.text and bool(one.files))

    async def _message(self, fits: Callable[[MessageView], bool]) -> MessageView:
        while True:
            found = await self._lives.answered(lambda: self._ana.wait_message(self._channel, fits))
            if found is not None:
                return found

    def _is_at_rest(self) -> bool:
        return not self._lives.rows(
            "SELECT 1 FROM jobs WHERE state IN ('queued', 'running')"
            " UNION ALL SELECT 1 FROM posts WHERE state NOT IN ('done', 'failed')"
        )
