"""How much one person may ask in a minute, and how soon they may ask again."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from asyncio_throttle.throttler import Throttler

from bot.client.phrasing.posts import relative
from bot.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_PEOPLE: Final = 1000
"""Budgets kept; whoever asked longest ago goes first, long after their minute is over."""

PERIOD_S: Final = 60.0


class Budget(Throttler):
    """A throttler that says how long to wait instead of making people wait."""

    def take(self) -> float:
        """Take one from the budget; the seconds until the next one, 0 when it was there."""
        flush: Callable[[], None] = self.flush  # the library leaves it untyped
        flush()
        now = time.monotonic()
        if len(self._task_logs) >= self.rate_limit:
            return max(0.1, float(self.period) - (now - self._task_logs[0]))
        self._task_logs.append(now)
        return 0.0


class RequestBudgets:
    """A budget for each person."""

    def __init__(self, requests_per_minute: int, *, period_s: float = PERIOD_S) -> None:
        self._requests_per_minute = requests_per_minute
        self._period_s = period_s
        self._budgets: OrderedDict[int, Budget] = OrderedDict()

    def check(self, person_id: int) -> None:
        """Count one request of a person.

        Raises:
            UserError: their budget is used up; the sentence says when to try again.
        """
        budget = self._budgets.get(person_id)
        if budget is None:
            budget = Budget(self._requests_per_minute, period=self._period_s)
            self._budgets[person_id] = budget
        self._budgets.move_to_end(person_id)
        while len(self._budgets) > _PEOPLE:
            self._budgets.popitem(last=False)
        wait_s = budget.take()
        if wait_s > 0:
            when = relative(math.ceil(time.time() + wait_s))
            raise UserError("errors.too-often", limit=self._requests_per_minute, when=when)


class RequestThrottle(Throttler):
    """A throttler for the bot's own requests: who comes too early waits."""

    async def wait(self) -> None:
        """Return when it is our turn."""
        acquire: Callable[[], Awaitable[None]] = self.acquire  # the library leaves it untyped
        await acquire()
