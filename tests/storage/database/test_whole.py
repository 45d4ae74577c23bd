"""Steps that finish even when their task is cancelled."""

from __future__ import annotations

import asyncio

import pytest

from storage.database.whole import whole


async def test_a_step_gives_its_result() -> None:
    """Without a cancellation nothing is different from awaiting the step."""

    async def step() -> int:
        await asyncio.sleep(0)
        return 7

    assert await whole(step()) == 7


async def test_a_cancelled_task_still_finishes_its_step() -> None:
    """The cancellation waits for the step, however often it comes."""
    begun, go_on = asyncio.Event(), asyncio.Event()
    finished: list[str] = []

    async def step() -> None:
        begun.set()
        await go_on.wait()
        finished.append("step")

    task = asyncio.create_task(whole(step()))
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert finished == ["step"]


async def test_a_failing_step_fails_its_task() -> None:
    """The step's own exception arrives."""

    async def step() -> None:
        await asyncio.sleep(0)
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await whole(step())


async def test_a_cancelled_task_is_cancelled_even_when_its_step_fails() -> None:
    """A cancellation is never turned into an ordinary error; the error is its cause."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def step() -> None:
        begun.set()
        await go_on.wait()
        raise LookupError("gone")

    task = asyncio.create_task(whole(step()))
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert isinstance(caught.value.__cause__, LookupError)
