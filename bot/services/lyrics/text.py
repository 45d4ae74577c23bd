"""The lyrics: adding them from any text, correcting and removing lines, writing them out again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_director
from bot.domain.errors import UserError
from bot.domain.lyrics.changes import Change
from bot.domain.lyrics.cleaning import MAX_LINES, checked, clean
from bot.domain.lyrics.imported import USUAL
from bot.domain.lyrics.line import NewLine
from bot.domain.lyrics.merging import merge
from bot.domain.lyrics.retiming import moved_to
from bot.domain.lyrics.writing import write
from bot.domain.texts import Moment
from bot.services.ground.required import require_line
from bot.services.lyrics.changes import changing
from bot.services.lyrics.placement import lay, take_out, touched
from bot.services.lyrics.times import placed
from storage.lyrics import changes, lines
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.imported import ForeignKind, Imported, Kind, Note, Reading
    from bot.domain.lyrics.line import Line, LineOverview
    from bot.domain.lyrics.merging import Merge
    from bot.ports.clock import Clock
    from bot.ports.lyrics import LyricsReader
    from storage.database.database import Database

_ROUNDED_S: Final = 0.0005


@dataclass(frozen=True, slots=True)
class LyricsUpdate:
    """What became of pasted or imported lyrics."""

    kind: Kind | ForeignKind
    added: tuple[Line, ...]
    timed: int
    notes: tuple[Note, ...]
    changed: tuple[int, ...] = ()
    """Numbers of the lines that were there and were edited, moved or timed anew."""
    unmatched: tuple[LineOverview, ...] = ()
    """Lines that the new lyrics do not have; they were kept, in their place."""
    change_id: int | None = None
    """The change to hand to ``drop_unmatched``."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Lyrics as a file, and the numbers of the lines whose times are guesses."""

    text: str
    guessed: tuple[int, ...]


class LyricsText:
    """Everything that changes which lines there are, and their words."""

    def __init__(self, db: Database, clock: Clock, reader: LyricsReader) -> None:
        self._db = db
        self._clock = clock
        self._reader = reader

    async def add(
        self, person: Person, clip: Clip, content: str | bytes, reading: Reading = USUAL
    ) -> LyricsUpdate:
        """Append lyrics in any known form to the clip.

        Raises:
            UserError: not lyrics, broken, too long, or over the lines that a clip can hold.
        """
        imported = await self._reader.read(content, reading)
        now = self._clock.now()
        async with self._db.writing() as tx:
            before = await lines.all_of(tx, clip.id)
            if len(before) + len(imported.lines) > MAX_LINES:
                raise UserError("lyrics.too_many", limit=MAX_LINES)
            async with changing(tx, clip, person, Change.ADDED, now) as frame:
                added = await lines.append(tx, clip.id, imported.lines, person.id, now)
                frame.kind = imported.kind
        return LyricsUpdate(
            imported.kind,
            tuple(added),
            sum(line.start_s is not None for line in added),
            imported.notes,
        )

    async def lay_over(
        self, person: Person, clip: Clip, content: str | bytes, reading: Reading = USUAL
    ) -> LyricsUpdate:
        """Lay lyrics over those that are there: a merge, never a wipe.

        Lines found again by their words keep prompts, takes, votes and winners. A line that the
        new lyrics do not have stays where it is and is named in the answer; it goes only by
        ``drop_unmatched``. Shots without words stay with the line that they belong to.

        Raises:
            UserError: not lyrics, broken, too long, or over the lines that a clip can hold.
        """
        imported = await self._reader.read(content, reading)
        now = self._clock.now()
        while True:
            async with self._db.reading() as tx:
                before = await lines.all_of(tx, clip.id)
            # Comparing a thousand lines takes long: nobody waits for it to write.
            sung = [line for line in before if line.sung]
            merged = await asyncio.to_thread(merge, sung, imported.lines)
            if len(before) + len(merged.added) > MAX_LINES:
                raise UserError("lyrics.too_many", limit=MAX_LINES)
            async with self._db.writing() as tx:
                if await lines.all_of(tx, clip.id) != before:
                    continue  # somebody changed the lines meanwhile
                async with changing(tx, clip, person, Change.MERGED, now) as frame:
                    frame.unmatched = tuple(line.id for line in merged.lost)
                    frame.kind = imported.kind
                    added = await lay(tx, clip, person, before, merged, now=now)
                after = {
                    overview.line.id: overview for overview in await lines.overview(tx, clip.id)
                }
                break
        return _written(imported, merged, [line.id for line in added], after, frame.change_id)

    async def drop_unmatched(self, person: Person, clip: Clip, change_id: int) -> tuple[Line, ...]:
        """Take out the lines that an import did not have; what was taken out.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: the import was taken back, or the lines are gone.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            change = await changes.by_id(tx, change_id)
            there = await lines.all_of(tx, clip.id)
            ids: set[int] = set() if change is None else set(change.unmatched)
            if change is None or change.clip_id != clip.id or not ids & {x.id for x in there}:
                raise UserError("lyrics.unmatched_gone")
            dropped = tuple(line for line in there if line.id in ids)
            async with changing(tx, clip, person, Change.REMOVED, now):
                await take_out(tx, there, ids, now)
        return dropped

    async def overview(self, clip: Clip) -> list[LineOverview]:
        """All lines with their state; empty when there are none."""
        async with self._db.reading() as tx:
            return await lines.overview(tx, clip.id)

    async def listed(self, clip: Clip) -> list[LineOverview]:
        """As ``overview``; lines without a time stand where they would be cut, as guesses."""
        async with self._db.reading() as tx:
            overviews = await lines.overview(tx, clip.id)
            song = await songs.current(tx, clip.id)
        at = placed([overview.line for overview in overviews], song, clip.locale)
        return [replace(overview, line=line) for overview, line in zip(overviews, at, strict=True)]

    async def export(self, clip: Clip, kind: Kind) -> Exported:
        """The lyrics as a file of ``kind``; shots without words are no part of it.

        Raises:
            UserError: there are none, or a subtitle is asked for and a line has no time.
        """
        async with self._db.reading() as tx:
            sung = [line for line in await lines.all_of(tx, clip.id) if line.sung]
            song = await songs.current(tx, clip.id)
        if not sung:
            raise UserError("line.none")
        text = write(
            sung,
            kind,
            title=clip.name,
            artist=clip.artist or None,
            duration_s=None if song is None else song.duration_s,
        )
        return Exported(text, tuple(line.number for line in sung if line.guessed))

    async def edit(
        self,
        person: Person,
        clip: Clip,
        number: int,
        *,
        text: str | None = None,
        start_s: float | None = None,
        end_s: float | None = None,
    ) -> Line:
        """Correct a line's words, its times (seconds from the song's start), or both at once.

        Its prompt, takes and votes stay. A time that a person gives is no guess any more.

        Raises:
            UserError: no such line, it is a shot without words, the text is empty or too long, or
                the times are outside the song or the wrong way round.
        """
        new = None if text is None else checked([NewLine(clean(text))] if clean(text) else [])[0]
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            if new is not None and not line.sung:
                raise UserError("shot.wordless", line=number)
            song = await songs.current(tx, clip.id)
            if end_s is not None and start_s is None and line.start_s is None:
                raise UserError("timing.end-untimed", line=number)
            begins_s = line.start_s if start_s is None else start_s
            _check_times(number, begins_s, end_s, None if song is None else song.duration_s)
            before = tuple(await lines.all_of(tx, clip.id))
            after = before if start_s is None else moved_to(before, number, start_s)
            changed = after[number - 1]
            if start_s is not None and _differ(start_s, line.start_s):
                changed = replace(changed, words=())  # they were sung at another time
            if end_s is not None:
                changed = replace(changed, end_s=end_s)
            if new is not None and new.text != line.text:
                # Word times belong to the words that were sung: with others they would be wrong.
                changed = replace(changed, text=new.text, words=())
            async with changing(tx, clip, person, Change.EDITED, now):
                others = [new for old, new in zip(before, after, strict=True) if new != old]
                await lines.save(tx, *others, changed)
            return await require_line(tx, clip, number)

    async def remove(self, person: Person, clip: Clip, number: int) -> Line:
        """Take a line out with its further shots; later ones move up, takes stay stored.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            there = await lines.all_of(tx, clip.id)
            async with changing(tx, clip, person, Change.REMOVED, now):
                await take_out(tx, there, {line.id}, now)
        return line


def _written(
    imported: Imported,
    merged: Merge,
    added: Sequence[int],
    after: dict[int, LineOverview],
    change_id: int | None,
) -> LyricsUpdate:
    return LyricsUpdate(
        kind=imported.kind,
        added=tuple(after[one].line for one in added),
        timed=sum(step.line.start_s is not None for step in merged.steps),
        notes=imported.notes,
        changed=tuple(
            after[step.old.id].line.number
            for step in merged.steps
            if step.old is not None and touched(step)
        ),
        unmatched=tuple(after[line.id] for line in merged.lost),
        change_id=change_id,
    )


def _check_times(
    number: int, start_s: float | None, end_s: float | None, duration_s: float | None
) -> None:
    if start_s is not None and start_s < 0:
        raise UserError("lyrics.time_before_start")
    if start_s is not None and duration_s is not None and start_s >= duration_s:
        raise UserError("line.past-song", end=Moment(duration_s))
    if start_s is not None and end_s is not None and end_s <= start_s:
        raise UserError("line.ends-early", line=number)


def _differ(a: float | None, b: float | None) -> bool:
    return (a is None) != (b is None) or (
        a is not None and b is not None and abs(a - b) > _ROUNDED_S
    )
