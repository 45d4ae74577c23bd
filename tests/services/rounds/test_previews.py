"""A running round is shown while it is painted: where it is wanted, and to nobody's harm."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bot.domain.jobs.job import JobKind
from bot.domain.posts.views import ProgressView
from bot.services.clips.clips import ClipChanges
from bot.services.ground.bell import Bell
from bot.services.jobs.worker import Worker
from bot.services.rounds.performer import RoundPerformer
from bot.services.rounds.previews import WATCHED, Previews
from bot.services.rounds.requests import Wish
from tests.services.conftest import BASTIEN, INES, PRESETS, ZOE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio


def progress_of(studio: Studio) -> list[ProgressView]:
    """What the progress messages show."""
    messages = studio.gallery.messages.values()
    return [one.view for one in messages if isinstance(one.view, ProgressView)]


@contextlib.asynccontextmanager
async def half_painted(studio: Studio, clip: Clip, *wishes: int) -> AsyncGenerator[None]:
    """Rounds of so many takes, each somebody else's, at half their way, and told of."""
    people = (INES, BASTIEN, ZOE)
    for number, takes in enumerate(wishes, start=1):
        await studio.rounds.ask_line(people[number % 3], clip, number, Wish(takes, seed=number))
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    await studio.deliver()
    yield
    studio.painter.release()
    await working
    await studio.clock.advance(10)
    await studio.deliver()


async def test_a_running_round_is_shown_until_it_is_done(studio: Studio) -> None:
    """Its takes in small, as JPEG; afterwards the takes themselves are there."""
    clip = await studio.clip("La ville")
    async with half_painted(studio, clip, 3):
        (view,) = progress_of(studio)
        assert [(one.line_number, one.take_number) for one in view.previews] == [
            (1, 1),
            (1, 2),
            (1, 3),
        ]
        assert all(one.jpeg.startswith(b"\xff\xd8") for one in view.previews)
    (view,) = progress_of(studio)
    assert view.finished
    assert view.previews == ()


async def test_each_message_shows_the_rounds_it_tells_of(studio: Studio) -> None:
    """Rounds painted together belong to different messages."""
    clip = await studio.clip("La ville", "La mer")
    async with half_painted(studio, clip, 6, 2):
        first, second = progress_of(studio)
        assert [one.line_number for one in first.previews] == [1] * WATCHED
        assert [(one.line_number, one.take_number) for one in second.previews] == [(2, 1), (2, 2)]
        assert first.previews[0].jpeg != second.previews[0].jpeg


async def test_a_clip_can_do_without(studio: Studio) -> None:
    """The painter is not even asked for previews."""
    clip = await studio.clip("La ville")
    await studio.clips.change(INES, clip, ClipChanges(previews=False))
    async with half_painted(studio, clip, 2):
        assert [view.previews for view in progress_of(studio)] == [()]
    assert not any(item.watched for request in studio.painter.requests for item in request.items)


async def test_whoever_runs_the_bot_can_do_without(studio: Studio) -> None:
    """Whatever the clip says."""
    taking = RoundPerformer(
        *(studio.db, studio.files, studio.clock, studio.painter, PRESETS),
        previews=Previews(wanted=False),
    )
    bell, kind = Bell(), JobKind.PAINT
    worker = Worker(studio.db, studio.clock, bell, kind, taking, batches=taking.batches)
    clip = await studio.clip("La ville")
    await studio.rounds.ask_line(INES, clip, 1, Wish(2))
    assert await worker.work_once()
    assert not any(item.watched for request in studio.painter.requests for item in request.items)


def test_of_many_rounds_each_ones_first_take_is_shown_first() -> None:
    """And no more pictures than fit beside each other."""
    previews = Previews()
    for job_id in range(1, 4):
        for take in (2, 1):
            previews.keep(job_id, take, f"{job_id}-{take}".encode())
    assert [(job_id, take) for job_id, take, _ in previews.of([3, 1, 2])] == [
        (3, 1),
        (1, 1),
        (2, 1),
        (3, 2),
    ]
    previews.forget(3)
    assert [job_id for job_id, *_ in previews.of([3])] == []
