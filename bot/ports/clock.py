"""Time, which tests move on by hand."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """The time of day, and waiting for it."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; a fake clock returns when a test moves the time on."""
        ...
