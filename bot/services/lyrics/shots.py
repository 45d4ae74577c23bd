"""Which shots there are: lines that share one, lines with several, stretches without words.

A shot is what is seen from one line's start to the next one's. What has no words and is a shot all
the same is a line without words, so it gets its prompt, takes and votes as every line does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_director
from bot.domain.errors import UserError
from bot.domain.lyrics.arranging import leaders
from bot.domain.lyrics.changes import Change
from bot.domain.lyrics.cleaning import MAX_LINES
from bot.domain.lyrics.line import GAP_TEXT, PART_TEXT, LineShot, NewLine
from bot.domain.lyrics.retiming import read_time
from bot.domain.lyrics.shots import LEAST_SHOT_S, cuts_between, gaps
from bot.domain.texts import Moment
from bot.services.ground.required import require_line
from bot.services.lyrics.changes import changing
from bot.services.lyrics.times import placed, require_song
from storage.lyrics import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.ports.clock import Clock
    from storage.database.database import Database, Tx

GAP_S: Final = 4.0
"""What nobody sings in for longer is a shot of its own, unless another length is given."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Lines that share the shot of ``leader`` now, and the shots without words that went."""

    leader: int
    lines: tuple[Line, ...]
    gone: int


class Shots:
    """Joining and parting the shots of a clip."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def merge(self, person: Person, clip: Clip, first: int, last: int) -> Shared:
        """Let the lines after ``first`` up to ``last`` be seen in the shot of line ``first``.

        Shots without words in between go; all pictures stay stored.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such lines, or ``last`` is not after ``first``.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, first)
            await require_line(tx, clip, last)
            if last <= first:
                raise UserError("shot.merge-nothing")
            there = await lines.all_of(tx, clip.id)
            leader = leaders(there)[line.id] or line.id
            span = there[first:last]
            async with changing(tx, clip, person, Change.SHOT_MERGED, now):
                sharing = [replace(line, shot=LineShot.SHARED) for line in span if line.sung]
                await lines.save(tx, *sharing)
                await lines.remove(tx, clip.id, [line.id for line in span if not line.sung], now)
            after = {line.id: line for line in await lines.all_of(tx, clip.id)}
            shared = tuple(after[line.id] for line in span if line.sung)
            return Shared(after[leader].number, shared, len(span) - len(shared))

    async def split(
        self, person: Person, clip: Clip, number: int, *, at: str | None, shots: int | None
    ) -> tuple[Line, ...]:
        """Cut a line's shot: ``at`` a time (``1:23.4``, ``+2 beats``), or into ``shots`` shots.

        A line that shares the shot of another gets its own back; with neither ``at`` nor ``shots``
        that is all. The new shots come back, or the line itself where it got its shot back.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line, it has no time, no song, or a shot would be too short.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            if line.shot is LineShot.SHARED and at is None and shots is None:
                async with changing(tx, clip, person, Change.SHOT_SPLIT, now):
                    await lines.save(tx, replace(line, shot=LineShot.OWN))
                return (await require_line(tx, clip, number),)
            song = await require_song(tx, clip)
            there = placed(await lines.all_of(tx, clip.id), song, clip.locale)
            start_s = there[number - 1].start_s
            until_s = next(
                (line.start_s for line in there[number:] if line.start_s is not None),
                song.duration_s,
            )
            if line.start_s is None or start_s is None:
                raise UserError("shot.untimed", line=number)
            if at is None:
                cuts = cuts_between(start_s, until_s, shots or 2, song.beats_s)
            else:
                cuts = (read_time(at, start_s, song.beats_s, song.duration_s),)
            fits = [cut for cut in cuts if start_s + LEAST_SHOT_S <= cut <= until_s - LEAST_SHOT_S]
            if not fits:
                raise UserError(
                    "shot.too-short",
                    line=number,
                    start=Moment(start_s),
                    end=Moment(until_s),
                    least=LEAST_SHOT_S,
                )
            await _require_room(tx, clip, len(fits))
            async with changing(tx, clip, person, Change.SHOT_SPLIT, now):
                if line.shot is LineShot.SHARED:
                    await lines.save(tx, replace(line, shot=LineShot.OWN))
                kind = line.shot if line.shot is LineShot.GAP else LineShot.PART
                text = GAP_TEXT if kind is LineShot.GAP else PART_TEXT
                parts = [
                    await lines.insert_at(
                        tx,
                        clip.id,
                        number + place,
                        NewLine(text, line.section, cut, shot=kind),
                        person.id,
                        now,
                    )
                    for place, cut in enumerate(fits, 1)
                ]
            return await _again(tx, parts)

    async def gaps(
        self, person: Person, clip: Clip, longer_than_s: float = GAP_S
    ) -> tuple[Line, ...]:
        """Make a shot of every stretch over ``longer_than_s`` in which nobody sings; the new ones.

        Where a line's end is not known its words are counted, and the shot's start is a guess.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no song, no lines, or there is no such stretch.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            song = await require_song(tx, clip)
            there = await lines.all_of(tx, clip.id)
            if not there:
                raise UserError("line.none")
            holes = gaps(there, song.duration_s, longer_than_s)
            if not holes:
                raise UserError("shot.no-gaps", seconds=longer_than_s)
            await _require_room(tx, clip, len(holes))
            async with changing(tx, clip, person, Change.GAPS, now):
                shots = [
                    await lines.insert_at(
                        tx,
                        clip.id,
                        gap.after + 1 + before,
                        NewLine(
                            GAP_TEXT,
                            there[gap.after - 1].section if gap.after else None,
                            gap.start_s,
                            guessed=gap.guessed,
                            shot=LineShot.GAP,
                        ),
                        person.id,
                        now,
                    )
                    for before, gap in enumerate(holes)
                ]
            return await _again(tx, shots)


async def _again(tx: Tx, shots: Sequence[Line]) -> tuple[Line, ...]:
    """The lines under the numbers they have now."""
    rows = [await lines.by_id(tx, line.id) for line in shots]
    return tuple(line for line in rows if line is not None)


async def _require_room(tx: Tx, clip: Clip, more: int) -> None:
    if len(await lines.all_of(tx, clip.id)) + more > MAX_LINES:
        raise UserError("lyrics.too_many", limit=MAX_LINES)
