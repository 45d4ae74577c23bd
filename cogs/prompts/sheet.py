"""The prompts of many lines at once: the form, the file, and drafts from the lyrics."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons, field, form
from bot.client.phrasing.lyrics import sheet_written_text
from bot.client.phrasing.posts import ranges
from bot.domain.errors import UserError
from bot.domain.prompts.sheet import sheet_pages, sheet_text
from bot.domain.texts import say
from cogs.desk import person_of
from cogs.lyrics.lyrics import file_name
from cogs.rounds.generate import tell_asked, wished

if TYPE_CHECKING:
    import discord

    from bot.client.buttons import Submission, Target
    from bot.domain.clips.clip import Clip
    from cogs.desk import Asking, Desk

_PAGE_LENGTH: Final = 4000
"""Most characters of one text field of a form."""
_PAGES: Final = 5
"""Most fields of a form."""
_FILE_MIB: Final = 1.0


class PromptSheet:
    """What is done with the prompts of a whole clip."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pressed(self, interaction: Asking, target: Target) -> None:
        """Open the form from a button."""
        target.working()
        await self.open(interaction, None)

    async def open(self, interaction: Asking, first: int | None) -> None:
        """Open a form with the prompts from line ``first`` on, or from the first one missing."""
        clip, locale = await self._desk.clip(interaction), locale_of(interaction)
        lines = await self._desk.sheets.lines(clip)
        if first is None:
            first = next((line.number for line in lines if not line.prompt), 1)
        lines_on = [line for line in lines if line.number >= first]
        if not lines_on:
            raise UserError("line.no-such-line", line=first, last=lines[-1].number)
        fields = [
            field(
                f"sheet-{number}",
                say(locale, "answers.sheet-lines", first=page[0].number, last=page[-1].number),
                value=sheet_text(page),
                limit=_PAGE_LENGTH,
                required=False,
            )
            for number, page in enumerate(
                sheet_pages(lines_on, length=_PAGE_LENGTH, most=_PAGES), start=1
            )
        ]
        title = say(locale, "answers.sheet-title")
        await interaction.response.send_modal(form(Action.SHEET, clip.id, title, *fields))

    async def submitted(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Write the prompts of a form that came back."""
        await acknowledge(interaction, private=False)
        await self._write(interaction, target.working(), "\n".join(typed.fields.values()))

    async def import_file(self, interaction: Asking, file: discord.Attachment) -> None:
        """Write the prompts of a file."""
        await acknowledge(interaction, private=False)
        clip = await self._desk.clip(interaction)
        async with self._desk.attachments.fetched(file, _FILE_MIB) as path:
            content = await asyncio.to_thread(path.read_bytes)
        await self._write(interaction, clip, _decoded(content))

    async def _write(self, interaction: Asking, clip: Clip, text: str) -> None:
        person = person_of(interaction)
        result = await self._desk.sheets.write(person, clip, text)
        sentence = sheet_written_text(clip.locale, person.name, result)
        await tell(
            interaction, sentence, view=buttons(Action.PAINT, row=clip.id, locale=clip.locale)
        )

    async def export(self, interaction: Asking) -> None:
        """Give all prompts out as a text file that ``/prompt import`` takes back."""
        await acknowledge(interaction)
        clip, locale = await self._desk.clip(interaction), locale_of(interaction)
        lines = await self._desk.sheets.lines(clip)
        text = f"{say(locale, 'answers.sheet-heading')}\n{sheet_text(lines)}\n"
        file = text.encode(), f"{file_name(clip.name)}-prompts.txt"
        await tell(interaction, say(locale, "answers.sheet-exported"), attached=[file])

    async def draft(self, interaction: Asking, target: Target) -> None:
        """Take the lyrics as they are for the lines without a prompt, and have them painted."""
        await acknowledge(interaction, private=False)
        clip, person = target.working(), person_of(interaction)
        await self._desk.stage(interaction)
        drafted = await self._desk.sheets.draft(person, clip)
        if not drafted:
            await tell(interaction, say(clip.locale, "answers.drafts-none"))
            return
        await self._desk.rounds.ask_missing(person, clip, wished(self._desk, None, None))
        await tell(
            interaction,
            say(
                clip.locale,
                "answers.drafted",
                person=person.name,
                n=len(drafted),
                lines=ranges(drafted),
            ),
        )

    async def paint(self, interaction: Asking, target: Target) -> None:
        """Ask for a round of every line that has none."""
        await acknowledge(interaction)
        clip = target.working()
        await self._desk.stage(interaction)
        wish = wished(self._desk, None, None)
        queued = await self._desk.rounds.ask_missing(person_of(interaction), clip, wish)
        await tell_asked(interaction, clip, queued)


def _decoded(content: bytes) -> str:
    """A text file's words.

    Raises:
        UserError: it is in no encoding of Unicode, or no text at all.
    """
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("prompt.sheet-encoding") from None
    if "\0" in text:
        raise UserError("prompt.sheet-encoding")
    return text
