"""The order in which a clip's rounds come into its channel, where several are painted at a time.

A round that is finished early waits a while for those of its clip that were asked for before it and
are being painted still. One that fails, or is cancelled, lets those behind it come.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.domain.jobs.job import Job

PATIENCE_S: Final = 60.0


class Arrivals:
    """The rounds being painted, by clip; nobody waits longer than ``patience_s``."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._painting: defaultdict[int, dict[tuple[float, int], asyncio.Event]] = defaultdict(dict)

    @contextmanager
    def expected(self, job: Job) -> Generator[None]:
        """Within it the job's round is on its way."""
        of_clip, gone = self._painting[job.clip_id], asyncio.Event()
        of_clip[_place(job)] = gone
        try:
            yield
        finally:
            gone.set()
            del of_clip[_place(job)]
            if not of_clip:
                self._painting.pop(job.clip_id, None)

    async def in_turn(self, job: Job) -> None:
        """Return when no round of the clip is on its way that was asked for before."""
        of_clip = self._painting[job.clip_id]
        earlier = [gone for place, gone in of_clip.items() if place < _place(job)]
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                for gone in earlier:
                    await gone.wait()


def _place(job: Job) -> tuple[float, int]:
    return job.queued_at, job.id
