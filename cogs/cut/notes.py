"""Notes on a cut: the button under a clip, its form, and ticking off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons, field, form
from bot.client.phrasing.board import note_row
from bot.domain.cut.note import NOTE_LENGTH
from bot.domain.texts import Safe, say
from cogs.desk import person_of
from cogs.parsing import parse_clock

if TYPE_CHECKING:
    from bot.client.buttons import Submission, Target
    from cogs.desk import Asking, Desk

_CLOCK_LENGTH: Final = 20


class NotePresses:
    """What is pressed under a clip and beside a note."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, interaction: Asking, target: Target) -> None:
        """Open a form that asks when and what."""
        target.working()
        locale = locale_of(interaction)
        modal = form(
            Action.NOTE,
            target.row,
            say(locale, "answers.note-title"),
            field("at", say(locale, "answers.note-at"), limit=_CLOCK_LENGTH, long=False),
            field("text", say(locale, "answers.note-text"), limit=NOTE_LENGTH),
        )
        await interaction.response.send_modal(modal)

    async def submitted(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Keep the note, and tell the channel."""
        await acknowledge(interaction, private=False)
        clip = target.working()
        at_s = parse_clock(typed.fields.get("at", ""))
        text = typed.fields.get("text", "")
        note = await self._desk.notes.write(person_of(interaction), clip, target.id, at_s, text)
        ticking = buttons(Action.TICK, row=note.id, locale=clip.locale)
        await tell(interaction, note_row(clip.locale, note), view=ticking)

    async def tick(self, interaction: Asking, target: Target) -> None:
        """Mark a note as done."""
        await acknowledge(interaction, private=False)
        clip, person = target.working(), person_of(interaction)
        note = await self._desk.notes.tick_off(person, clip, target.id)
        row = Safe(note_row(clip.locale, note))
        await tell(interaction, say(clip.locale, "answers.note-done", person=person.name, note=row))
