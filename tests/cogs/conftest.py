"""A fresh stage a test; every exchange with Discord is held against its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cogs.stage import Stage, staged
from tests.local_discord.fixtures import contract, local_discord, open_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from local_discord import LocalDiscord

__all__ = ["contract", "local_discord", "open_world"]


@pytest.fixture
async def stage(local_discord: LocalDiscord, tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot and its people."""
    async with staged(local_discord, tmp_path) as made:
        yield made
