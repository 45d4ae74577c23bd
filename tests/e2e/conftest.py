"""Stages whose world a test may harm; every exchange is held against Discord's description."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from local_discord import ServerLimits
from tests.cogs.stage import Stage, staged
from tests.e2e.lives import LONG_S
from tests.fakes.painter import FakePainter
from tests.local_discord.fixtures import contract, open_world

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

    from tests.local_discord.fixtures import OpenWorld

    OpenStage = Callable[..., Awaitable[Stage]]

__all__ = ["contract", "open_world"]

PATIENT = ServerLimits(acknowledge_within_s=LONG_S)
"""A Discord that waits longer for a bot on a busy machine; how soon it answers is benchmarked."""


@pytest.fixture
async def open_stage(open_world: OpenWorld, tmp_path: Path) -> AsyncGenerator[OpenStage]:
    """Open the stage, with ``limits`` of Discord and settings of the bot by name."""
    async with AsyncExitStack() as stack:

        async def open_one(
            *,
            limits: ServerLimits = PATIENT,
            painter_of: type[FakePainter] = FakePainter,
            **settings: object,
        ) -> Stage:
            world = await open_world(limits=limits)
            settings.setdefault("render_workers", 1)
            made = await stack.enter_async_context(
                staged(world, tmp_path, painter_of=painter_of, **settings)
            )
            for person in (made.ana, made.bo, made.cleo):
                person.timeout_s = LONG_S
            return made

        yield open_one


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    """The usual stage."""
    return await open_stage()
