"""The stage: a local Discord in this process, and the bot in one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from local_discord import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from local_discord.model.model import Channel

CHANNEL: Final = "clip"
SPARE_CHANNEL: Final = "studio"
READY_S: Final = 60.0
GOODBYE_S: Final = 15.0


class BotEndedError(Exception):
    """The bot's process ended by itself; the message holds the end of its log."""


def _free_port() -> int:
    with socket.socket() as socket_:
        socket_.bind(("127.0.0.1", 0))
        return int(socket_.getsockname()[1])


@dataclass
class Stage:
    """The local Discord, and the bot that can be stopped, killed and started again.

    ``pace_s`` is how long the team takes over each act, so that somebody can watch it.
    """

    world: LocalDiscord
    folder: Path
    pace_s: float = 0.0
    process: asyncio.subprocess.Process | None = None
    page_port: int = field(default_factory=_free_port)

    @property
    def channel(self) -> Channel:
        """Where the team works."""
        return self.world.channel(CHANNEL)

    @property
    def log_file(self) -> Path:
        """Everything that the bot wrote to its log."""
        return self.folder / "bot.log"

    async def start_bot(self) -> None:
        """Start the bot and wait until it is connected.

        Raises:
            BotEndedError: it ended, or was not ready in time.
        """
        own = {name: value for name, value in os.environ.items() if not name.startswith("COUPLET_")}
        with self.log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=self.folder,  # no .env of somebody's real bot is near
                env={
                    **own,
                    "COUPLET_TOKEN": self.world.token,
                    "COUPLET_DISCORD_API": self.world.api_url,
                    "COUPLET_DATA_FOLDER": str(self.folder / "data"),
                    "COUPLET_REQUESTS_PER_MINUTE": "200",  # the script types faster than people
                    "COUPLET_PAGE_PORT": str(self.page_port),  # a real bot may have the usual one
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # Ctrl-C is for the stage, which then asks the bot to end
            )
        ended = asyncio.create_task(self.process.wait())
        ready = asyncio.create_task(
            self.world.wait_for(lambda: self.world.clients_connected > 0, timeout_s=READY_S)
        )
        try:
            await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done() or ready.exception() is not None:
                raise BotEndedError(self.last_words())
        finally:
            for task in (ended, ready):
                task.cancel()

    async def kill_bot(self) -> None:
        """End the bot as a power cut would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
            await self.world.wait_for(lambda: self.world.clients_connected == 0)

    async def stop_bot(self) -> None:
        """Ask the bot to end, and insist when it does not."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(GOODBYE_S):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of the bot's log."""
        if not self.log_file.is_file():
            return ""
        return "\n".join(
            self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        )


@asynccontextmanager
async def open_stage(folder: Path, *, port: int = 0, pace_s: float = 0.0) -> AsyncGenerator[Stage]:
    """A stage whose data, log and results lie in ``folder``; the bot ends with it.

    Raises:
        OSError: the port is taken; 0 takes a free one.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    channels = (CHANNEL, SPARE_CHANNEL)
    async with LocalDiscord.start(guild="Le local", channels=channels, port=port) as world:
        stage = Stage(world, folder, pace_s)
        try:
            yield stage
        finally:
            await stage.stop_bot()
