"""How much one person may ask in a minute."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from bot.client.rate_limits import Budget, RequestBudgets, RequestThrottle
from bot.domain.errors import UserError


def test_who_asks_too_often_is_told_when_to_try_again() -> None:
    """The time is within the next minute, as a living timestamp."""
    limits = RequestBudgets(3)
    for _ in range(3):
        limits.check(1)
    with pytest.raises(UserError) as caught:
        limits.check(1)
    found = re.search(r"<t:(\d+):R>", str(caught.value))
    assert found is not None
    assert time.time() <= int(found[1]) <= time.time() + 62
    assert "3" in str(caught.value)


def test_budgets_are_each_person_s_own() -> None:
    """One person's haste is nobody else's wait."""
    limits = RequestBudgets(1)
    limits.check(1)
    limits.check(2)
    with pytest.raises(UserError):
        limits.check(1)


def test_a_refused_request_does_not_count() -> None:
    """Trying again too early does not put the end of the wait off."""
    budget = Budget(1, period=60.0)
    assert budget.take() == 0
    first, second = budget.take(), budget.take()
    assert 0 < second <= first <= 60


def test_when_the_period_is_over_there_is_room_again() -> None:
    """A budget fills up by itself."""
    budget = Budget(1, period=0.0)
    assert budget.take() == 0
    assert budget.take() == 0


def test_only_so_many_budgets_are_kept() -> None:
    """Memory does not grow with the people a bot has met."""
    limits = RequestBudgets(1)
    for person in range(1500):
        limits.check(person)
    limits.check(0)  # forgotten, long before its minute would matter
    with pytest.raises(UserError):
        limits.check(1499)


async def test_our_own_pace_lets_through_what_fits() -> None:
    """Within the rate nobody waits; who comes next does."""
    pace = RequestThrottle(5, period=3600.0)
    for _ in range(5):
        await pace.wait()
    sixth = asyncio.create_task(pace.wait())
    await asyncio.sleep(0)
    assert not sixth.done()
    sixth.cancel()
