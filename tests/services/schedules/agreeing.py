"""What must hold after any schedule: rows, channel and what people were told agree."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.domain.jobs.job import JobKind, JobState
from bot.domain.posts.post import PostState
from bot.domain.posts.views import BoardView, DecisionView, FailureView, ProgressView, RoundView
from bot.domain.votes.ballot import Verdict
from storage.jobs import jobs
from storage.lyrics import lines
from storage.rounds import rounds, takes
from storage.votes import ballots
from tests.services.conftest import INES

if TYPE_CHECKING:
    from storage.clips.history import HistoryRow
    from tests.services.schedules.world import World


async def settle(world: World) -> None:
    """Let the bot finish everything, undisturbed."""
    world.fate.steps = None
    world.gallery.failing.clear()
    world.gallery.lose = 0
    await world.count_all()
    for ballot in await world.open_ballots():
        if ballot.closes_at is not None:
            # Deadlines would go on making rounds for ever: they had their time in the schedule.
            async with world.studio.db.writing() as tx:
                await ballots.begin(tx, ballot.id, ballot.opened_at, None)
    await world.studio.queue.resume(INES, world.clip)
    for _ in range(60):
        while await world.studio.worker.work_once():
            pass
        await world.studio.deliver_posts()
        await world.clock.advance(400)
    await world.count_all()
    await world.studio.deliver_posts()


async def agree(world: World) -> None:
    """Hold rows, channel and story against each other."""
    story = await world.story()
    await _every_job_has_ended(world)
    await _every_post_is_there_once(world)
    await _every_round_is_shown(world)
    await _the_board_is_true(world)
    await _votes_are_those_of_the_channel(world)
    _decisions_are_told(world, story)
    await _winners_follow_from_the_story(world, story)


async def _every_job_has_ended(world: World) -> None:
    """What was asked for is done, or failed or cancelled for a reason."""
    cancelled_by_people = any(row.what == "jobs-cancelled" for row in await world.story())
    async with world.studio.db.reading() as tx:
        assert await jobs.waiting(tx, JobKind.PAINT) == []
        for batch in world.asked:
            asked = await jobs.of_batch(tx, batch)
            assert asked, "a wish that was acknowledged is lost"
            for job in asked:
                made = await rounds.by_id(tx, job.subject_id)
                assert made is not None
                shown = await takes.of_round(tx, made.id)
                match job.state:
                    case JobState.DONE:
                        assert [take.number for take in shown] == list(
                            range(1, made.takes_wanted + 1)
                        )
                        assert made.state == "painted"
                    case JobState.FAILED:
                        assert job.error is not None
                        assert (made.state, shown) == ("failed", [])
                    case JobState.CANCELLED:
                        assert cancelled_by_people
                        assert (made.state, shown) == ("cancelled", [])
                    case _:
                        raise AssertionError(job)


async def _every_post_is_there_once(world: World) -> None:
    """No message twice, none missing that a row promises."""
    messages = world.gallery.messages.values()
    twice = [one for one, count in Counter(m.post_id for m in messages).items() if count > 1]
    assert twice == []
    async with world.studio.db.reading() as tx:
        rows = await tx.fetch_all("SELECT kind, subject, state, message_id FROM posts")
    for row in rows:
        assert row["state"] == PostState.DONE, dict(row)
        there = row["message_id"] in world.gallery.messages
        # A decision that was taken back before it was told is not told any more.
        withdrawn = row["message_id"] is None and ":" in row["subject"]
        assert there or withdrawn or row["message_id"] in world.deleted, dict(row)
    known = {row["message_id"] for row in rows}
    assert {m.id for m in messages} <= known, "a message that no row knows of"
    for message in messages:
        if isinstance(message.view, ProgressView):
            assert message.view.finished


async def _every_round_is_shown(world: World) -> None:
    """Each painted round has its message, with our reactions, showing how its vote stands."""
    shown = {
        (m.view.round_id, m.view.run_off): m
        for m in world.gallery.messages.values()
        if isinstance(m.view, RoundView)
    }
    async with world.studio.db.reading() as tx:
        for line in await lines.all_of(tx, world.clip.id):
            for made in await rounds.of_line(tx, line.id):
                held = await ballots.of_round(tx, made.id)
                assert bool(held) is (made.state == "painted")
                for ballot in held:
                    message = shown.get((made.id, ballot.run_off_of is not None))
                    if message is None:
                        assert not ballot.is_open, "an open vote has no message"
                        continue
                    assert isinstance(message.view, RoundView)
                    assert message.view.state is ballot.state
                    if ballot.is_open:
                        assert len(message.ours) >= len(ballot.choices) + 1
    failures = [m for m in world.gallery.messages.values() if isinstance(m.view, FailureView)]
    async with world.studio.db.reading() as tx:
        failed = [
            job
            for batch in world.asked
            for job in await jobs.of_batch(tx, batch)
            if job.state is JobState.FAILED
        ]
    assert len(failures) >= len(failed)


async def _the_board_is_true(world: World) -> None:
    """There is one board, and it shows what the rows say."""
    (shown,) = [m.view for m in world.gallery.messages.values() if isinstance(m.view, BoardView)]
    views = world.studio.board.views
    assert shown == await views.drawn(await views.view(world.clip))


async def _votes_are_those_of_the_channel(world: World) -> None:
    """Nothing lost, nothing invented."""
    for ballot in await world.open_ballots():
        truth = await world.truth(ballot)
        async with world.studio.db.reading() as tx:
            kept = await ballots.votes(tx, ballot.id)
        found: dict[int, frozenset[int]] = {}
        for vote in kept:
            found[vote.person_id] = found.get(vote.person_id, frozenset()) | {vote.choice}
        if truth is not None:
            assert found == truth


def _decisions_are_told(world: World, story: list[HistoryRow]) -> None:
    """Each decision once in the channel, and each one people were told of in the story."""
    outcomes = [
        m.view.outcome for m in world.gallery.messages.values() if isinstance(m.view, DecisionView)
    ]
    done = Counter(row.what for row in story)
    assert outcomes.count("picked") == done["winner-picked"]
    told = len(outcomes) - outcomes.count("picked")
    # A vote that was opened again before its decision was posted has no decision to tell.
    assert done["ballot-closed"] - done["vote-reopened"] <= told <= done["ballot-closed"]
    for what, count in world.acknowledged.items():
        assert done[what] >= count, f"{what}: acknowledged and lost"


async def _winners_follow_from_the_story(world: World, story: list[HistoryRow]) -> None:
    """Played through from the beginning, the story ends with the winners in the rows."""
    winners: dict[str, int | None] = {}
    async with world.studio.db.reading() as tx:
        for row in story:
            if row.what == "winner-picked":
                winners[row.subject] = row.details["take"]
            elif row.what == "take-dropped":
                gone = row.details["take"]
                winners |= {line: None for line, take in winners.items() if take == gone}
            elif row.what == "vote-reopened":
                winners[row.subject] = None
            elif row.what == "ballot-closed" and row.details["verdict"] == Verdict.WINNER:
                ballot = await ballots.by_id(tx, row.details["ballot"])
                assert ballot is not None
                shown = await takes.of_round(tx, ballot.round_id)
                leader: int = row.details["leaders"][0]
                winners[row.subject] = shown[leader - 1].id
        for line in await lines.all_of(tx, world.clip.id):
            assert line.winner_take_id == winners.get(f"line:{line.id}")
