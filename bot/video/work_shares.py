"""Shared work: which segments one encoder makes in a row, and which worker makes which of them.

Every encoder that starts costs about as much as twelve frames of 720p, and the segments of a usual
clip are some forty frames long: neighbours are therefore made by one. This module refuses to know
what a segment shows and how it is made.
"""

from __future__ import annotations

import itertools
from collections import deque
from typing import TYPE_CHECKING, Final

from bot.video.shared_work import together

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.video.plan import Planned

WORTH_A_CREW: Final = 120
"""Fewer frames than this are left to one worker: starting a second costs as much as 20 of them."""

LONGEST_RUN_S: Final = 8.0
"""How much of the clip one encoder makes: what a cancelled render loses of each worker's work."""

RUNS_A_WORKER: Final = 4
"""A short clip is made in so many runs at least, so that no worker is idle before the end."""

Run = list[tuple[str, "Planned"]]
"""Segments with the keys of their files, each beginning where the one before ends."""


def divide(todo: Run, workers: int, rate: float, *, joinable: bool) -> list[deque[Run]]:
    """A stretch of the clip for each worker, in runs.

    Neighbours share pictures, which a worker then opens once. ``joinable`` says whether the encoder
    can begin another file in the middle of its work; if not, each segment is a run of its own.
    """
    frames = sum(one.segment.frames for _, one in todo)
    workers = workers if frames >= WORTH_A_CREW else 1
    longest = int(LONGEST_RUN_S * rate) if joinable else 0
    if workers > 1:
        longest = min(longest, frames // (workers * RUNS_A_WORKER))
    runs = _runs(todo, longest)
    bounds = [len(runs) * k // workers for k in range(workers + 1)]
    return [deque(runs[since:until]) for since, until in itertools.pairwise(bounds)]


async def work_off(stretches: Sequence[deque[Run]], make: Callable[[Run], Awaitable[None]]) -> None:
    """Have every run made, as many at once as there are stretches.

    Who has finished a stretch helps with the end of the longest one that is left.
    """

    async def work(mine: deque[Run]) -> None:
        while (run := _next(mine, stretches)) is not None:
            await make(run)

    await together(*(work(stretch) for stretch in stretches))


def _runs(todo: Run, longest: int) -> list[Run]:
    """Neighbouring segments together, up to ``longest`` frames, for one encoder each."""
    runs: list[Run] = []
    frames = 0
    for key, one in todo:
        follows = bool(runs) and runs[-1][-1][1].end == one.segment.start
        if follows and frames + one.segment.frames <= longest:
            runs[-1].append((key, one))
        else:
            runs.append([(key, one)])
            frames = 0
        frames += one.segment.frames
    return runs


def _next(mine: deque[Run], every: Sequence[deque[Run]]) -> Run | None:
    if mine:
        return mine.popleft()
    longest = max(every, key=len)
    return longest.pop() if longest else None
