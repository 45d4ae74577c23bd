"""Fixtures for every test that needs a Discord: import them in a conftest.

`open_world` opens a local Discord with any settings; `local_discord` is one with the usual ones.
Both close with the test, and hold every exchange against Discord's description where it is at
hand.
"""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import pytest

from local_discord import LocalDiscord, Rates, ShiftedClock
from tests.contract.openapi import Contract, load_description, missing_reason

OpenWorld = Callable[..., Awaitable[LocalDiscord]]
"""Takes the keywords of `LocalDiscord.start`, without limits on rates unless `rates` is given."""


@pytest.fixture
def contract() -> Contract | None:
    """Return the contract that exchanges are held against, None where it can't be had."""
    return None if missing_reason() else Contract(load_description())


@pytest.fixture
async def open_world(contract: Contract | None) -> AsyncGenerator[OpenWorld]:
    """Open local Discords that end with the test."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> LocalDiscord:
            settings.setdefault("rates", Rates.loose())
            settings.setdefault("clock", ShiftedClock())
            if contract is not None:
                settings.setdefault("observer", contract.observe)
            return await stack.enter_async_context(LocalDiscord.start(**settings))

        yield open_one
    if contract is not None:
        assert not contract.faults, "\n".join(contract.faults)


@pytest.fixture
async def local_discord(open_world: OpenWorld) -> LocalDiscord:
    """Return a running local Discord with one channel, `clip`."""
    return await open_world()
