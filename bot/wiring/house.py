"""A bot that is built, at work: it logs in, and its loops begin again when they fail."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.client.client import CoupletClient
    from bot.services.jobs.worker import Worker
    from bot.settings import Settings
    from cogs.desk import Desk
    from storage.database.database import Database

log = logging.getLogger(__name__)

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 60.0
_TOO_MANY: Final = 429
_SAID: Final = 500
"""How much of what Discord says of its refusal is told."""


@dataclass(frozen=True, slots=True)
class House:
    """A bot that is built and not logged in yet."""

    settings: Settings
    db: Database
    desk: Desk
    client: CoupletClient
    workers: tuple[Worker, ...]
    loops: Mapping[str, Callable[[], Awaitable[None]]]
    """What runs beside the client, by the name that the log calls it."""

    async def serve(self, token: str) -> None:
        """Log in and work until cancelled.

        Raises:
            UserError: Discord refuses the token, cannot be reached, or ends the connection.
        """
        lost: discord.DiscordException | None = None
        for worker in self.workers:
            await worker.recover()
        try:
            await self.client.login(token)
        except discord.LoginFailure:
            raise UserError("console.login-refused") from None
        except discord.HTTPException as error:
            if not isinstance(error, discord.DiscordServerError) and error.status != _TOO_MANY:
                log.exception("Discord does not take what it is told at the start")
                raise UserError("console.discord-refuses", said=str(error)[:_SAID]) from error
            raise UserError("console.discord-away", api=self.settings.discord_api) from error
        except aiohttp.ClientError as error:
            raise UserError("console.discord-away", api=self.settings.discord_api) from error
        async with asyncio.TaskGroup() as group:
            loops = [
                group.create_task(_kept_running(name, loop)) for name, loop in self.loops.items()
            ]
            try:
                await self.client.connect()
            except discord.DiscordException as error:
                lost = error
            finally:
                for loop in loops:
                    loop.cancel()
        if lost is not None:
            raise UserError("console.discord-away", api=self.settings.discord_api) from lost


async def _kept_running(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """Begin a loop again when it fails: a full disk or a bug must not end the others' work."""
    pause_s = _FIRST_PAUSE_S
    while True:
        begun = time.monotonic()
        try:
            await loop()
        except Exception:
            log.exception("%s failed; it begins again in %.0f s", name, pause_s)
        if time.monotonic() - begun > _LONGEST_PAUSE_S:
            pause_s = _FIRST_PAUSE_S
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
