"""New lyrics laid over the stored ones, and lines taken out, with the shots that hang on them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.arranging import arranged, behind, orphaned, settled
from bot.domain.lyrics.line import LineShot
from bot.domain.lyrics.merging import same_moment, shares
from bot.domain.lyrics.retiming import shifted
from storage.lyrics import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line, NewLine
    from bot.domain.lyrics.merging import Merge, Step
    from storage.database.database import Tx

_ROUNDED_S: Final = 0.0005


async def lay(
    tx: Tx, clip: Clip, person: Person, before: Sequence[Line], merged: Merge, *, now: float
) -> list[Line]:
    """Make the stored lines what ``merged`` says; the lines that were added."""
    twins = same_moment(merged)
    new = [
        replace(step.line, shot=LineShot.SHARED) if place in twins else step.line
        for place, step in enumerate(merged.steps)
        if step.old is None
    ]
    added = await lines.append(tx, clip.id, new, person.id, now)
    fresh = iter(added)
    ids = [next(fresh).id if step.old is None else step.old.id for step in merged.steps]
    order = arranged([one for place, one in enumerate(ids) if place not in twins], before)
    beside = {twin: ids[place] for place, twin in twins.items()}
    await lines.reorder(tx, clip.id, behind(order, beside, before))
    there = {line.id: line for line in await lines.all_of(tx, clip.id)}
    moved_s: dict[int, float] = {}
    for step in merged.steps:
        if step.old is None:
            continue
        if touched(step):
            there[step.old.id] = _laid(there[step.old.id], step.line)
        if step.line.start_s is not None and step.old.start_s is not None:
            moved_s[step.old.id] = step.line.start_s - step.old.start_s
    by_s = 0.0
    for line in before:  # a shot without words moves as far as the line before it
        if line.sung:
            by_s = moved_s.get(line.id, 0.0)
        elif abs(by_s) > _ROUNDED_S:
            there[line.id] = shifted(there[line.id], by_s)
    await lines.save(tx, *there.values())
    await _settle(tx, before, await lines.all_of(tx, clip.id))
    return added


def _laid(line: Line, new: NewLine) -> Line:
    """A stored line with what the new lyrics say of it."""
    return replace(
        line,
        text=new.text,
        section=new.section,
        start_s=new.start_s,
        end_s=new.end_s,
        guessed=new.guessed,
        words=new.words,
        voice=new.voice,
        shot=LineShot.SHARED if shares(line, new) else line.shot,
    )


async def take_out(tx: Tx, there: Sequence[Line], ids: set[int], now: float) -> None:
    """Remove the lines ``ids`` (ids) of all that are ``there``, with their further shots."""
    (clip_id,) = {line.clip_id for line in there}
    await lines.remove(tx, clip_id, ids | orphaned(there, ids), now)
    await _settle(tx, there, await lines.all_of(tx, clip_id))


async def _settle(tx: Tx, before: Sequence[Line], after: Sequence[Line]) -> None:
    """Give a line back its own shot where the one whose shot it shared is not before it now."""
    back = [replace(line, shot=LineShot.OWN) for line in settled(before, after)]
    await lines.save(tx, *back)


def touched(step: Step) -> bool:
    """Whether the step changes anything about a stored line."""
    shared = step.old is not None and shares(step.old, step.line)
    return step.edited or step.moved or step.retimed or shared
