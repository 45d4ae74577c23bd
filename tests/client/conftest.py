"""A client that is logged in at a Discord of this machine, without a gateway."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.client.client import CoupletClient
from bot.client.gallery import DiscordGallery
from bot.client.rate_limits import RequestBudgets
from tests.local_discord.fixtures import contract, local_discord, open_world
from tests.local_discord.pointing import pointed_at

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from local_discord import LocalDiscord

__all__ = ["contract", "local_discord", "open_world"]


@asynccontextmanager
async def logged_in(world: LocalDiscord, folder: Path) -> AsyncGenerator[CoupletClient]:
    """The product's client, with no commands, until the context is left."""
    with pointed_at(world):  # puts back what the client changes for its whole process
        made = CoupletClient(
            limits=RequestBudgets(1000),
            sync_note=folder / "commands.sha256",
            api=world.api_url,
        )
        await made.login(world.token)
        try:
            yield made
        finally:
            await made.close()


@pytest.fixture
async def client(local_discord: LocalDiscord, tmp_path: Path) -> AsyncIterator[CoupletClient]:
    """The product's client, with no commands."""
    async with logged_in(local_discord, tmp_path) as made:
        yield made


@pytest.fixture
def gallery(client: CoupletClient) -> DiscordGallery:
    """The product's gallery."""
    return DiscordGallery(client)
