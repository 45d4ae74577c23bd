"""The fixtures of the local Discord's own tests."""

from collections.abc import AsyncGenerator

import pytest

from local_discord import LocalDiscord, Person
from local_discord.model.model import Channel
from tests.local_discord.fixtures import contract, local_discord, open_world
from tests.local_discord.pointing import running
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal

__all__ = ["contract", "local_discord", "open_world"]


@pytest.fixture
async def bot(local_discord: LocalDiscord) -> AsyncGenerator[Rehearsal]:
    """Return the test bot, connected and ready."""
    client = Rehearsal()
    async with running(client, local_discord):
        yield client


@pytest.fixture
def raw(local_discord: LocalDiscord) -> Raw:
    """Return bare requests of the bot."""
    return Raw(local_discord)


@pytest.fixture
def ana(local_discord: LocalDiscord) -> Person:
    """Return Ana, who reads French."""
    return local_discord.person("Ana", locale="fr")


@pytest.fixture
def clip(local_discord: LocalDiscord) -> Channel:
    """Return the channel."""
    return local_discord.channel("clip")
