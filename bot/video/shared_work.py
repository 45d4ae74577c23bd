"""What all renders share: ffmpeg, the cache, the workers, and which files are just being made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.video.cache import Cache
    from bot.video.encoder import Ffmpeg
    from bot.video.worker_pool import WorkerPool


class SharedWork:
    """One for the bot: two renders at once make nothing twice."""

    def __init__(self, ffmpeg: Ffmpeg, cache: Cache, workers: WorkerPool) -> None:
        self.ffmpeg = ffmpeg
        self.cache = cache
        self.workers = workers
        self._in_work: dict[str, asyncio.Future[None]] = {}

    async def once(self, keys: Sequence[str], make: Callable[[], Awaitable[None]]) -> bool:
        """Have the files of ``keys`` in the cache; True if ``make`` had to make them.

        Another render that is already making one of them is waited for; if that one fails or is
        cancelled, the work is ours. ``make`` writes all partial files; keeping or dropping them is
        done here.
        """
        # All are claimed at one moment, and nothing is held while waiting: no two can block.
        while others := {self._in_work[key] for key in keys if key in self._in_work}:
            await asyncio.wait(others)
        mine = asyncio.get_running_loop().create_future()
        self._in_work |= dict.fromkeys(keys, mine)
        try:
            if await asyncio.to_thread(self._all_there, keys):
                return False
            await make()
            for key in keys:
                await asyncio.to_thread(self.cache.keep, key)
        finally:
            for key in keys:
                self.cache.drop(key)
                del self._in_work[key]
            mine.set_result(None)
        return True

    def _all_there(self, keys: Sequence[str]) -> bool:
        return all(self.cache.has(key) for key in keys)


async def together(*tasks: Awaitable[None]) -> None:
    """Run them all at once; the first failure cancels the rest and is raised as it is."""
    started = [asyncio.ensure_future(task) for task in tasks]
    try:
        await asyncio.gather(*started)
    except BaseException as error:
        # When we are cancelled, gather has cancelled them already; a second time would tear them
        # out of the clearing up that they are at.
        if not isinstance(error, asyncio.CancelledError):
            for task in started:
                task.cancel()
        await asyncio.wait(started)
        raise
