"""The prompts of all lines at once: as a sheet that is written in one go, or drafted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineShot
from bot.domain.prompts.sheet import SheetLine, read_sheet
from bot.services.prompts.prompts import cleaned_prompt, note_written, write_version
from storage.lyrics import lines

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import LineOverview
    from bot.ports.clock import Clock
    from bot.services.prompts.guard import Guard
    from storage.database.database import Database, Tx


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What became of a sheet: numbers of the lines written, rows that name no line.

    ``strangers`` are the ``@names`` in it that nobody has described yet.
    """

    lines: tuple[int, ...]
    unread: tuple[str, ...]
    strangers: tuple[str, ...]
    imitated: tuple[str, ...] = ()
    """People whose style it asks for."""


class PromptSheets:
    """Writing and showing the prompts of a whole clip."""

    def __init__(self, db: Database, clock: Clock, guard: Guard) -> None:
        self._guard = guard
        self._db = db
        self._clock = clock

    async def lines(self, clip: Clip) -> list[SheetLine]:
        """The lines that have a shot of their own, each with its newest prompt.

        Raises:
            UserError: the clip has no line.
        """
        async with self._db.reading() as tx:
            return [_sheet_line(shot) for shot in await _own_shots(tx, clip)]

    async def write(self, person: Person, clip: Clip, text: str) -> WrittenSheet:
        """Write a new prompt version for every line to which the sheet gives other words.

        Raises:
            UserError: no line, nothing to write in the sheet, or a prompt that is too long: then
                nothing of it is written.
        """
        names = await self._guard.admit(person, clip, text)
        now = self._clock.now()
        async with self._db.writing() as tx:
            shots = await _own_shots(tx, clip)
            reading = read_sheet(text, [_sheet_line(prompt) for prompt in shots])
            if not reading.prompts:
                raise UserError("prompt.sheet-empty")
            prompts_written = [
                await write_version(tx, person, prompt.line, words, now)
                for prompt in shots
                if prompt.line.id in reading.prompts
                and (words := cleaned_prompt(reading.prompts[prompt.line.id]))
            ]
            await note_written(tx, person, clip, prompts_written, now)
        return WrittenSheet(
            lines=tuple(
                prompt.line.number for prompt in prompts_written if prompt.prompt != prompt.before
            ),
            unread=reading.unread,
            strangers=tuple(
                dict.fromkeys(name for prompt in prompts_written for name in prompt.strangers)
            ),
            imitated=names,
        )

    async def draft(self, person: Person, clip: Clip) -> tuple[int, ...]:
        """Give each sung line without a prompt its own words as a draft; the lines' numbers.

        Raises:
            UserError: the clip has no line.
        """
        async with self._db.reading() as tx:
            found = await _own_shots(tx, clip)
        undrafted = [one.line.text for one in found if one.prompt is None and one.line.sung]
        await self._guard.admit(person, clip, *undrafted)
        now = self._clock.now()
        async with self._db.writing() as tx:
            drafted = [
                await write_version(tx, person, shot.line, words, now, draft=True)
                for shot in await _own_shots(tx, clip)
                if shot.prompt is None
                and shot.line.sung
                and (words := cleaned_prompt(shot.line.text))
            ]
            await note_written(tx, person, clip, drafted, now)
        return tuple(shot.line.number for shot in drafted)


async def _own_shots(tx: Tx, clip: Clip) -> list[LineOverview]:
    overviews = await lines.overview(tx, clip.id)
    if not overviews:
        raise UserError("line.none")
    return [overview for overview in overviews if overview.line.shot is not LineShot.SHARED]


def _sheet_line(overview: LineOverview) -> SheetLine:
    return SheetLine(
        overview.line.id, overview.line.number, overview.line.text, overview.prompt or ""
    )
