"""Steps that are finished even when the task that asked for them is cancelled meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")


async def whole(step: Awaitable[T]) -> T:
    """Await ``step`` to its end whatever happens; a cancellation is let through only then.

    A step that runs in a thread goes on when its awaiting task is cancelled. Leaving it alone
    would release a lock, or remove a folder, that the step still uses.
    """
    task = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled from (None if task.cancelled() else task.exception())
    return task.result()
