"""Time as the local Discord knows it: seconds since 1970, and things due at a moment.

Interaction deadlines, token lifetimes, expiring links and rate-limit windows all ask here, so a
test can let fifteen minutes pass without waiting. It knows nothing of what is due.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable


class Clock:
    """The wall clock of the server; time flows by itself.

    `call_later` needs a running event loop; its callbacks run in that loop.
    """

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._wake: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Return seconds since 1970-01-01 UTC."""
        return time.time()

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> "Timer":
        """Call `callback` once, `delay_s` seconds of this clock from now; may be cancelled."""
        timer = Timer(callback)
        heapq.heappush(self._due, (self.now() + delay_s, next(self._order), timer))
        self._arm()
        return timer

    def close(self) -> None:
        """Forget everything that is due."""
        self._due.clear()
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None

    def _arm(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        while self._due and self._due[0][2].cancelled:
            heapq.heappop(self._due)
        if self._due:
            wait_s = max(0.0, self._due[0][0] - self.now())
            self._wake = asyncio.get_running_loop().call_later(wait_s, self._fire)

    def _fire(self) -> None:
        self._wake = None
        while self._due and self._due[0][0] <= self.now():
            timer = heapq.heappop(self._due)[2]
            timer.run()
        self._arm()


class ShiftedClock(Clock):
    """A clock that flows by itself and can be set forward; for tests."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead_s = 0.0

    def now(self) -> float:
        """Return seconds since 1970-01-01 UTC, with all that was added by `advance`."""
        return time.time() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; what becomes due runs before this returns."""
        self._ahead_s += seconds
        self._fire()


class Timer:
    """One thing due; `cancel` it or let it run."""

    __slots__ = ("_callback", "cancelled")

    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        """Make sure that the callback does not run any more."""
        self.cancelled = True

    def run(self) -> None:
        """Run the callback unless cancelled; at most once."""
        if not self.cancelled:
            self.cancelled = True
            self._callback()
