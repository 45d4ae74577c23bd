"""Waking the loops: after a commit the one who wrote rings, and the loop looks at the rows.

A lost ring loses nothing, because the work is in the database; it only waits for the next look.
"""

from __future__ import annotations

import asyncio
import contextlib
from enum import StrEnum


class Lane(StrEnum):
    """The loops that wait for work."""

    PAINT = "paint"
    RENDER = "render"
    EXPORT = "export"
    POST = "post"
    DEADLINE = "deadline"
    ERASE = "erase"


class Bell:
    """One event a lane."""

    def __init__(self) -> None:
        self._events = {lane: asyncio.Event() for lane in Lane}
        self._cancels: dict[int, asyncio.Event] = {}

    def ring(self, *lanes: Lane) -> None:
        """Wake the loops of ``lanes``."""
        for lane in lanes:
            self._events[lane].set()

    def ring_cancel(self, job_id: int) -> None:
        """Make a running job's worker look at once whether it is still wanted."""
        if job_id in self._cancels:
            self._cancels[job_id].set()

    def expect_cancel(self, job_id: int) -> None:
        """Remember rings for ``job_id`` from now on, until ``forget_cancel``."""
        self._cancels[job_id] = asyncio.Event()

    def forget_cancel(self, job_id: int) -> None:
        """Expect no more rings for ``job_id``, which has ended."""
        self._cancels.pop(job_id, None)

    async def wait_cancel(self, job_id: int, at_most_s: float) -> None:
        """Return when an expected ``job_id`` is or was rung for, or after ``at_most_s``."""
        await _rung(self._cancels[job_id], at_most_s)

    async def wait(self, lane: Lane, at_most_s: float | None = None) -> None:
        """Return at the next ring, at a ring since the last wait, or after ``at_most_s``."""
        await _rung(self._events[lane], at_most_s)


async def _rung(event: asyncio.Event, at_most_s: float | None) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            await event.wait()
    event.clear()
