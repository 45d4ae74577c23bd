"""Waking the loops: after a commit the one who wrote rings, and the loop looks at the rows.

A lost ring loses nothing, because the work is in the database; it only waits for the next look.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum


class Lane(StrEnum):
    """The loops that wait for work."""

    PAINT = "paint"
    RENDER = "render"
    POST = "post"
    PROGRESS = "progress"
    DEADLINE = "deadline"


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

    async def wait_cancel(self, job_id: int, at_most_s: float) -> None:
        """Return when ``job_id`` is rung for, or after ``at_most_s``."""
        event = self._cancels.setdefault(job_id, asyncio.Event())
        try:
            async with asyncio.timeout(at_most_s):
                await event.wait()
        except TimeoutError:
            return
        finally:
            del self._cancels[job_id]

    async def wait(self, lane: Lane, at_most_s: float | None = None) -> None:
        """Return at the next ring, at a ring since the last wait, or after ``at_most_s``."""
        event = self._events[lane]
        try:
            async with asyncio.timeout(at_most_s):
                await event.wait()
        except TimeoutError:
            return
        finally:
            event.clear()
