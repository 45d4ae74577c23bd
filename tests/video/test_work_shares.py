"""Who makes what: neighbours by one encoder, a stretch a worker, nothing twice, nobody idle."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.video.plan import Planned
from bot.video.segments import Segment
from bot.video.work_shares import LONGEST_RUN_S, divide, work_off

if TYPE_CHECKING:
    from bot.video.work_shares import Run

RATE = 24.0


def todo(lengths: list[int], gaps: frozenset[int] = frozenset()) -> Run:
    """Segments of these lengths, one after the other; those in ``gaps`` are in the cache."""
    found: Run = []
    start = 0
    for index, frames in enumerate(lengths):
        if index not in gaps:
            found.append((f"k{index}", Planned(Segment(start, frames, (), None, None), ())))
        start += frames
    return found


@given(
    lengths=st.lists(st.integers(1, 200), max_size=60),
    gaps=st.frozensets(st.integers(0, 59)),
    workers=st.integers(1, 5),
    joinable=st.booleans(),
)
def test_every_segment_is_in_one_run_of_neighbours(
    *, lengths: list[int], gaps: frozenset[int], workers: int, joinable: bool
) -> None:
    """In order, none twice; a run has no hole and is no longer than it may be."""
    wanted = todo(lengths, gaps)
    stretches = divide(wanted, workers, RATE, joinable=joinable)
    runs = [run for stretch in stretches for run in stretch]
    assert [segment for run in runs for segment in run] == wanted
    assert len(stretches) in {1, workers}
    for run in runs:
        assert len(run) == 1 or sum(one.segment.frames for _, one in run) <= LONGEST_RUN_S * RATE
        assert len(run) == 1 or joinable
        assert all(a.end == b.segment.start for (_, a), (_, b) in itertools.pairwise(run))


def test_a_changed_winner_is_made_by_one_encoder() -> None:
    """Its shot and both passages beside it: too little to start two for."""
    (stretch,) = divide(todo([12, 60, 12]), 4, RATE, joinable=True)
    (run,) = stretch
    assert [key for key, _ in run] == ["k0", "k1", "k2"]


async def test_who_has_finished_helps_the_others() -> None:
    """One worker is held up by its first run; the other makes all the rest, from the end."""
    stretches = divide(todo([100] * 8), 2, RATE, joinable=False)
    held, made = asyncio.Event(), list[str]()

    async def make(run: Run) -> None:
        (key,) = (key for key, _ in run)
        if key == "k0":
            await held.wait()
        made.append(key)
        if len(made) == 7:
            held.set()

    await work_off(stretches, make)
    assert made == ["k4", "k5", "k6", "k7", "k3", "k2", "k1", "k0"]
