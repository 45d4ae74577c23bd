"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio


class FakeClock:
    """Time by hand: ``advance`` moves it on and wakes who sleeps."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self._now = now
        self._moved = asyncio.Condition()

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return when the time has been moved on by ``seconds``."""
        until = self._now + seconds
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= until)

    async def advance(self, seconds: float) -> None:
        """Move the time on."""
        async with self._moved:
            self._now += seconds
            self._moved.notify_all()
