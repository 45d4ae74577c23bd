"""Notes on a cut: written under a clip, kept with the line sung there, ticked off by anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.cut.note import NOTE_LENGTH, line_at
from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean
from bot.domain.lyrics.spreading import spread
from bot.domain.texts import Moment
from bot.services.ground.bell import Lane
from storage.clips import history, people
from storage.cut import notes, renders
from storage.lyrics import lines
from storage.song import songs

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.cut.note import Note
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database


class Notes:
    """Keeps what people find at a moment of a clip."""

    def __init__(self, db: Database, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell

    async def write(
        self, person: Person, clip: Clip, render_id: int, at_s: float, text: str
    ) -> Note:
        """Keep a note on a render; ``at_s`` is the moment of the file that was watched.

        Raises:
            UserError: nothing was written, the moment lies behind the render's end, or the render
                or all lines are gone.
        """
        text = clean(text)[:NOTE_LENGTH]
        if not text:
            raise UserError("render.note-empty")
        now = self._clock.now()
        async with self._db.writing() as tx:
            render = await renders.by_id(tx, render_id)
            song = await songs.current(tx, clip.id)
            there = await lines.all_of(tx, clip.id)
            if render is None or render.clip_id != clip.id or song is None:
                raise UserError("render.gone")
            if not there:
                raise UserError("line.none")
            if at_s > render.duration_s:
                raise UserError("render.note-late", length=Moment(render.duration_s))
            timed = spread(there, song.duration_s, clip.locale)
            options = render.options
            shown = next((line for line in timed if line.id == options.line_id), None)
            began_s = options.from_s or (0.0 if shown is None else shown.start_s) or 0.0
            line = shown or line_at(timed, began_s + at_s)
            await people.remember(tx, person.id, person.name, now)
            note_id = await notes.add(
                tx,
                clip_id=clip.id,
                line_id=line.id,
                render_id=render_id,
                person_id=person.id,
                at_s=began_s + at_s,
                text=text,
                now=now,
            )
            await history.add(
                tx, clip.id, person.id, "note-written", now, subject=f"line:{line.id}"
            )
            note = await notes.by_id(tx, note_id)
        self._bell.ring(Lane.POST)
        if note is None:
            raise UserError("render.note-gone")
        return note

    async def tick_off(self, person: Person, clip: Clip, note_id: int) -> Note:
        """Mark a note as done: anyone may.

        Raises:
            UserError: somebody has done so before, or its clip was deleted.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            note = await notes.by_id(tx, note_id)
            if note is None or not await notes.tick_off(tx, note_id, now):
                raise UserError("render.note-gone")
            await people.remember(tx, person.id, person.name, now)
            await history.add(
                tx, clip.id, person.id, "note-done", now, subject=f"line:{note.line_id}"
            )
        self._bell.ring(Lane.POST)
        return note
