"""Asking for rounds: a round and its job are committed before anyone is told they exist."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.clips.clip import ClipState
from bot.domain.errors import UserError
from bot.domain.jobs.job import JobKind
from bot.domain.lyrics.arranging import leaders
from bot.domain.lyrics.line import LineId, LineShot, LineState
from bot.services.ground.announcements import queue_job
from bot.services.ground.bell import Lane
from bot.services.ground.required import require_line, require_style
from storage.clips import clips, history, people, servers
from storage.jobs import jobs
from storage.lyrics import lines
from storage.prompts import prompts, styles
from storage.rounds import parts, placed, rounds, takes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import StyleSettings
    from bot.domain.rounds.part import Part
    from bot.domain.rounds.take import Motion, PlacedTake, Round, Take
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx

MAX_TAKES: Final = 10
MAX_SEED: Final = 2**32 - 1
GUILD_LIMIT: Final = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a round; ``seed`` None lets chance choose."""

    takes: int = 4
    seed: int | None = None
    parent_take_id: int | None = None
    strength: float | None = None
    prompt_id: int | None = None
    """An earlier prompt of the line's; None takes the latest."""
    tried: tuple[StyleSettings, ...] = ()
    """Styles to be tried, one a take."""
    part: Part | None = None
    """What of the parent is painted again; None lets all of it vary."""
    motion: Motion | None = None
    """Of films, which begin with the parent take."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What was put into the queue, and which lines were passed over for what reason."""

    batch: str
    lines: tuple[int, ...]
    takes: int
    without_prompt: tuple[int, ...] = ()
    already_waiting: tuple[int, ...] = ()
    no_room: tuple[int, ...] = ()
    """Lines for which the person's or the server's share of the queue had no place left."""


class RoundRequests:
    """Putting rounds into the queue.

    At most ``waiting_limit`` rounds of one person and ``guild_limit`` of one server wait there, and
    no round has more than ``takes_max`` takes.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        *,
        waiting_limit: int,
        guild_limit: int = GUILD_LIMIT,
        takes_max: int = MAX_TAKES,
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._waiting_limit = waiting_limit
        self._guild_limit = guild_limit
        self.takes_max = takes_max

    async def ask_line(self, person: Person, clip: Clip, which: int | LineId, wish: Wish) -> Queued:
        """Put one round of a line into the queue.

        Raises:
            UserError: no such line, no prompt, a round of it waits already, or too much is asked.
        """
        self._check(wish)
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, which)
            queued = await self._ask_one(tx, person, clip, line, wish)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def ask_missing(self, person: Person, clip: Clip, wish: Wish) -> Queued:
        """Put a round of every line that has a prompt and no takes yet into the queue.

        As many as there is room for: the rest are named, to be asked for later.

        Raises:
            UserError: no lines, nothing is missing, or too much is asked.
        """
        self._check(wish)
        async with self._db.writing() as tx:
            overviews = await lines.overview(tx, clip.id)
            if not overviews:
                raise UserError("line.none")
            todo = [
                overview.line
                for overview in overviews
                if overview.takes == 0 and overview.state in {LineState.EMPTY, LineState.PROMPTED}
            ]
            if not todo:
                raise UserError("round.nothing-missing")
            queued = await self._ask(tx, person, clip, [(line, wish) for line in todo])
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def ask_films(self, person: Person, clip: Clip, line: Line, wish: Wish) -> Queued:
        """Put a round of films into the queue, as ``wish.motion`` says.

        Raises:
            UserError: the line is gone, or a round of it waits already.
        """
        self._check(wish)
        async with self._db.writing() as tx:
            there = await require_line(tx, clip, LineId(line.id))
            queued = await self._ask_one(tx, person, clip, there, wish)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def ask_variation(
        self, person: Person, clip: Clip, take_id: int, *, takes_wanted: int, strength: float
    ) -> Queued:
        """Put a round of variations of one take into the queue (image to image).

        Raises:
            UserError: the take is gone, or a round of its line waits already.
        """
        async with self._db.writing() as tx:
            take = await placed.take_by_id(tx, take_id)
            if take is None or take.clip.id != clip.id:
                raise UserError("round.take-gone")
            if not take.take.is_open:
                raise UserError("marks.take-held", take=take.name)
            wish = Wish(takes_wanted, None, take_id, strength)
            self._check(wish)
            queued = await self._ask_one(tx, person, clip, take.line, wish)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def ask_part(self, tx: Tx, person: Person, place: PlacedTake, wish: Wish) -> Queued:
        """Within a transaction: a round that paints a part of a take again; the caller rings after.

        Raises:
            UserError: a round of its line waits already, or too much is asked.
        """
        self._check(wish)
        return await self._ask_one(tx, person, place.clip, place.line, wish)

    async def ask_styles(
        self, person: Person, clip: Clip, number: int | None, tried: Sequence[StyleSettings]
    ) -> Queued:
        """Put one round into the queue that paints a line in each of ``tried``, all of one seed.

        Without a ``number`` it is the first line that has a prompt.

        Raises:
            UserError: no such line, no prompt, styles are tried on it already, or too many.
        """
        wish = Wish(takes=len(tried), tried=tuple(tried))
        self._check(wish)
        async with self._db.writing() as tx:
            if number is None:
                overviews = await lines.overview(tx, clip.id)
                number = next((one.line.number for one in overviews if one.prompt), 1)
            line = await require_line(tx, clip, number)
            queued = await self._ask_one(tx, person, clip, line, wish)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def ask_winners(self, person: Person, clip: Clip) -> Queued:
        """Paint the winners anew in the clip's style: each with its own words and seed, to a vote.

        Those that the style was used for already are left out, and so is what people brought.

        Raises:
            UserError: nothing of the kind is there.
        """
        async with self._db.writing() as tx:
            style = await require_style(tx, clip.id)
            wishes: list[tuple[Line, Wish]] = []
            for line in await lines.all_of(tx, clip.id):
                origin = await _origin(tx, line)
                made = await rounds.of_line(tx, line.id)
                if origin is not None and all(one.style_id != style.id for one in made):
                    take, round_ = origin
                    wish = Wish(takes=1, seed=take.seed, prompt_id=round_.prompt_id)
                    wishes.append((line, wish))
            if not wishes:
                raise UserError("round.no-winners")
            queued = await self._ask(tx, person, clip, wishes)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def repaint(self, tx: Tx, clip: Clip, old: Round, now: float) -> Round | None:
        """Within a transaction: another round like ``old``, with the line's latest prompt,
        or the same part of the same take again.

        None when a round of the line waits already; the caller rings after the commit.
        """
        if await rounds.open_of_line(tx, old.line_id, trial=old.trial) is not None:
            return None
        prompt = await prompts.latest(tx, old.line_id)
        style = await require_style(tx, clip.id)
        part = await parts.of_round(tx, old.id)
        begins = part is not None or old.motion is not None
        batch = secrets.token_hex(8)
        again = await rounds.add(
            tx,
            clip_id=clip.id,
            line_id=old.line_id,
            prompt_id=old.prompt_id if prompt is None else prompt.id,
            style_id=style.id,
            takes_wanted=min(old.takes_wanted, self.takes_max),
            seed=_chance_seed(),
            requested_by=old.requested_by,
            now=now,
            trial=old.trial,
            # Films begin with their winner again, parts with their take; pictures with the words.
            parent_take_id=old.parent_take_id if begins else None,
            strength=old.strength if begins else None,
            motion=old.motion,
        )
        if part is not None:
            await parts.add(tx, again.id, part)
        await styles.try_out(tx, again.id, list((await styles.tried(tx, old.id)).values()))
        await _queue(tx, clip, again, batch, now)
        return again

    async def _ask_one(self, tx: Tx, person: Person, clip: Clip, line: Line, wish: Wish) -> Queued:
        if line.shot is LineShot.SHARED:
            there = await lines.all_of(tx, clip.id)
            leader = next(other for other in there if other.id == leaders(there)[line.id])
            raise UserError("shot.shared-prompt", line=line.number, leader=leader.number)
        queued = await self._ask(tx, person, clip, [(line, wish)])
        if queued.without_prompt:
            raise UserError("prompt.missing", line=line.number)
        if queued.already_waiting:
            raise UserError("round.already-waiting", line=line.number)
        return queued

    async def _ask(
        self, tx: Tx, person: Person, clip: Clip, wishes: Sequence[tuple[Line, Wish]]
    ) -> Queued:
        now = self._clock.now()
        fresh = await clips.by_id(tx, clip.id)
        if fresh is None or fresh.state is ClipState.ARCHIVED:
            raise UserError("clip.none-here")  # a button under an old post
        await people.remember(tx, person.id, person.name, now)
        style = await require_style(tx, clip.id)
        batch = secrets.token_hex(8)
        numbers: list[int] = []
        without_prompt: list[int] = []
        already_waiting: list[int] = []
        no_room: list[int] = []
        room, full = await self._room(tx, person, clip)
        for line, wish in wishes:
            prompt = await prompts.latest(tx, line.id)
            if prompt is None:
                without_prompt.append(line.number)
                continue
            trial = bool(wish.tried)
            if await rounds.open_of_line(tx, line.id, trial=trial) is not None:
                already_waiting.append(line.number)
                continue
            if len(numbers) >= room:
                no_room.append(line.number)
                continue
            round_ = await rounds.add(
                tx,
                clip_id=clip.id,
                line_id=line.id,
                prompt_id=wish.prompt_id or prompt.id,
                style_id=style.id,
                takes_wanted=wish.takes,
                seed=_chance_seed() if wish.seed is None else wish.seed,
                requested_by=person.id,
                now=now,
                parent_take_id=wish.parent_take_id,
                strength=wish.strength,
                trial=trial,
                motion=wish.motion,
            )
            await styles.try_out(tx, round_.id, wish.tried)
            if wish.part is not None:
                await parts.add(tx, round_.id, wish.part)
            await _queue(tx, clip, round_, batch, now)
            numbers.append(line.number)
        if no_room and not numbers:
            raise full
        if numbers:
            await history.add(
                tx,
                clip.id,
                person.id,
                "rounds-asked",
                now,
                subject=f"batch:{batch}",
                lines=", ".join(map(str, numbers)),
            )
        return Queued(
            batch,
            tuple(numbers),
            wishes[0][1].takes,
            tuple(without_prompt),
            tuple(already_waiting),
            tuple(no_room),
        )

    def _check(self, wish: Wish) -> None:
        if not 1 <= wish.takes <= self.takes_max:
            raise UserError("round.bad-takes", most=self.takes_max)
        held = wish.motion is not None and wish.strength is None
        if wish.parent_take_id is not None and not held and not 0 < (wish.strength or 0) <= 1:
            raise UserError("round.bad-strength")
        if wish.seed is not None and not 0 <= wish.seed <= MAX_SEED:
            raise UserError("round.bad-seed", most=MAX_SEED)

    async def _room(self, tx: Tx, person: Person, clip: Clip) -> tuple[int, UserError]:
        """How many more rounds fit into the queue, and what is said to one that does not."""
        usual = await servers.settings(tx, clip.guild_id)
        # A server may ask less of its people than the bot does, never more.
        limit = min(self._waiting_limit, usual.person_rounds or self._waiting_limit)
        guild_limit = min(self._guild_limit, usual.guild_rounds or self._guild_limit)
        waiting = await jobs.waiting(tx, JobKind.PAINT)
        theirs = limit - sum(job.requested_by == person.id for job in waiting)
        of_guild = await jobs.unfinished_of_guild(tx, JobKind.PAINT, clip.guild_id)
        everyones = guild_limit - of_guild
        if theirs <= everyones:
            return max(0, theirs), UserError("round.too-many-waiting", n=limit)
        return max(0, everyones), UserError("round.guild-too-many-waiting", n=guild_limit)


async def _origin(tx: Tx, line: Line) -> tuple[Take, Round] | None:
    """The take painted from words alone that the line's winner is, or goes back to."""
    take = None if line.winner_take_id is None else await takes.by_id(tx, line.winner_take_id)
    while take is not None and take.parent_take_id is not None:
        take = await takes.by_id(tx, take.parent_take_id)
    round_ = None if take is None else await rounds.by_id(tx, take.round_id)
    if take is None or round_ is None or take.brought_by is not None:
        return None
    return take, round_


async def _queue(tx: Tx, clip: Clip, round_: Round, batch: str, now: float) -> None:
    await queue_job(
        tx,
        clip,
        JobKind.PAINT,
        round_.id,
        batch=batch,
        requested_by=round_.requested_by,
        size=round_.takes_wanted,
        now=now,
    )


def _chance_seed() -> int:
    return secrets.randbelow(MAX_SEED + 1)
