"""The lyrics: adding them from any text, correcting and removing single lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from bot.domain.errors import UserError
from bot.domain.line import NewLine
from bot.domain.lyrics.cleaning import MAX_LINES, checked, clean
from bot.domain.lyrics.merging import merge
from bot.domain.people import require_director
from bot.lyrics_files import parse
from bot.services.prompting import require_line
from storage import history, lines, people, songs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clip import Clip
    from bot.domain.line import Line, LineOverview, Word
    from bot.domain.lyrics.imported import Kind, Note
    from bot.domain.people import Person
    from bot.ports import Clock
    from storage.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Written:
    """What became of pasted or imported lyrics."""

    kind: Kind
    added: tuple[Line, ...]
    timed: int
    notes: tuple[Note, ...]
    changed: tuple[int, ...] = ()
    """Numbers of the lines that were there and were edited, moved or timed anew."""
    unmatched: tuple[Line, ...] = ()
    """Lines that the new lyrics do not have; they were kept, in their place."""


class _Fields(TypedDict):
    """What an edit may change of a line."""

    text: str
    start_s: float | None
    end_s: float | None
    section: str | None
    guessed: bool
    words: tuple[Word, ...]


class Writing:
    """Everything that changes the lines' words and times."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def add(self, person: Person, clip: Clip, content: str | bytes) -> Written:
        """Append lyrics in any known form (plain text, LRC, SRT, VTT, ASS) to the clip.

        Raises:
            UserError: not lyrics, broken, too long, or over the lines that a clip can hold.
        """
        imported = parse(content)
        now = self._clock.now()
        async with self._db.writing() as tx:
            before = await lines.all_of(tx, clip.id)
            if len(before) + len(imported.lines) > MAX_LINES:
                raise UserError("lyrics.too_many", limit=MAX_LINES)
            await people.remember(tx, person.id, person.name, now)
            added = await lines.append(tx, clip.id, imported.lines, person.id, now)
            await history.add(
                tx, clip.id, person.id, "lyrics-added", now, kind=imported.kind, lines=len(added)
            )
        return Written(
            imported.kind,
            tuple(added),
            sum(line.start_s is not None for line in added),
            imported.notes,
        )

    async def lay_over(self, person: Person, clip: Clip, content: str | bytes) -> Written:
        """Lay lyrics over those that are there: a merge, never a wipe.

        Lines found again by their words keep prompts, takes, votes and winners. A line that the
        new lyrics do not have stays where it is and is named in the answer.

        Raises:
            UserError: not lyrics, broken, too long, or over the lines that a clip can hold.
        """
        imported = parse(content)
        now = self._clock.now()
        async with self._db.writing() as tx:
            before = await lines.all_of(tx, clip.id)
            merged = merge(before, imported.lines)
            if len(merged.steps) + len(merged.lost) > MAX_LINES:
                raise UserError("lyrics.too_many", limit=MAX_LINES)
            await people.remember(tx, person.id, person.name, now)
            new = [step.line for step in merged.added]
            added = await lines.append(tx, clip.id, new, person.id, now)
            fresh = iter(added)
            order = [next(fresh).id if one.old is None else one.old.id for one in merged.steps]
            await lines.reorder(tx, clip.id, _with_kept(order, before, merged.lost))
            for step in merged.steps:
                if step.old is not None and (step.edited or step.moved or step.retimed):
                    await lines.edit(tx, step.old.id, **_fields(step.line))
            await history.add(
                tx, clip.id, person.id, "lyrics-merged", now, kind=imported.kind, lines=len(order)
            )
            after = {line.id: line for line in await lines.all_of(tx, clip.id)}
        changed = [
            after[step.old.id].number
            for step in merged.steps
            if step.old is not None and (step.edited or step.moved or step.retimed)
        ]
        return Written(
            kind=imported.kind,
            added=tuple(after[line.id] for line in added),
            timed=sum(step.line.start_s is not None for step in merged.steps),
            notes=imported.notes,
            changed=tuple(changed),
            unmatched=tuple(after[line.id] for line in merged.lost),
        )

    async def overview(self, clip: Clip) -> list[LineOverview]:
        """All lines with their state; empty when there are none."""
        async with self._db.reading() as tx:
            return await lines.overview(tx, clip.id)

    async def reword(self, person: Person, clip: Clip, number: int, text: str) -> Line:
        """Correct a line's words; its prompt, takes and votes stay.

        Raises:
            UserError: no such line, or the text is empty or too long.
        """
        (new,) = checked([NewLine(clean(text))] if clean(text) else [])
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            await people.remember(tx, person.id, person.name, now)
            # Word times belong to the words that were sung: with others they would be wrong.
            await lines.edit(tx, line.id, text=new.text, words=())
            await self._record(tx, clip, person, "line-reworded", line, before=line.text)
            return await require_line(tx, clip, number)

    async def time(
        self, person: Person, clip: Clip, number: int, start_s: float, end_s: float | None
    ) -> Line:
        """Say when a line is sung, in seconds from the song's start; it is no guess any more.

        Raises:
            UserError: no such line, a time before the start or past the song's end, or an end that
                is not after the start.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            song = await songs.current(tx, clip.id)
            if start_s < 0:
                raise UserError("lyrics.time_before_start")
            if song is not None and start_s >= song.duration_s:
                raise UserError("line.past-song", end=_clock_text(song.duration_s))
            if end_s is not None and end_s <= start_s:
                raise UserError("line.ends-early", line=number)
            await people.remember(tx, person.id, person.name, now)
            await lines.edit(tx, line.id, start_s=start_s, end_s=end_s, guessed=False, words=())
            await self._record(tx, clip, person, "line-timed", line, before=line.start_s)
            return await require_line(tx, clip, number)

    async def remove(self, person: Person, clip: Clip, number: int) -> Line:
        """Take a line out; the ones after it move up, and its takes stay in the database.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            await people.remember(tx, person.id, person.name, now)
            await lines.remove(tx, line.id, now)
            await self._record(tx, clip, person, "line-removed", line, text=line.text)
        return line

    async def _record(
        self,
        tx: Tx,
        clip: Clip,
        person: Person,
        what: str,
        line: Line,
        **details: str | float | None,
    ) -> None:
        now = self._clock.now()
        await history.add(tx, clip.id, person.id, what, now, subject=f"line:{line.id}", **details)


def _with_kept(order: list[int], before: Sequence[Line], kept: Sequence[Line]) -> list[int]:
    """``order`` with each kept line behind the line that it stood behind."""
    placed = list(order)
    ids = [line.id for line in before]
    for line in kept:
        ahead = [one for one in ids[: ids.index(line.id)] if one in placed]
        placed.insert(placed.index(ahead[-1]) + 1 if ahead else 0, line.id)
    return placed


def _fields(line: NewLine) -> _Fields:
    return {
        "text": line.text,
        "start_s": line.start_s,
        "end_s": line.end_s,
        "section": line.section,
        "guessed": line.guessed,
        "words": line.words,
    }


def _clock_text(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"
