"""How far a render is: what is being done, how much of it, and how long it will still take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.ports.cut import OnProgress, RenderProgress, RenderStage

if TYPE_CHECKING:
    from collections.abc import Callable

STEADY_AFTER_S = 1.0
"""Before this, a speed says more about how long things take to start."""


class Tally:
    """Adds up what several encoders report at once."""

    def __init__(
        self, on_progress: OnProgress, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = on_progress
        self._clock = clock
        self._stage = RenderStage.PREPARING
        self._total = 0
        self._since = clock()
        self._counts: dict[str, int] = {}

    def enter(self, stage: RenderStage, total: int = 0) -> None:
        """Begin a stage of ``total`` frames."""
        self._stage, self._total = stage, total
        self._since = self._clock()
        self._counts.clear()
        self._report()

    def progressed(self, part: str, count: int) -> None:
        """One encoder has finished ``count`` frames of its part."""
        self._counts[part] = count
        self._report()

    def _report(self) -> None:
        done = min(sum(self._counts.values()), self._total)
        spent = self._clock() - self._since
        left = spent / done * (self._total - done) if done and spent >= STEADY_AFTER_S else None
        self._tell(RenderProgress(self._stage, done, self._total, left))
