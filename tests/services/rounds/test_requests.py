"""From a wish to takes in the channel, and what may go wrong on the way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing, NotAllowed, OutOfMemory, PainterDied, UserError
from bot.domain.jobs.job import MAX_ATTEMPTS, JobKind, JobState
from bot.domain.lyrics.line import LineState
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import FailureView, ProgressView, RoundView
from bot.services.rounds.requests import Wish
from storage.jobs import jobs
from storage.lyrics import lines
from storage.posts import posts
from storage.rounds import rounds, takes
from tests.services.conftest import BASTIEN, CHANNEL, INES, ZOE

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio


async def state_of(studio: Studio, clip: Clip, number: int) -> LineState:
    """Where a line stands."""
    async with studio.db.reading() as tx:
        return (await lines.overview(tx, clip.id))[number - 1].state


async def test_a_round_is_painted_posted_and_put_to_the_vote(studio: Studio) -> None:
    """Takes in order with a seed each, one message with numbers and 🔁, the line in the vote."""
    clip = await studio.clip("La ville", "La mer")
    message = await studio.posted_round(clip, 2, takes=3)
    assert isinstance(message.view, RoundView)
    assert message.view.line_number == 2
    assert message.view.lyric == "La mer"
    assert message.view.author == "Bastien"
    assert [take.name for take in message.view.takes] == ["2a", "2b", "2c"]
    assert message.sent_bytes > 0
    assert message.ours == ["1️⃣", "2️⃣", "3️⃣", "🔁"]
    assert await state_of(studio, clip, 2) is LineState.VOTING
    async with studio.db.reading() as tx:
        made = await takes.of_round(tx, message.view.round_id)
    assert [take.seed for take in made] == [7, 8, 9]
    assert made[0].prompt == "prompt 2"


async def test_a_line_waits_once(studio: Studio) -> None:
    """Two wishes for the same line at once: the second is told, and nothing is doubled."""
    clip = await studio.clip("La ville")
    both = await asyncio.gather(
        studio.rounds.ask_line(ZOE, clip, 1, Wish()),
        studio.rounds.ask_line(BASTIEN, clip, 1, Wish()),
        return_exceptions=True,
    )
    refused = [one for one in both if isinstance(one, UserError)]
    assert [one.key for one in refused] == ["round.already-waiting"]
    async with studio.db.reading() as tx:
        assert len(await jobs.waiting(tx, JobKind.PAINT)) == 1


async def test_missing_lines_are_asked_for_together(studio: Studio) -> None:
    """One progress message for all; lines with takes are passed over."""
    clip = await studio.clip("un", "deux", "trois")
    await studio.posted_round(clip, 2)
    asked = await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    assert asked.lines == (1, 3)
    await studio.deliver()
    shown = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, ProgressView)]
    assert shown[-1].lines == (1, 3)
    assert shown[-1].total == 2
    while await studio.worker.work_once():
        pass
    await studio.clock.advance(5)
    await studio.deliver()
    shown = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, ProgressView)]
    assert shown[-1].finished
    with pytest.raises(UserError, match="Every line has takes"):
        await studio.rounds.ask_missing(ZOE, clip, Wish())


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        (Wish(takes=0), "round.bad-takes"),
        (Wish(takes=11), "round.bad-takes"),
        (Wish(seed=-1), "round.bad-seed"),
    ],
)
async def test_wishes_out_of_range_are_refused(studio: Studio, wish: Wish, key: str) -> None:
    """One to ten takes, seeds of 32 bits."""
    clip = await studio.clip("La ville")
    with pytest.raises(UserError) as caught:
        await studio.rounds.ask_line(ZOE, clip, 1, wish)
    assert caught.value.key == key


async def test_an_unknown_line_names_the_last_one(studio: Studio) -> None:
    """The sentence says which lines there are."""
    clip = await studio.clip("un", "deux")
    with pytest.raises(UserError, match="from 1 to 2"):
        await studio.rounds.ask_line(ZOE, clip, 3, Wish())


async def test_one_person_can_not_fill_the_queue(studio: Studio) -> None:
    """What fits is queued, the rest is named; with no place left nothing is, and it is said why."""
    clip = await studio.clip(*map(str, range(1, 23)))
    asked = await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    assert asked.lines == tuple(range(1, 21))
    assert asked.no_room == (21, 22)
    with pytest.raises(UserError, match="20 rounds"):
        await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    with pytest.raises(UserError, match="20 rounds"):
        await studio.rounds.ask_line(ZOE, clip, 21, Wish(takes=1))
    async with studio.db.reading() as tx:
        assert len(await jobs.waiting(tx, JobKind.PAINT)) == 20
    assert (await studio.rounds.ask_missing(BASTIEN, clip, Wish(takes=1))).lines == (21, 22)


async def test_a_batch_tells_once_what_failed_and_names_the_lines(studio: Studio) -> None:
    """Three rounds without their model are one message; another reason is another one."""
    clip = await studio.clip("un", "deux", "trois", "quatre")
    await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    gone = ModelMissing("gone")
    # The second and third are painted together: they fail first, so that each is tried alone.
    studio.painter.failing += [gone, OutOfMemory("together"), gone, OutOfMemory("one"), gone]
    while await studio.worker.work_once():
        pass
    await studio.clock.advance(5)
    await studio.deliver()
    failures = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, FailureView)]
    assert {(view.key, view.lines) for view in failures} == {
        ("round.model-missing", (1, 2, 4)),
        ("round.out-of-memory", (3,)),
    }


async def test_without_its_model_nothing_is_tried_twice(studio: Studio) -> None:
    """The model is missing for all of a request: one message, and no round is tried alone."""
    clip = await studio.clip("un", "deux", "trois")
    await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))
    studio.painter.failing += [ModelMissing("gone")] * 2
    while await studio.worker.work_once():
        pass
    await studio.clock.advance(5)
    await studio.deliver()
    (failure,) = [
        m.view for m in studio.gallery.messages.values() if isinstance(m.view, FailureView)
    ]
    assert (failure.key, failure.lines) == ("round.model-missing", (1, 2, 3))
    assert len(studio.painter.requests) == 2  # one line, then the other two


async def test_a_failure_after_the_message_adds_its_line_to_it(studio: Studio) -> None:
    """People need not read the same sentence twice."""
    clip = await studio.clip("un", "deux")
    await studio.rounds.ask_missing(ZOE, clip, Wish(takes=7))  # too many to go together
    for _ in range(2):
        studio.painter.failing.append(ModelMissing("gone"))
        assert await studio.worker.work_once()
        await studio.clock.advance(5)
        await studio.deliver()
    (failure,) = [
        m.view for m in studio.gallery.messages.values() if isinstance(m.view, FailureView)
    ]
    assert failure.lines == (1, 2)


async def test_a_dying_painter_is_tried_again_and_given_up_at_last(studio: Studio) -> None:
    """Three tries; then the job has failed, the person is told, and the next one is painted."""
    clip = await studio.clip("un", "deux")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=1))
    studio.painter.failing += [PainterDied("killed")] * MAX_ATTEMPTS
    for _ in range(MAX_ATTEMPTS):
        assert await studio.worker.work_once()
    assert not await studio.worker.work_once()
    await studio.clock.advance(5)
    await studio.deliver()
    failures = [m.view for m in studio.gallery.messages.values() if isinstance(m.view, FailureView)]
    assert [view.asked_by_id for view in failures] == [ZOE.id]
    assert await state_of(studio, clip, 1) is LineState.PROMPTED
    await studio.posted_round(clip, 2)
    assert await state_of(studio, clip, 2) is LineState.VOTING


async def test_work_interrupted_by_a_crash_is_done_after_the_next_start(studio: Studio) -> None:
    """What another process left running is queued again and painted."""
    clip = await studio.clip("un")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=1))
    async with studio.db.writing() as tx:
        await jobs.claim(tx, JobKind.PAINT, "an earlier process", studio.clock.now(), 60)
    assert not await studio.worker.work_once()
    await studio.worker.recover()
    assert await studio.worker.work_once()
    await studio.deliver()
    assert isinstance(studio.last_with_ballot.view, RoundView)


async def test_cancelling_stops_a_waiting_round(studio: Studio) -> None:
    """Who asked may cancel; the line can be asked for again."""
    clip = await studio.clip("un")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish())
    with pytest.raises(NotAllowed):
        await studio.queue.cancel(BASTIEN, clip, 1)
    assert await studio.queue.cancel(ZOE, clip, 1) == 1
    assert not await studio.worker.work_once()
    await studio.rounds.ask_line(BASTIEN, clip, 1, Wish())
    assert await studio.queue.cancel(INES, clip, 1) == 1


async def test_cancelling_stops_a_running_round(studio: Studio) -> None:
    """The painter is interrupted in the middle and the job is cancelled, not failed."""
    clip = await studio.clip("un")
    asked = await studio.rounds.ask_line(ZOE, clip, 1, Wish())
    studio.painter.hold()
    working = asyncio.create_task(studio.worker.work_once())
    await studio.painter.holding.wait()
    await studio.queue.cancel(ZOE, clip, 1)
    assert await working
    async with studio.db.reading() as tx:
        (job,) = await jobs.of_batch(tx, asked.batch)
        made = await rounds.by_id(tx, job.subject_id)
    assert job.state is JobState.CANCELLED
    assert made is not None
    assert made.state == "cancelled"


async def test_the_time_left_comes_from_measured_speed(studio: Studio) -> None:
    """Unknown before the first round, then the takes ahead times the measured seconds."""
    clip = await studio.clip("un", "deux")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2))
    (first,) = await studio.queue.show(JobKind.PAINT)
    assert first.remaining_s is None
    studio.painter.takes_s = 3.0
    studio.painter.clock = studio.clock
    await studio.worker.work_once()
    await studio.rounds.ask_line(ZOE, clip, 2, Wish(takes=4))
    (second,) = await studio.queue.show(JobKind.PAINT)
    assert second.remaining_s == pytest.approx(12.0)
    assert second.line == 2
    assert second.asked_by == "Zoé"


async def test_the_outbox_row_tells_where_a_round_was_posted(studio: Studio) -> None:
    """The message id is kept with the post."""
    clip = await studio.clip("un")
    message = await studio.posted_round(clip)
    async with studio.db.reading() as tx:
        post = await posts.by_message(tx, message.id)
    assert post is not None
    assert (post.kind, post.channel_id) == (PostKind.ROUND, CHANNEL)
