"""Rounds painted together stay each their own: turns, takes, cancels and failures."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from bot.domain.clips.people import Person
from bot.domain.errors import PainterDied, PainterError
from bot.domain.jobs.job import Job, JobKind, JobState
from bot.domain.posts.views import FailureView, RoundView
from bot.domain.rounds.abilities import Wish as Unread
from bot.domain.rounds.recipe import Recipe
from bot.domain.rounds.take import RoundState
from bot.ports.rounds import PaintedPicture, PaintItem, PaintRequest
from bot.services.lyrics.text import LyricsText
from bot.services.prompts.prompts import StyleChanges
from bot.services.rounds.batches import Batches
from bot.services.rounds.requests import Wish
from storage.jobs import jobs
from storage.rounds import rounds, takes
from tests.fakes.clock import FakeClock
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.fakes.painter import FakePainter
from tests.services.conftest import BASTIEN, INES, PRESETS, ZOE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.services.rounds.batches import BatchShare
    from tests.services.conftest import Studio

RECIPE: Final = Recipe(preset=PRESETS["tiny"], width_px=64, height_px=32, steps=2, guidance=1.0)
WHO = (INES, BASTIEN, ZOE)


def _unheard(*_: object) -> None:
    """Progress and previews that nobody follows."""


async def asked(studio: Studio, *sizes: int) -> tuple[Clip, list[str]]:
    """A clip with a round a line waiting, each asked for by another person."""
    clip = await studio.clip(*(f"line {number}" for number in range(1, len(sizes) + 1)))
    batches: list[str] = []
    for number, size in enumerate(sizes, start=1):
        wish = Wish(takes=size, seed=100 * number)
        batches.append((await studio.rounds.ask_line(WHO[number % 3], clip, number, wish)).batch)
    return clip, batches


async def jobs_of(studio: Studio, batches: list[str]) -> list[Job]:
    """The jobs as they stand."""
    async with studio.db.reading() as tx:
        return [job for batch in batches for job in await jobs.of_batch(tx, batch)]


async def seeds_of(studio: Studio, job: Job) -> list[int]:
    """The seeds of the takes that a job made."""
    async with studio.db.reading() as tx:
        return [take.seed for take in await takes.of_round(tx, job.subject_id)]


async def test_alike_rounds_are_one_request_and_each_gets_its_own_takes(studio: Studio) -> None:
    """Three people's rounds are painted at once; nobody gets somebody else's picture."""
    _, batches = await asked(studio, 2, 1, 3)
    assert await studio.worker.work_once()
    (request,) = studio.painter.requests
    assert len(request.items) == 6
    first, second, third = await jobs_of(studio, batches)
    assert {first.state, second.state, third.state} == {JobState.DONE}
    assert await seeds_of(studio, first) == [100, 101]
    assert await seeds_of(studio, second) == [200]
    assert await seeds_of(studio, third) == [300, 301, 302]


async def test_rounds_painted_together_are_posted_in_the_order_they_were_asked_for(
    studio: Studio,
) -> None:
    """However long it takes to put each one's pictures away."""
    await asked(studio, 4, 1, 3, 1)
    assert await studio.worker.work_once()
    await studio.deliver()
    shown = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, RoundView)]
    assert [view.line_number for view in shown] == [1, 2, 3, 4]


async def test_what_one_person_asks_for_at_once_is_painted_in_growing_parts(
    studio: Studio,
) -> None:
    """The first round is there after the time of one; everything after four paintings."""
    clip = await studio.clip(*map(str, range(1, 14)))
    await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    while await studio.worker.work_once():
        pass
    assert [len(request.items) for request in studio.painter.requests] == [1, 2, 4, 6]


async def test_two_clips_with_different_models_do_not_load_them_at_each_turn(
    studio: Studio,
) -> None:
    """Eight rounds each: the models change every four rounds, not with every one."""
    for channel, person, preset in ((1, INES, "tiny"), (2, ZOE, "other")):
        clip = await studio.clip(*map(str, range(1, 9)), channel=channel)
        await studio.prompts.restyle(INES, clip, StyleChanges(preset=preset))
        for line in range(1, 9):
            await studio.rounds.ask_line(person, clip, line, Wish(takes=1))
    while await studio.worker.work_once():
        pass
    models = [
        request.recipe.preset.model for request in studio.painter.requests for _ in request.items
    ]
    assert len(models) == 16
    assert sum(one != other for one, other in pairwise([None, *models])) <= 4


async def test_a_take_holds_what_was_used_and_not_what_was_wished(studio: Studio) -> None:
    """What the model did not read changed no pixel."""
    clip = await studio.clip("One", "Two")
    await studio.prompts.restyle(INES, clip, StyleChanges(negative="fog", guidance=7.0))
    for number in (1, 2):
        studio.painter.ignored = (Unread.NEGATIVE, Unread.GUIDANCE) if number == 2 else ()
        batch = (await studio.rounds.ask_line(ZOE, clip, number, Wish(takes=1))).batch
        while await studio.worker.work_once():
            pass
        (job,) = await jobs_of(studio, [batch])
        async with studio.db.reading() as tx:
            (take,) = await takes.of_round(tx, job.subject_id)
        assert (take.negative, take.guidance) == (("", 0.0) if number == 2 else ("fog", 7.0))


async def test_loading_the_model_is_told_of_every_round_that_waits_for_it(studio: Studio) -> None:
    """Instead of a share that stands still."""
    await asked(studio, 1, 1)
    studio.painter.stage = "loading 40"
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    shown = await studio.queue.show(JobKind.PAINT)
    assert [(entry.share, entry.doing) for entry in shown] == [(0.0, "loading 40")] * 2
    studio.painter.release()
    assert await working


async def test_no_more_goes_together_than_the_limit(studio: Studio) -> None:
    """Twelve takes are the limit here."""
    await asked(studio, 6, 6, 4)
    await studio.worker.work_once()
    await studio.worker.work_once()
    assert [len(request.items) for request in studio.painter.requests] == [12, 4]


async def test_rounds_of_another_size_are_not_mixed_in(studio: Studio) -> None:
    """What the painter is asked for is the same for all of a request but words and seeds."""
    clip, _ = await asked(studio, 2, 2)
    await studio.prompts.restyle(INES, clip, StyleChanges(width_px=128))
    await studio.queue.cancel(ZOE, clip, None)
    await studio.rounds.ask_line(ZOE, clip, 2, Wish(takes=1))
    while await studio.worker.work_once():
        pass
    assert [request.recipe.width_px for request in studio.painter.requests] == [64, 128]


async def test_a_cancelled_round_leaves_the_others_of_its_request_alone(studio: Studio) -> None:
    """The painting goes on for those who want it; the cancelled one leaves no takes."""
    clip, batches = await asked(studio, 2, 2)
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    await studio.queue.cancel(INES, clip, 1)
    studio.painter.release()
    assert await working
    first, second = await jobs_of(studio, batches)
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.DONE)
    assert await seeds_of(studio, first) == []
    async with studio.db.reading() as tx:
        made = await rounds.by_id(tx, first.subject_id)
    assert made is not None
    assert made.state == "cancelled"


async def test_the_painting_stops_when_nobody_wants_it_any_more(studio: Studio) -> None:
    """With the last one cancelled the painter is interrupted."""
    clip, batches = await asked(studio, 2, 2)
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    await studio.queue.cancel(INES, clip, None, everyones=True)
    assert await working
    assert {job.state for job in await jobs_of(studio, batches)} == {JobState.CANCELLED}


async def test_after_a_death_each_round_is_tried_alone(studio: Studio) -> None:
    """Whichever round killed the painter takes no other one along again."""
    _, batches = await asked(studio, 2, 2)
    studio.painter.failing.append(PainterDied("killed"))
    while await studio.worker.work_once():
        pass
    assert [len(request.items) for request in studio.painter.requests] == [4, 2, 2]
    assert {job.state for job in await jobs_of(studio, batches)} == {JobState.DONE}


async def test_a_bad_round_does_not_spoil_the_others(studio: Studio) -> None:
    """An error of the painter is pinned to the round that has it."""
    _, batches = await asked(studio, 2, 2)
    studio.painter.failing += [PainterError("together"), PainterError("the first one's fault")]
    await studio.worker.work_once()
    first, second = await jobs_of(studio, batches)
    assert (first.state, second.state) == (JobState.FAILED, JobState.DONE)
    assert first.error is not None
    assert first.error.key == "round.failed"


async def test_a_round_that_cannot_be_prepared_is_not_waited_for(studio: Studio) -> None:
    """Its line is gone; the other one at the table is painted."""
    clip, batches = await asked(studio, 2, 2)
    async with studio.db.writing() as tx:
        await tx.update(
            "UPDATE lines SET removed_at = 1 WHERE clip_id = ? AND position = 1", (clip.id,)
        )
    await studio.worker.work_once()
    first, second = await jobs_of(studio, batches)
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.DONE)


async def test_what_is_dealt_while_it_is_given_up_goes_and_holds_nobody(tmp_path: Path) -> None:
    """Its files are removed, and the part behind it does not wait for it to be put away."""
    given_up: list[asyncio.Task[BatchShare]] = []

    class Tripwire(list[PaintedPicture]):
        """Pictures of which the first part has been dealt."""

        def __getitem__(self, key: Any) -> Any:
            given_up[0].cancel()
            return cast("Any", super().__getitem__(key))

    class Dealt(list[PaintedPicture]):
        """Pictures of which no part has been dealt."""

        def __getitem__(self, key: Any) -> Any:
            part = cast("Any", super().__getitem__(key))
            return Tripwire(part) if key == slice(1, None) else part

    class Dealing(FakePainter):
        """A painter whose pictures are dealt out in the worst moment."""

        async def paint(
            self,
            request: PaintRequest,
            on_progress: Callable[[float], None],
            on_preview: Callable[[int, bytes], None] | None = None,
            on_stage: Callable[[str], None] | None = None,
        ) -> Sequence[PaintedPicture]:
            """Paint as ever."""
            return Dealt(await super().paint(request, on_progress, on_preview, on_stage))

    batches = Batches(Dealing(tmp_path), FakeClock(), PRESETS, 4)
    first, second = _job(1), _job(2)
    batches.expect([first, second], "alike")
    request = PaintRequest(RECIPE, (PaintItem("a boat", "", 1),))

    async def paint(job: Job) -> BatchShare:
        with batches.seat(job) as seat:
            (share,) = await seat.paint([request], _unheard, _unheard)
            return share

    given_up.append(asyncio.create_task(paint(first)))
    kept = await asyncio.create_task(paint(second))
    with pytest.raises(asyncio.CancelledError):
        await given_up[0]
    assert kept.before is not None
    assert kept.before.is_set()
    assert await asyncio.to_thread(_names, tmp_path) == [kept.pictures[0].file.name]


def _names(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*.png")]


def _job(job_id: int) -> Job:
    return Job(
        id=job_id,
        kind=JobKind.PAINT,
        clip_id=1,
        subject_id=job_id,
        batch="b",
        requested_by=1,
        state=JobState.RUNNING,
        attempts=1,
        size=1,
        queued_at=0.0,
        started_at=0.0,
        lease_until=9.0,
        cancel_wanted=False,
    )


async def test_a_line_that_is_taken_out_takes_its_waiting_round_along(studio: Studio) -> None:
    """Nothing of it fails in the channel later, and the other rounds of the batch go on."""
    clip = await studio.clip("One", "Two")
    asked = await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    await LyricsText(studio.db, studio.clock, FakeLyricsReader()).remove(INES, clip, 1)
    while await studio.worker.work_once():
        pass
    first, second = await jobs_of(studio, [asked.batch])
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.DONE)
    async with studio.db.reading() as tx:
        made = await rounds.by_id(tx, first.subject_id)
    assert made is not None
    assert made.state is RoundState.CANCELLED
    await studio.deliver()
    assert not [m for m in studio.gallery.messages.values() if isinstance(m.view, FailureView)]


async def test_those_who_run_together_end_together(studio: Studio) -> None:
    """The time left of each is that of the whole request."""
    clip, _ = await asked(studio, 2, 2)
    studio.painter.takes_s, studio.painter.clock = 3.0, studio.clock
    await studio.worker.work_once()
    for number, person in ((1, INES), (2, Person(9, "Omar"))):
        await studio.rounds.ask_line(person, clip, number, Wish(takes=4))
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    shown = await studio.queue.show(JobKind.PAINT)
    assert [(one.ahead, one.share, one.remaining_s) for one in shown] == [(0, 0.5, 12.0)] * 2
    studio.painter.release()
    await working


async def test_where_it_does_not_pay_rounds_are_painted_one_by_one(studio: Studio) -> None:
    """On a device that is slower with more at once, as measured; sooner or later it tries again."""
    clip = await studio.clip(*map(str, range(1, 5)))
    studio.painter.clock = studio.clock
    sizes: list[int] = []
    for _ in range(30):
        for number in range(1, 5):
            await studio.rounds.ask_line(INES, clip, number, Wish(takes=1))
        while True:
            begun = len(studio.painter.requests)
            studio.painter.crowded_s = 2.0
            if not await studio.worker.work_once():
                break
            sizes += [len(request.items) for request in studio.painter.requests[begun:]]
    assert sizes[:3] == [4, 4, 4]
    assert sizes.count(1) > 4 * sizes.count(4)
    assert 4 in sizes[20:]


async def test_a_file_that_stays_keeps_nobody_waiting(studio: Studio) -> None:
    """Somebody's unwanted picture cannot be removed: the others get theirs."""
    clip, batches = await asked(studio, 1, 1)
    studio.painter.hold()
    studio.painter.stuck = True
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    await studio.queue.cancel(INES, clip, 1)
    while (await jobs_of(studio, batches))[0].state is JobState.RUNNING:
        pass  # until it has left the table
    studio.painter.release()
    assert await working
    first, second = await jobs_of(studio, batches)
    assert (first.state, second.state) == (JobState.CANCELLED, JobState.DONE)
