"""``/lyrics``: the words that are sung, from a paste, a file or a message."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.buttons import Action, field, form
from bot.client.naming import about, options
from bot.client.phrasing import ranges
from bot.client.speaking import acknowledge, locale_of, tell
from bot.domain.errors import UserError
from bot.domain.texts import escape, say
from cogs.desk import person_of
from cogs.parsing import parse_clock
from cogs.phrases import line_row, lines_text
from cogs.suggesting import LineNumber, suggest_lines

if TYPE_CHECKING:
    from bot.domain.clip import Clip
    from bot.domain.people import Person
    from bot.services.writing import Written
    from cogs.desk import Asking, Desk

FILE_KINDS: Final = frozenset({".txt", ".lrc", ".srt", ".vtt", ".ass"})
FILE_MIB: Final = 2.0
"""Far above what a song's words take: 5,000 lines with times are some 300 kB."""
PASTE_LENGTH: Final = 4000


class LyricsCog(commands.GroupCog, group_name="lyrics", group_description=about("lyrics")):
    """The clip's lyric lines."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="paste", description=about("lyrics paste"))
    async def paste(self, interaction: Asking) -> None:
        """Open a form to paste into; it comes back to ``pressing``."""
        clip = await self.desk.clip(interaction)
        locale = locale_of(interaction)
        words = field("lyrics", say(locale, "answers.paste-label"), limit=PASTE_LENGTH)
        title = say(locale, "answers.paste-title")
        await interaction.response.send_modal(form(Action.PASTE, clip.id, title, words))

    @app_commands.command(name="import", description=about("lyrics import"))
    @app_commands.describe(**options("lyrics import", "file"))
    async def import_(self, interaction: Asking, file: discord.Attachment) -> None:
        """Read a file of lyrics."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        await tell(interaction, await add_file(self.desk, interaction, clip, file))

    @app_commands.command(name="show", description=about("lyrics show"))
    async def show(self, interaction: Asking) -> None:
        """List the lines."""
        await acknowledge(interaction)
        found = await self.desk.writing.overview(await self.desk.clip(interaction))
        if not found:
            raise UserError("line.none")
        await tell(interaction, lines_text(locale_of(interaction), found))

    @app_commands.command(name="edit", description=about("lyrics edit"))
    @app_commands.describe(**options("lyrics edit", "line", "text", "start", "end"))
    @app_commands.autocomplete(line=suggest_lines)
    async def edit(
        self,
        interaction: Asking,
        line: LineNumber,
        text: app_commands.Range[str, 1, 500] | None = None,
        start: app_commands.Range[str, 1, 20] | None = None,
        end: app_commands.Range[str, 1, 20] | None = None,
    ) -> None:
        """Correct words, times, or both."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        if start is None and (text is None or end is not None):
            # An end alone would be dropped in silence.
            raise UserError("errors.edit-nothing")
        start_s = None if start is None else parse_clock(start)
        end_s = None if end is None else parse_clock(end)
        rows: list[str] = []
        if text is not None:
            changed = await self.desk.writing.reword(person, clip, line, text)
            rows = [line_row(changed)]
        if start_s is not None:
            changed = await self.desk.writing.time(person, clip, line, start_s, end_s)
            rows = [line_row(changed)]
        head = say(clip.locale, "answers.line-edited", person=person.name, line=line)
        await tell(interaction, "\n".join((head, *rows)))

    @app_commands.command(name="remove", description=about("lyrics remove"))
    @app_commands.describe(**options("lyrics remove", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def remove(self, interaction: Asking, line: LineNumber) -> None:
        """Take a line out."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        removed = await self.desk.writing.remove(person, clip, line)
        text = say(
            clip.locale,
            "answers.line-removed",
            person=person.name,
            line=line,
            lyric=removed.text,
        )
        await tell(interaction, text)


async def add_file(desk: Desk, interaction: Asking, clip: Clip, file: discord.Attachment) -> str:
    """Read an attached file of lyrics into the clip; the answer.

    Raises:
        UserError: not a lyrics file, too large, or its content is no lyrics.
    """
    if PurePath(file.filename).suffix.lower() not in FILE_KINDS:
        raise UserError("errors.lyrics-kind", filename=file.filename)
    async with desk.fetching.fetched(file, FILE_MIB) as path:
        content = await asyncio.to_thread(path.read_bytes)
    person = person_of(interaction)
    return written_text(clip, person, await desk.writing.lay_over(person, clip, content))


async def paste_text(desk: Desk, interaction: Asking, clip: Clip, text: str) -> str:
    """Lay pasted lyrics over the clip's; the answer.

    Raises:
        UserError: there is no lyric line in it, or too many are.
    """
    person = person_of(interaction)
    return written_text(clip, person, await desk.writing.lay_over(person, clip, text))


async def add_text(desk: Desk, interaction: Asking, clip: Clip, text: str) -> str:
    """Append the lines of a message; the answer.

    Raises:
        UserError: there is no lyric line in it, or too many are.
    """
    person = person_of(interaction)
    return written_text(clip, person, await desk.writing.add(person, clip, text))


def written_text(clip: Clip, person: Person, written: Written) -> str:
    """What became of pasted or imported lyrics, for the channel."""
    locale, added = clip.locale, written.added
    rows: list[str] = []
    if added:
        numbers = ranges(line.number for line in added)
        rows.append(
            say(locale, "answers.lyrics-added", person=person.name, n=len(added), numbers=numbers)
        )
    if written.changed:
        numbers, n = ranges(written.changed), len(written.changed)
        rows.append(say(locale, "answers.lyrics-changed", person=person.name, n=n, numbers=numbers))
    if not rows:
        rows.append(say(locale, "answers.lyrics-same"))
    untimed = sum(line.start_s is None for line in added)
    if untimed:
        rows.append(say(locale, "answers.lyrics-untimed", n=untimed))
    if written.unmatched:
        numbers, n = ranges(line.number for line in written.unmatched), len(written.unmatched)
        rows.append(say(locale, "answers.lyrics-unmatched", n=n, numbers=numbers))
    rows += [f"-# {note.sentence(locale)}" for note in written.notes]
    shown = added if len(added) < 2 else (added[0], added[-1])
    rows += [f"> {escape(line.text[:100])}" for line in shown]
    return "\n".join(rows)
