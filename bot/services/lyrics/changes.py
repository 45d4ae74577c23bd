"""Every change to the lyrics in one frame: what was before is remembered with what came out.

Whoever changes lines does it inside ``changing``; then the change can be taken back, whatever it
was, and the history tells of it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.clips.people import require_director
from bot.domain.errors import UserError
from bot.domain.lyrics.changes import (
    DIRECTED,
    Change,
    LyricsChange,
    difference,
    shots_given,
    still_so,
)
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import announce
from bot.services.jobs.queue import cancel_all
from storage.clips import history, people
from storage.jobs import jobs
from storage.lyrics import changes, lines
from storage.prompts import prompts
from storage.rounds import rounds

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.ports.clock import Clock
    from storage.database.database import Database, Tx


@dataclass(slots=True)
class Frame:
    """A change on its way: the lines before it, and what is noted of it."""

    before: list[Line]
    unmatched: tuple[int, ...] = ()
    """Ids of lines that an import did not have; they were kept."""
    change_id: int | None = None
    """Known once it is done; None if nothing changed."""
    kind: str = ""
    """What kind of file it came from, if it did: the history tells it."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back."""

    change: LyricsChange
    by: str
    """Who had made it."""


@asynccontextmanager
async def changing(
    tx: Tx, clip: Clip, person: Person, what: Change, now: float
) -> AsyncGenerator[Frame]:
    """Change the clip's lines inside; nothing is remembered of a change that changes nothing."""
    await people.remember(tx, person.id, person.name, now)
    frame = Frame(await lines.all_of(tx, clip.id))
    yield frame
    after = await lines.all_of(tx, clip.id)
    changed = difference(frame.before, after)
    await _unask(tx, frame.before, after, now)
    if changed or frame.unmatched:
        frame.change_id = await changes.add(
            tx, clip.id, person.id, what, changed, now=now, unmatched=frame.unmatched
        )
    if changed:
        await announce(tx, clip, PostKind.BOARD, str(clip.id), now)
        await history.add(
            tx, clip.id, person.id, f"lyrics-{what}", now, lines=len(changed), kind=frame.kind
        )


class Undo:
    """Taking the last change to the lyrics back."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def undo(self, person: Person, clip: Clip) -> Undone:
        """Take the newest change back that was not taken back yet.

        Raises:
            NotAllowed: only the director may do such a change, so nobody else takes it back.
            UserError: there is none, or something newer depends on it: prompts or takes of a line
                that it added, or lines that were changed since by other means.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            change = await changes.last(tx, clip.id)
            if change is None:
                raise UserError("lyrics.nothing_to_undo")
            if change.what in DIRECTED:
                require_director(person, clip)
            now_there = await lines.all_of(tx, clip.id)
            if not still_so(change, now_there):
                raise UserError("lyrics.undo_stale")
            for line in shots_given(change):
                await _require_unused(tx, line, change.at)
            await people.remember(tx, person.id, person.name, now)
            touched = {pair.after.id for pair in change.lines if pair.after is not None}
            restored = [pair.before for pair in change.lines if pair.before is not None]
            await lines.remove(tx, clip.id, touched - {line.id for line in restored}, now)
            await lines.save(tx, *restored)
            await _unask(tx, now_there, await lines.all_of(tx, clip.id), now)
            order = [line for line in now_there if line.id not in touched] + restored
            order.sort(key=lambda line: line.number)
            await lines.reorder(tx, clip.id, [line.id for line in order])
            await changes.forget(tx, change.id)
            await history.add(tx, clip.id, person.id, "lyrics-undone", now, undone=change.what)
            return Undone(change, await people.name_of(tx, change.person_id))


async def _unask(tx: Tx, before: Sequence[Line], after: Sequence[Line], now: float) -> None:
    """Cancel what waits or runs for lines that are gone: it would fail before everybody's eyes."""
    removed = {line.id for line in before} - {line.id for line in after}
    if removed:
        await cancel_all(tx, await jobs.of_lines(tx, removed), now)


async def _require_unused(tx: Tx, line: Line, since: float) -> None:
    """Refuse where somebody has worked on a line since it got its shot."""
    prompt = await prompts.latest(tx, line.id)
    if prompt is not None and prompt.written_at >= since:
        raise UserError("lyrics.undo_prompted", number=line.number)
    if any(
        round_.requested_at >= since for round_ in await rounds.of_line(tx, line.id, trials=True)
    ):
        raise UserError("lyrics.undo_painted", number=line.number)
