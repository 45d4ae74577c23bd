"""Taking steps back: prompts, style, cast, looks and picks. Lyrics have an undo of their own.

Nothing is lost: versions that were taken back stay listed, and the history tells of both deeds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.domain.clips.people import require_director
from bot.domain.clips.steps import (
    CastChanged,
    LookChanged,
    PromptsWritten,
    ShotChanged,
    StyleWritten,
    WinnerPicked,
)
from bot.domain.errors import UserError
from bot.domain.votes.ballot import BallotState
from bot.services.ground.announcements import shown_by
from bot.services.ground.bell import Lane
from storage.clips import history, people, steps
from storage.cut import looks
from storage.lyrics import changes, lines
from storage.posts import posts
from storage.prompts import prompts, styles
from storage.rounds import takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.clips.steps import Change, Step, StepKind
    from bot.domain.prompts.prompt import CastMember
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx


@dataclass(frozen=True, slots=True)
class StepBack:
    """A step that was taken back, whose it was, and the present numbers of the lines it touched."""

    step: Step
    by: str
    lines: tuple[int, ...]


class Steps:
    """Takes back what was done last."""

    def __init__(self, db: Database, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell

    async def lyrics_are_newer(self, clip: Clip) -> bool:
        """Whether what was done last was done to the lyrics."""
        async with self._db.reading() as tx:
            step, change = await steps.last(tx, clip.id), await changes.last(tx, clip.id)
        return change is not None and (step is None or step.at < change.at)

    async def undo(self, person: Person, clip: Clip, kind: StepKind | None = None) -> StepBack:
        """Take the newest step back, or the newest of one kind.

        Raises:
            NotAllowed: only the director may do such a thing, so nobody else takes it back.
            UserError: there is none, or what it left was changed since by other means.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            step = await steps.last(tx, clip.id, kind)
            if step is None:
                raise UserError("clip.nothing-to-undo")
            if step.directed:
                require_director(person, clip)
            numbers = await self._take_back(tx, clip, step.change, now)
            await people.remember(tx, person.id, person.name, now)
            await steps.forget(tx, step.id)
            await history.add(tx, clip.id, person.id, "step-undone", now, undone=step.kind)
            by = await people.name_of(tx, step.person_id)
        self._bell.ring(Lane.POST, Lane.DEADLINE)
        return StepBack(step, by, numbers)

    async def _take_back(self, tx: Tx, clip: Clip, change: Change, now: float) -> tuple[int, ...]:
        """Put back what was before; the numbers of the lines that this concerns."""
        match change:
            case PromptsWritten(prompt_ids):
                return await _set_prompts_aside(tx, prompt_ids, now)
            case StyleWritten(style_id):
                style = await styles.current(tx, clip.id)
                _require(style is not None and style.id == style_id)
                await styles.set_aside(tx, style_id, now)
            case CastChanged(before, after):
                _require(_same(await styles.member(tx, clip.id, change.name), after))
                if before is None:
                    await styles.remove_cast(tx, clip.id, change.name)
                else:
                    await styles.set_cast(
                        tx, clip.id, before.name, before.description, before.author_id
                    )
            case LookChanged(before, after):
                _require(await looks.of_clip(tx, clip.id) == after)
                await looks.set_clip(tx, clip.id, before)
            case ShotChanged(line_id, before, after):
                _require((await looks.of_shots(tx, clip.id)).get(line_id) == after)
                await looks.set_shot(tx, line_id, before)
                return await _numbers(tx, [line_id])
            case WinnerPicked():
                await _unpick(tx, change, now)
                return await _numbers(tx, [change.line_id])
            case _:
                assert_never(change)
        return ()


def _require(holds: bool) -> None:  # noqa: FBT001 - it reads as what it is
    if not holds:
        raise UserError("clip.undo-stale")


def _same(one: CastMember | None, other: CastMember | None) -> bool:
    """Whether two descriptions are the same; one that was gone meanwhile has another id."""
    if one is None or other is None:
        return one is other
    return replace(one, id=other.id) == other


async def _numbers(tx: Tx, line_ids: list[int]) -> tuple[int, ...]:
    found = [await lines.by_id(tx, line_id) for line_id in line_ids]
    return tuple(sorted(line.number for line in found if line is not None))


async def _set_prompts_aside(tx: Tx, prompt_ids: tuple[int, ...], now: float) -> tuple[int, ...]:
    """Take versions back where they are still the newest: a line that was rewritten stays so."""
    line_ids: list[int] = []
    for prompt_id in prompt_ids:
        prompt = await prompts.by_id(tx, prompt_id)
        latest = None if prompt is None else await prompts.latest(tx, prompt.line_id)
        if latest is not None and latest.id == prompt_id:
            await prompts.set_aside(tx, prompt_id, now)
            line_ids.append(latest.line_id)
    _require(bool(line_ids))
    return await _numbers(tx, line_ids)


async def _unpick(tx: Tx, picked: WinnerPicked, now: float) -> None:
    """Give a line the winner it had, and let the ballots wait again that the pick had ended."""
    line = await lines.by_id(tx, picked.line_id)
    _require(
        line is not None
        and line.winner_take_id == picked.after
        and not await ballots.waiting_of_line(tx, picked.line_id)
    )
    before = None if picked.before is None else await takes.by_id(tx, picked.before)
    there = before is not None and before.is_open  # not dropped since
    await lines.set_winner(tx, picked.line_id, picked.before if there else None)
    for ballot_id, state in picked.ended:
        ballot = await ballots.by_id(tx, ballot_id)
        if ballot is None:
            continue
        if state is BallotState.OPEN:
            deadline_s = ballot.rules.deadline_s
            await ballots.reopen(tx, ballot_id, None if deadline_s is None else now + deadline_s)
        else:
            await ballots.close(tx, ballot_id, state, None, None, now)
        await posts.refresh(tx, *shown_by(ballot))
