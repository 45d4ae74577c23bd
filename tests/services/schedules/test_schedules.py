"""Random commands, votes, outages and kills; afterwards everything agrees.

More of them: ``pytest tests/services/schedules --hypothesis-profile=soak``.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.domain.errors import CoupletError, GalleryUnavailable, PainterDied
from bot.domain.posts.views import BoardView, RoundView
from bot.domain.votes.ballot import BallotRules, TieRule, Verdict, VotingMode
from bot.services.rounds.requests import Queued, Wish
from tests.services.conftest import INES, ZOE
from tests.services.schedules.agreeing import agree, settle
from tests.services.schedules.world import EMOJI, LINES, PEOPLE, World, tally

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.domain.clips.people import Person
    from bot.domain.votes.ballot import Ballot
    from tests.fakes.gallery import Message
    from tests.services.schedules.world import Choices

T = TypeVar("T")

people = st.sampled_from(PEOPLE)
line_numbers = st.integers(1, LINES)
emojis = st.sampled_from(EMOJI)
picks = st.integers(0, 1000)


class Schedules(RuleBasedStateMachine):
    """People and the world do what they like, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        room = Path("/dev/shm")  # noqa: S108  # a disk that syncs at once, where there is one
        self.folder = Path(tempfile.mkdtemp(dir=room if room.is_dir() else None))
        self.world: World

    @initialize(
        rules=st.builds(
            BallotRules,
            mode=st.sampled_from(VotingMode),
            tie=st.sampled_from((TieRule.RUN_OFF, TieRule.DIRECTOR)),
            quorum=st.integers(1, 3),
            deadline_s=st.sampled_from((None, 50.0, 500.0)),
            first_round_decides=st.booleans(),
            repaint_limit=st.integers(0, 2),
        )
    )
    def begin(self, rules: BallotRules) -> None:
        """A clip of three lines with prompts."""
        self.world = World(self.folder, rules)
        self.run(self.world.begin())

    def run(self, doing: Coroutine[object, object, T]) -> T:
        """Let the world's time go by until something is done."""

        async def in_time() -> T:
            async with asyncio.timeout(60):
                return await doing

        return self.runner.run(in_time())

    def do(self, act: Callable[[], Awaitable[T]]) -> T | CoupletError | None:
        """Let the bot do something."""
        return self.run(self.world.do(act))

    def teardown(self) -> None:
        """Let the bot finish, and see that all agrees."""
        try:
            if hasattr(self, "world"):
                self.run(settle(self.world))
                self.run(agree(self.world))
                for what in {row.what for row in self.run(self.world.story())}:
                    event(what)
                event(f"died {min(self.world.deaths, 3)}")
                self.run(self.world.stop())
        finally:
            self.runner.close()
            shutil.rmtree(self.folder)

    # Commands.

    @rule(person=people, line=line_numbers, takes=st.integers(1, 3), seed=st.integers(0, 99))
    def ask(self, person: Person, line: int, takes: int, seed: int) -> None:
        """Somebody asks for a round."""
        studio, clip = self.world.studio, self.world.clip
        wish = Wish(takes=takes, seed=seed)
        asked = self.do(lambda: studio.rounds.ask_line(person, clip, line, wish))
        if isinstance(asked, Queued):
            self.world.asked.append(asked.batch)

    @rule(person=people)
    def ask_for_all(self, person: Person) -> None:
        """Somebody asks for everything that is missing."""
        studio, clip = self.world.studio, self.world.clip
        asked = self.do(lambda: studio.rounds.ask_missing(person, clip, Wish(takes=2)))
        if isinstance(asked, Queued):
            self.world.asked.append(asked.batch)

    @rule(person=people)
    def cancel(self, person: Person) -> None:
        """Somebody takes back what they asked for."""
        self.do(lambda: self.world.studio.queue.cancel(person, self.world.clip, None))

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:  # noqa: FBT001
        """The director stops the painting for a while."""
        queue = self.world.studio.queue
        act = queue.pause if paused else queue.resume
        self.do(lambda: act(INES, self.world.clip))

    @rule(line=line_numbers)
    def close(self, line: int) -> None:
        """The director closes a vote."""
        self._decide(lambda: self.world.studio.decisions.close(INES, self.world.clip, line))

    @rule(line=line_numbers, take=st.integers(1, 3))
    def pick(self, line: int, take: int) -> None:
        """The director picks a take."""
        decisions = self.world.studio.decisions
        self.do(lambda: decisions.pick(INES, self.world.clip, line, take, None))

    @rule(round_id=st.integers(1, 4), take=st.integers(1, 3))
    def report_and_drop(self, round_id: int, take: int) -> None:
        """Somebody reports a take, and the director drops it."""
        reports, clip = self.world.studio.reports, self.world.clip
        self.do(lambda: reports.report(ZOE, clip, round_id, take, "a logo"))
        self.do(lambda: reports.drop(INES, clip, round_id, take))
        self.run(self.world.doubt(round_id))

    @rule(line=line_numbers)
    def reopen(self, line: int) -> None:
        """The director opens a vote again."""
        done = self.do(lambda: self.world.studio.decisions.reopen(INES, self.world.clip, line))
        if done is not None and not isinstance(done, CoupletError):
            self.world.acknowledged["vote-reopened"] += 1

    # The bot's own loops.

    @rule(dying=st.sampled_from((0, 0, 0, 1)))
    def work(self, dying: int) -> None:
        """A round is painted, or the painter dies of it."""
        self.world.studio.painter.failing += [PainterDied("killed")] * dying
        self.do(self.world.studio.worker.work_once)
        self.world.studio.painter.failing.clear()

    @rule()
    def deliver(self) -> None:
        """What is due is posted."""
        self.do(self.world.studio.deliver_posts)

    @rule(seconds=st.sampled_from((6.0, 60.0, 400.0)))
    def wait(self, seconds: float) -> None:
        """Time goes by, and deadlines with it."""
        self.run(self.world.clock.advance(seconds))
        self._decide(self.world.studio.deadlines.close_due)

    # What people do in the channel.

    @precondition(lambda self: self.votable())
    @rule(person=people, pick=picks, emoji=emojis)
    def react(self, person: Person, pick: int, emoji: str) -> None:
        """Somebody votes."""
        self.run(self.world.react(person, self._message(pick), emoji))

    @precondition(lambda self: self.votable())
    @rule(person=people, pick=picks, emoji=emojis)
    def press(self, person: Person, pick: int, emoji: str) -> None:
        """Somebody votes by a button."""
        self.run(self.world.press(person, self._message(pick), emoji))

    @precondition(lambda self: self.votable())
    @rule(person=people, pick=picks)
    def react_strangely(self, person: Person, pick: int) -> None:
        """Somebody likes pizza."""
        self.run(self.world.react(person, self._message(pick), "🍕"))

    @precondition(lambda self: self.votable())
    @rule(person=people, pick=picks, emoji=emojis)
    def unreact(self, person: Person, pick: int, emoji: str) -> None:
        """Somebody takes a vote back."""
        self.run(self.world.unreact(person, self._message(pick), emoji))

    @precondition(lambda self: self.votable())
    @rule(pick=picks, emoji=st.none() | emojis)
    def clear(self, pick: int, emoji: str | None) -> None:
        """A moderator removes reactions."""
        self.run(self.world.clear(self._message(pick), emoji))

    @precondition(lambda self: self.votable())
    @rule(pick=picks)
    def delete(self, pick: int) -> None:
        """A moderator deletes a round."""
        self.run(self.world.delete(self._message(pick)))

    @rule()
    def delete_board(self) -> None:
        """A moderator deletes the board."""
        for message in self._boards():
            self.run(self.world.delete(message))

    @rule(person=people)
    def bring_board(self, person: Person) -> None:
        """Somebody wants the board near."""
        self.do(lambda: self.world.studio.board.upkeep.bring(person, self.world.clip))

    # The weather.

    @rule()
    def go_away(self) -> None:
        """The gateway is gone; people go on."""
        self.world.go_away()

    @rule()
    def come_back(self) -> None:
        """The gateway is there again, without what was missed."""
        self.do(self.world.count_all)

    @rule(count=st.integers(1, 2), unheard=st.booleans())
    def disturb(self, count: int, unheard: bool) -> None:  # noqa: FBT001
        """Discord fails, or does its work and is not heard."""
        if unheard:
            self.world.gallery.lose += count
        else:
            self.world.gallery.failing += [GalleryUnavailable("503")] * count

    @rule(steps=st.integers(1, 20))
    def doom(self, steps: int) -> None:
        """The process is killed after some more commits or words to Discord."""
        self.world.fate.steps = steps

    @rule()
    def restart(self) -> None:
        """The process is ended and started again."""
        self.run(self.world.restart())

    def votable(self) -> bool:
        """Whether there is a round in the channel."""
        return bool(self._messages())

    def _messages(self) -> list[Message]:
        messages = self.world.gallery.messages.values()
        return [one for one in messages if isinstance(one.view, RoundView)]

    def _boards(self) -> list[Message]:
        messages = self.world.gallery.messages.values()
        return [one for one in messages if isinstance(one.view, BoardView)]

    def _message(self, pick: int) -> Message:
        messages = self._messages()
        return messages[pick % len(messages)]

    def _decide(self, act: Callable[[], Awaitable[object]]) -> None:
        """Close ballots, and hold each decision against what stood in the channel."""
        before = self.run(self._standing())
        known = len(self.run(self.world.story()))
        self.do(act)
        for row in self.run(self.world.story())[known:]:
            if row.what != "ballot-closed":
                continue
            ballot, stood = before[row.details["ballot"]]
            if stood is None:
                continue
            counts = tally(stood)
            expected = {str(one): counts[one] for one in (0, *ballot.choices)}
            assert row.details["tally"] == expected
            assert row.details["verdict"] == self.run(self._verdict(ballot, stood))

    async def _standing(self) -> dict[int, tuple[Ballot, Choices | None]]:
        return {
            one.id: (one, await self.world.truth(one)) for one in await self.world.open_ballots()
        }

    async def _verdict(self, ballot: Ballot, stood: Choices) -> Verdict:
        """The plainest way to decide."""
        counts = tally(stood)
        if len(stood) < self.world.rules.quorum:
            return Verdict.NO_QUORUM
        most = max(counts.values())
        leaders = [one for one, count in counts.items() if count == most]
        if len(leaders) > 1:
            return Verdict.TIE
        if leaders == [0]:
            return Verdict.AGAIN
        number = await self.world.round_number(ballot)
        first = number == 1 and not self.world.rules.first_round_decides
        return Verdict.FIRST_ROUND if first else Verdict.WINNER


_SOAKING = settings.get_current_profile_name() == "soak"

TestSchedules = Schedules.TestCase
TestSchedules.settings = settings(
    max_examples=settings().max_examples if _SOAKING else 25,
    stateful_step_count=60 if _SOAKING else 35,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
