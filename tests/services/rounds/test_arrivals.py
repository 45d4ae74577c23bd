"""Rounds of one clip come into the channel in the order asked, though several are painted."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing
from bot.domain.jobs.job import Job, JobKind, JobState
from bot.domain.posts.views import RoundView
from bot.services.ground.bell import Lane
from bot.services.rounds.arrivals import Arrivals
from bot.services.rounds.requests import Wish
from storage.database.database import Database
from storage.files.files import Files
from storage.jobs import jobs
from tests.fakes.clock import FakeClock
from tests.fakes.painter import FakePainter
from tests.services.conftest import ZOE, build

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from bot.domain.errors import PainterError
    from bot.ports.rounds import PaintedPicture, PaintRequest
    from tests.services.conftest import Studio

FIRST = Job(
    id=1,
    kind=JobKind.PAINT,
    clip_id=7,
    subject_id=1,
    batch="a",
    requested_by=1,
    state=JobState.RUNNING,
    attempts=1,
    size=4,
    queued_at=100.0,
    started_at=100.0,
    lease_until=None,
    cancel_wanted=False,
)
SECOND = replace(FIRST, id=2, queued_at=101.0)


async def test_a_finished_round_waits_for_an_earlier_one_of_its_clip() -> None:
    """And comes as soon as that has come, failed or was cancelled."""
    arrivals = Arrivals()
    with arrivals.expected(SECOND):
        with arrivals.expected(FIRST):
            waiting = asyncio.create_task(arrivals.in_turn(SECOND))
            await arrivals.in_turn(FIRST)
            await asyncio.sleep(0)
            assert not waiting.done()
        await waiting


async def test_nobody_waits_for_another_clip_or_for_ever() -> None:
    """Nor for those that were asked for later."""
    arrivals = Arrivals(patience_s=0)
    with arrivals.expected(replace(FIRST, clip_id=8)), arrivals.expected(SECOND):
        patient = Arrivals()
        with patient.expected(replace(FIRST, clip_id=8)), patient.expected(SECOND):
            other = asyncio.create_task(patient.in_turn(SECOND))
            await asyncio.sleep(0)
            assert other.done()
        with arrivals.expected(FIRST):
            waiting = asyncio.create_task(arrivals.in_turn(SECOND))
            await asyncio.wait({waiting}, timeout=10)
            assert waiting.done(), "its patience is at its end at once"


class Hall(FakePainter):
    """Two places to paint at; what begins with a prompt of ``gates`` waits there for its event."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.places = 2
        self.gates: dict[str, asyncio.Event] = {}
        self.begun: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.errors: dict[str, PainterError] = {}

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """As soon as the gate is open."""
        prompt = request.items[0].prompt
        self.begun[prompt].set()
        if prompt in self.gates:
            await self.gates[prompt].wait()
        if prompt in self.errors:
            raise self.errors[prompt]
        return await super().paint(request, on_progress, on_preview, on_stage)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[tuple[Studio, Hall]]:
    """A studio with two painters, at work."""
    db = await Database.open(tmp_path / "couplet.sqlite3")
    painter = Hall(tmp_path / "painted")
    studio = build(db, Files(tmp_path / "files"), painter, FakeClock())
    working = asyncio.create_task(studio.worker.run())
    try:
        yield studio, painter
    finally:
        working.cancel()
        await asyncio.wait({working})
        await db.close()


async def asked(studio: Studio, *numbers: int) -> list[str]:
    """The batches of these lines' rounds, each painted in a request of its own."""
    clip = await studio.clip(*map(str, numbers))
    return [
        (await studio.rounds.ask_line(ZOE, clip, number, Wish(takes=7))).batch for number in numbers
    ]


async def states(studio: Studio, batches: Sequence[str]) -> list[JobState]:
    """How far their jobs are."""
    async with studio.db.reading() as tx:
        return [job.state for batch in batches for job in await jobs.of_batch(tx, batch)]


@pytest.mark.parametrize(("error", "lines"), [(None, [1, 2, 3]), (ModelMissing("gone"), [2, 3])])
async def test_painters_go_on_while_a_round_waits_for_an_earlier_one(
    hall: tuple[Studio, Hall], error: PainterError | None, lines: list[int]
) -> None:
    """The second is painted and not told before the first has come, or has failed."""
    studio, painter = hall
    gate = painter.gates["prompt 1"] = asyncio.Event()
    if error is not None:
        painter.errors["prompt 1"] = error
    batches = await asked(studio, 1, 2, 3)
    studio.bell.ring(Lane.PAINT)
    async with asyncio.timeout(60):
        await painter.begun["prompt 3"].wait()
        assert await states(studio, batches) == [JobState.RUNNING] * 3
        gate.set()
        while JobState.RUNNING in await states(studio, batches):
            await studio.bell.wait(Lane.POST, 5)
    await studio.deliver()
    shown = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, RoundView)]
    assert [view.line_number for view in shown] == lines


async def test_the_queue_counts_with_both_painters(hall: tuple[Studio, Hall]) -> None:
    """What two work off together waits half as long."""
    studio, painter = hall
    painter.clock, painter.takes_s = studio.clock, 3.0
    batches = await asked(studio, 1)
    studio.bell.ring(Lane.PAINT)
    async with asyncio.timeout(60):
        while await states(studio, batches) != [JobState.DONE]:
            await studio.bell.wait(Lane.POST, 5)
        painter.gates = {f"prompt {number}": asyncio.Event() for number in (1, 2)}
        clip = await studio.clip("1", "2", "3", channel=2)
        for number in (1, 2, 3):
            await studio.rounds.ask_line(ZOE, clip, number, Wish(takes=7))
        studio.bell.ring(Lane.PAINT)
        for number in (1, 2):
            await painter.begun[f"prompt {number}"].wait()
    last = (await studio.queue.show(JobKind.PAINT))[-1]
    assert (last.ahead, last.remaining_s) == (2, 3 * 7 * 3.0 / 2)
