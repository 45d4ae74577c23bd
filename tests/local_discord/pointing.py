"""Pointing the real discord.py client at a local Discord, for the length of a context.

This is the whole of what a client must set; the package's README says the same.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.local_discord import LocalDiscord


@contextlib.contextmanager
def pointed_at(world: LocalDiscord) -> Iterator[None]:
    """Let every discord.py client of this process talk to `world`."""
    api, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = world.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(world.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, gateway


@contextlib.asynccontextmanager
async def running(client: discord.Client, world: LocalDiscord) -> AsyncIterator[None]:
    """Run a client against `world` until the context is left; it is ready inside."""
    with pointed_at(world):
        task = asyncio.create_task(client.start(world.token))
        ready = asyncio.create_task(_ready(client))
        try:
            await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            yield
        finally:
            ready.cancel()
            await client.close()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _ready(client: discord.Client) -> None:
    """Wait for READY; before `login` there is nothing yet to wait for."""
    while not client.http.token or client._ready is discord.utils.MISSING:  # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(0)
    await client.wait_until_ready()
