"""How much of a painting's time may go into previews of it: a small share, saved up first.

It knows nothing of pictures.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SHARE: Final = 0.03
"""How much of a painting's time may go into glimpses of it."""

EVERY_S: Final = 2.0
"""No more often than this, however quickly it goes: nobody is shown more."""


class PreviewBudget:
    """The time that may be spent on glimpses of one model's paintings, in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._saved_s = 0.0
        self._price_s: float | None = None
        self._earning_since = now()
        self._last = -math.inf

    def begin(self) -> None:
        """A painting begins: from here on there is something to earn."""
        self._earning_since = now = self._now()
        self._last = now

    def affords(self, most: int) -> int:
        """How many glimpses may be bought now, at most ``most``; 0 when it is not time yet."""
        now = self._now()
        self._saved_s += SHARE * (now - self._earning_since)
        self._earning_since = now
        if now - self._last < EVERY_S:
            return 0
        if self._price_s is None:
            return 1  # what one costs is found out by buying one, on credit
        self._saved_s = min(self._saved_s, most * self._price_s)
        return min(most, int(self._saved_s / self._price_s)) if self._price_s else most

    def pay(self, begun: float, bought: int) -> None:
        """Glimpses were bought since ``begun``."""
        self._last = now = self._now()
        self._earning_since = now  # nothing is earned by spending
        self._saved_s -= now - begun
        self._price_s = (now - begun) / bought

    def now(self) -> float:
        """Seconds on the budget's clock."""
        return self._now()
