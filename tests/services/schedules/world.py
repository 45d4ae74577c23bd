"""The world around one bot: its channel, its people, its disk, and a bot that is born again."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, TypeVar

from bot.domain.clips.people import Person
from bot.domain.errors import CoupletError
from bot.domain.posts.post import PostKind
from bot.domain.votes.ballot import NONE_EMOJI, NONE_OF_THESE, TAKE_EMOJI, BallotRules, VotingMode
from bot.services.votes.votes import Cleared, Placed, Withdrawn, choice_of
from storage.files.files import Files
from storage.posts import posts
from storage.rounds import rounds
from storage.votes import ballots
from tests.fakes.clock import FakeClock
from tests.fakes.painter import FakePainter
from tests.services.conftest import BASTIEN, INES, ZOE, build
from tests.services.schedules.mortal import Fate, Killed, MortalDatabase, MortalGallery
from tests.storage.deeds import deeds_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.votes.ballot import Ballot
    from storage.clips.history import HistoryRow
    from tests.fakes.gallery import Message
    from tests.services.conftest import Studio

T = TypeVar("T")
Choices = dict[int, frozenset[int]]
"""What people chose, by person."""

PEOPLE: Final = (INES, BASTIEN, ZOE, Person(104, "Omar"), Person(105, "Paul"))
LINES: Final = 3
EMOJI: Final = (*TAKE_EMOJI[:3], NONE_EMOJI)


class World:
    """Everything that outlives the bot's process, and the process."""

    clip: Clip
    studio: Studio

    def __init__(self, folder: Path, rules: BallotRules) -> None:
        self._folder = folder
        self.rules = rules
        self.clock = FakeClock()
        self.gallery = MortalGallery()
        self.carried: defaultdict[int, Choices] = defaultdict(dict)
        """Of deleted messages, by ballot: what stands without a reaction."""
        self.pressed: defaultdict[int, Choices] = defaultdict(dict)
        """By a button, by ballot: no reaction stands for it, none takes it away."""
        self.doubtful: set[int] = set()
        """Ballots whose message was deleted unseen: nobody can say what stood there at last."""
        self.deleted: set[int] = set()
        self.asked: list[str] = []
        """Batches of rounds that people were told are in the queue."""
        self.acknowledged: Counter[str] = Counter()
        """Decisions that people were told of, by what the story calls them."""
        self.deaths = 0
        self.listening = True
        self.in_step = True
        """Whether the rows must say the same as the channel: nothing was missed since a count."""
        self._files = Files(folder / "files")

    async def begin(self) -> None:
        """Start the first bot, with a clip."""
        await self._be_born()
        texts = [f"line {number}" for number in range(1, LINES + 1)]
        self.clip = await self.studio.clip(*texts, rules=self.rules)
        await self.studio.board.upkeep.bring(INES, self.clip)

    async def do(self, act: Callable[[], Awaitable[T]]) -> T | CoupletError | None:
        """Let the bot do something: its result, what it refused with, or None when it died."""

        async def acting() -> T:
            return await act()

        doing = asyncio.create_task(acting())
        await asyncio.wait({doing, self._intake}, return_when=asyncio.FIRST_COMPLETED)
        if not self.fate.dead:
            await asyncio.wait({doing})
        if self.fate.dead:
            self.deaths += 1
            await _end(doing)
            await self.restart()
            return None
        error = doing.exception()
        if error is None:
            return doing.result()
        if isinstance(error, CoupletError):
            return error
        raise error

    async def restart(self) -> None:
        """The process is gone; the next one starts as the product does."""
        await self.stop()
        await self._be_born()
        await self.studio.worker.recover()
        await self.count_all()

    async def stop(self) -> None:
        """End the process."""
        self.fate.dead = True
        await _end(self._intake)
        await self._db.close()

    async def count_all(self) -> None:
        """Listen again, and count what was missed."""
        self.listening = True
        sound = not (self.gallery.failing or self.gallery.lose)
        await self.studio.votes.recount_all()
        await self.studio.board.upkeep.look_for_all()
        self.in_step = sound

    def go_away(self) -> None:
        """The connection is lost; the process lives on and hears nothing."""
        self.listening = False
        self.in_step = False

    async def _be_born(self) -> None:
        self.fate = self.gallery.fate = Fate()
        self._db = await MortalDatabase.open(self._folder / "couplet.sqlite3")
        self._db.fate = self.fate
        painter = FakePainter(self._folder / "painted")
        self.studio = build(self._db, self._files, painter, self.clock, self.gallery)
        self._intake = asyncio.create_task(self.studio.votes.run())

    # What people do in the channel.

    async def react(self, person: Person, message: Message, emoji: str) -> None:
        """Somebody reacts; where one choice counts they take an earlier reaction back first."""
        earlier = [one for one, who in message.theirs.items() if person.id in who]
        ballot = await self.ballot_on(message)
        if ballot is not None and self.pressed[ballot.id].get(person.id):
            return  # which of the two is the latest is for the carousel's own tests
        if emoji in earlier or (ballot is not None and earlier and self.carried[ballot.id]):
            return
        if self.rules.mode is VotingMode.SINGLE:
            for other in earlier:
                self._unreact(person, message, other)
        message.theirs[emoji].append(person.id)
        await self.clock.advance(1)
        if self.listening:
            now = self.clock.now()
            self.studio.votes.note(
                Placed(message.id, person.id, person.name, person.role_ids, emoji, now)
            )

    async def press(self, person: Person, message: Message, emoji: str) -> None:
        """Somebody votes by a button, where they have no reaction; or takes that back."""
        ballot = await self.ballot_on(message)
        choice = choice_of(emoji)
        if ballot is None or choice is None or choice not in (*ballot.choices, NONE_OF_THESE):
            return
        reacted = any(person.id in who for who in message.theirs.values())
        if reacted or self.carried[ballot.id]:
            return
        await self.clock.advance(1)
        pressing = self.studio.carousel.press
        done = await self.do(lambda: pressing(person, self.clip, ballot.id, choice))
        if done is None or isinstance(done, CoupletError):
            self.doubtful.add(ballot.id)  # killed around the commit: it stands, or does not
            return
        stood = self.pressed[ballot.id].get(person.id, frozenset())
        single = self.rules.mode is VotingMode.SINGLE
        others = frozenset[int]() if single else stood
        self.pressed[ballot.id][person.id] = (
            stood - {choice} if choice in stood else others | {choice}
        )

    async def unreact(self, person: Person, message: Message, emoji: str) -> None:
        """Somebody takes a reaction back."""
        ballot = await self.ballot_on(message)
        if ballot is None or not self.carried[ballot.id]:
            self._unreact(person, message, emoji)

    def _unreact(self, person: Person, message: Message, emoji: str) -> None:
        if person.id in message.theirs[emoji]:
            message.theirs[emoji].remove(person.id)
            if self.listening:
                self.studio.votes.note(Withdrawn(message.id, person.id, emoji))

    async def clear(self, message: Message, emoji: str | None) -> None:
        """A moderator removes one emoji's reactions, or all."""
        ballot = await self.ballot_on(message)
        if ballot is not None and self.carried[ballot.id]:
            return
        for one in list(message.theirs) if emoji is None else [emoji]:
            message.theirs[one].clear()
        if self.listening:
            self.studio.votes.note(Cleared(message.id, emoji))

    async def delete(self, message: Message) -> None:
        """A moderator deletes a message of the bot."""
        ballot = await self.ballot_on(message)
        stood = None if ballot is None else await self.truth(ballot)
        certain = self.listening and self.in_step
        del self.gallery.messages[message.id]
        self.deleted.add(message.id)
        if self.listening:
            lived = await self.do(lambda: self._deleted(message.id))
            certain = certain and lived is True
        if ballot is not None:
            if certain and stood is not None:
                self.carried[ballot.id] = stood
            else:
                self.doubtful.add(ballot.id)

    async def _deleted(self, message_id: int) -> bool:
        await self.studio.votes.message_deleted(message_id)
        return True

    # What the rows say.

    async def ballot_on(self, message: Message) -> Ballot | None:
        """The open ballot that is voted on in a message."""
        async with self.studio.db.reading() as tx:
            return (await ballots.open_on(tx, [message.id])).get(message.id)

    async def open_ballots(self) -> list[Ballot]:
        """All open ballots."""
        async with self.studio.db.reading() as tx:
            return await ballots.open_ones(tx)

    async def round_number(self, ballot: Ballot) -> int:
        """Which round of its line a ballot is on."""
        async with self.studio.db.reading() as tx:
            made = await rounds.by_id(tx, ballot.round_id)
        assert made is not None
        return made.number

    async def story(self) -> list[HistoryRow]:
        """Everything that happened in the clip, the oldest first."""
        async with self.studio.db.reading() as tx:
            return await deeds_of(tx, self.clip.id)

    async def doubt(self, round_id: int) -> None:
        """Know no more what stands on a round's ballots: votes for what was dropped are gone."""
        async with self.studio.db.reading() as tx:
            self.doubtful |= {ballot.id for ballot in await ballots.of_round(tx, round_id)}

    async def truth(self, ballot: Ballot) -> Choices | None:
        """What stands on a ballot, by the channel alone; None when nobody can say."""
        if ballot.id in self.doubtful:
            return None
        run_off = ballot.run_off_of is not None
        kind, subject = PostKind.ROUND, ballot.round_id
        if run_off:
            kind, subject = PostKind.RUN_OFF, ballot.id
        async with self.studio.db.reading() as tx:
            post = await posts.of(tx, kind, str(subject))
        standing: Choices = {}
        message = None if post is None else self.gallery.messages.get(post.message_id or 0)
        theirs: dict[str, list[int]] = {} if message is None else message.theirs
        for emoji, people in theirs.items():
            choice = choice_of(emoji)
            if choice is not None and choice in (*ballot.choices, NONE_OF_THESE):
                for person_id in people:
                    standing[person_id] = standing.get(person_id, frozenset()) | {choice}
        pressed = {who: what for who, what in self.pressed[ballot.id].items() if what}
        return {**self.carried[ballot.id], **standing, **pressed}


def tally(choices: Choices) -> Counter[int]:
    """How many people chose what."""
    return Counter(choice for of_one in choices.values() for choice in of_one)


async def _end(task: asyncio.Task[T]) -> None:
    """Cancel a task and take what it ended with: its process is dead."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()) is not None:
        assert isinstance(error, Killed | BaseExceptionGroup | CoupletError), error
