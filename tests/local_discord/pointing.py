"""Pointing the real discord.py client at a local Discord, for the length of a context.

This is the whole of what a client must set; the package's README says the same.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Generator

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from local_discord import LocalDiscord


@contextlib.contextmanager
def pointed_at(world: LocalDiscord) -> Generator[None]:
    """Let every discord.py client of this process talk to `world`."""
    api, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = world.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(world.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, gateway


@contextlib.asynccontextmanager
async def running(client: discord.Client, world: LocalDiscord) -> AsyncGenerator[None]:
    """Run a client against `world` until the context is left; it is ready inside."""
    with pointed_at(world):
        await client.login(world.token)
        connection = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        try:
            await asyncio.wait({connection, ready}, return_when=asyncio.FIRST_COMPLETED)
            if connection.done():
                connection.result()
            yield
        finally:
            ready.cancel()
            await client.close()
            await asyncio.wait({connection, ready})
