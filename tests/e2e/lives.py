"""A bot that is killed and started again, as the tests see it from outside."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from local_discord import NoAnswerError
from tests.cogs.stage import settings_for

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
    from pathlib import Path

    from local_discord import LocalDiscord
    from tests.e2e.mortal import Moment

T = TypeVar("T")

LONG_S: Final = 90.0
"""How long anything may take on a machine that is busy with something else."""


class Lives:
    """The process of a bot, life after life over one data folder.

    ``plan`` gives for each life the number of the commit it ends at, and the side of it; when it
    has no more, the bot lives on. ``commits`` counts those of the present life.
    """

    def __init__(
        self, world: LocalDiscord, folder: Path, plan: Iterator[tuple[int, Moment]]
    ) -> None:
        settings = settings_for(world, folder, render_workers=1)
        self.database = settings.database_file
        self.files = settings.files_folder
        self.deaths = 0
        self.commits = 0
        self._plan = plan
        self._log = folder / "bot.log"
        self._environ = {
            **{name: one for name, one in os.environ.items() if not name.startswith("COUPLET_")},
            "COUPLET_TOKEN": world.token,
            "COUPLET_DATA_FOLDER": str(settings.data_folder),
            "COUPLET_DISCORD_API": world.api_url,
            "COUPLET_PAINTER_PRESETS_FILE": str(settings.painter_presets_file),
            "COUPLET_PAINTER_PRESET": settings.painter_preset,
            "COUPLET_PAINTER_FILM_PRESET": settings.painter_film_preset,
            "COUPLET_REQUESTS_PER_MINUTE": str(settings.requests_per_minute),
            "COUPLET_RENDER_WORKERS": "1",
            "COUPLET_PAGE_PORT": "0",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._heard = asyncio.Condition()
        self._ready = False
        self._over = False

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return when ``holds``; it is asked after each commit, and a dead bot is started again."""
        while True:
            async with asyncio.timeout(LONG_S), self._heard:
                await self._heard.wait_for(lambda: self._over or (self._ready and holds()))
                if not self._over:
                    return
            await self._live_again()

    async def answered(self, act: Callable[[], Awaitable[T]]) -> T | None:
        """What came of ``act``; None when the bot died first, and lives again."""
        await self.until(lambda: True)
        acting = asyncio.ensure_future(act())
        dying = asyncio.create_task(self._death())
        try:
            await asyncio.wait({acting, dying}, return_when=asyncio.FIRST_COMPLETED)
            if not acting.done():
                return None
            try:
                return acting.result()
            except NoAnswerError:
                if not self._over:
                    raise
                return None
        finally:
            for task in (acting, dying):
                task.cancel()
            await asyncio.gather(acting, dying, return_exceptions=True)
            await self.until(lambda: True)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the database holds, read as somebody else would."""
        connection = sqlite3.connect(f"{self.database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def log(self) -> str:
        """What all lives wrote to standard error."""
        return self._log.read_text()

    async def _death(self) -> None:
        async with self._heard:
            await self._heard.wait_for(lambda: self._over)

    async def _live_again(self) -> None:
        if self._listening is not None:
            self.deaths += 1
        await self.end()
        die_at, moment = next(self._plan, (0, "after"))
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.e2e.bot_process"),
                *("--die-at", str(die_at), "--moment", moment),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self._environ,
            )
        self._over, self._ready, self.commits = False, False, 0
        self._listening = asyncio.create_task(self._listen(self._process))

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            word, _, number = line.decode().strip().partition(" ")
            async with self._heard:
                if word == "ready":
                    self._ready = True
                else:
                    self.commits = int(number)
                self._heard.notify_all()
        await process.wait()
        async with self._heard:
            self._over = True
            self._heard.notify_all()

    async def begin(self) -> None:
        """Start the first life."""
        await self._live_again()

    async def end(self) -> None:
        """Kill the bot if it lives; return when nothing is left of it."""
        if self._process is None or self._listening is None:
            return
        if self._process.returncode is None:
            self._process.kill()
        await self._listening


@asynccontextmanager
async def living(
    world: LocalDiscord, folder: Path, plan: Iterator[tuple[int, Moment]]
) -> AsyncGenerator[Lives]:
    """A bot that dies by ``plan`` and is started again each time, until the context is left."""
    lives = Lives(world, folder, plan)
    await lives.begin()
    try:
        yield lives
    finally:
        await lives.end()
