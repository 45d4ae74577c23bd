"""Events that are told of at once, before the next one is read."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.client.client import CoupletClient
from bot.client.rate_limits import RequestBudgets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[CoupletClient]:
    """A client that is connected to nothing."""
    made = CoupletClient(limits=RequestBudgets(30), sync_note=tmp_path / "note")
    yield made
    await made.close()


async def test_an_event_with_a_handler_of_its_own_is_told_of_at_once(client: CoupletClient) -> None:
    """No task comes in between, so events stay in order."""
    told: list[int] = []
    client.at_once["raw_reaction_add"] = told.append
    tasks = asyncio.all_tasks()
    for number in range(3):
        client.dispatch("raw_reaction_add", number)
    assert told == [0, 1, 2]
    assert asyncio.all_tasks() == tasks


async def test_a_handler_that_fails_is_logged_and_called_again(
    client: CoupletClient, caplog: pytest.LogCaptureFixture
) -> None:
    """One event must not end the connection."""
    told: list[int] = []

    def handle(number: int) -> None:
        if number == 1:
            raise ZeroDivisionError(number)
        told.append(number)

    client.at_once["raw_reaction_add"] = handle
    with caplog.at_level(logging.ERROR):
        for number in range(3):
            client.dispatch("raw_reaction_add", number)
    assert told == [0, 2]
    assert "raw_reaction_add failed" in caplog.text
