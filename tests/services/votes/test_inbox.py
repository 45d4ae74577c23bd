"""Votes on their way to the rows: together when few, at once when many wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.votes.ballot import TAKE_EMOJI
from bot.services.votes import inbox
from bot.services.votes.inbox import VoteInbox
from bot.services.votes.reactions import Event, Withdrawn

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 50


class Notebook:
    """Notes what it is asked to write."""

    def __init__(self) -> None:
        self.batches: list[list[Event]] = []
        self.three = asyncio.Event()

    async def write(self, changes: Sequence[Event]) -> None:
        """Take a batch."""
        self.batches.append(list(changes))
        if len(self.batches) == 3:
            self.three.set()


def _event(person_id: int) -> Withdrawn:
    return Withdrawn(1, person_id, TAKE_EMOJI[0])


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """Events would gather for ever if nobody hurried."""
    monkeypatch.setattr(inbox, "_GATHER_S", 3600.0)
    monkeypatch.setattr(inbox, "_MOST_AT_ONCE", MOST)
    return Notebook()


async def test_a_rush_is_written_in_full_batches_without_waiting(notebook: Notebook) -> None:
    """As long as a whole batch waits there is nothing to gather; what is left over gathers."""
    untyped: Any = notebook
    taken = VoteInbox(untyped)
    for person_id in range(3 * MOST + 2):
        taken.note(_event(person_id))
    running = asyncio.create_task(taken.run())
    async with asyncio.timeout(60):
        await notebook.three.wait()
    assert [len(one) for one in notebook.batches] == [MOST] * 3
    await taken.drain()
    running.cancel()
    written = [event for batch in notebook.batches for event in batch]
    assert written == [_event(person_id) for person_id in range(3 * MOST + 2)]
