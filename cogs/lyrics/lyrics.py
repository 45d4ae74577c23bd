"""``/lyrics``: the words that are sung, from a paste, a file or a message, and out again."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons, field, form
from bot.client.command_names import about, choice, options
from bot.client.phrasing.lyrics import line_row, lines_text, update_text
from bot.client.phrasing.posts import ranges
from bot.domain.errors import UserError
from bot.domain.lyrics.imported import ENCODINGS, USUAL, Kind, Reading
from bot.domain.texts import say
from cogs.desk import person_of
from cogs.lyrics.tap import offer_tapping
from cogs.lyrics.times import TimingCommands
from cogs.parsing import parse_clock
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from bot.client.buttons import Upload
    from bot.domain.clips.clip import Clip
    from cogs.desk import Asking, Desk

FILE_KINDS: Final = frozenset({
    ".txt", ".lrc", ".srt", ".vtt", ".ass", ".ssa", ".sbv", ".sub", ".ttml", ".dfxp", ".xml",
    ".json", ".tsv", ".csv",
})  # fmt: skip
FILE_MIB: Final = 2.0
"""Far above what a song's words take: 5,000 lines with times are some 300 kB."""
PASTE_LENGTH: Final = 4000


class LyricsCog(
    TimingCommands, commands.GroupCog, group_name="lyrics", group_description=about("lyrics")
):
    """The clip's lyric lines."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="paste", description=about("lyrics paste"))
    @app_commands.describe(**options("lyrics paste", "keep"))
    async def paste(self, interaction: Asking, *, keep: bool = False) -> None:
        """Open a form to paste into; it comes back to ``pressing``."""
        clip = await self.desk.clip(interaction)
        await open_paste(interaction, clip, Action.PASTE_ALL if keep else Action.PASTE)

    @app_commands.command(name="import", description=about("lyrics import"))
    @app_commands.describe(**options("lyrics import", "file", "encoding", "keep"))
    @app_commands.choices(
        encoding=[app_commands.Choice(name=name, value=code) for code, name in ENCODINGS.items()]
    )
    async def import_(
        self,
        interaction: Asking,
        file: discord.Attachment,
        encoding: str | None = None,
        *,
        keep: bool = False,
    ) -> None:
        """Read a file of lyrics."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        await add_file(self.desk, interaction, clip, file, Reading(encoding, keep))

    @app_commands.command(name="show", description=about("lyrics show"))
    async def show(self, interaction: Asking) -> None:
        """List the lines."""
        await acknowledge(interaction)
        clip, locale = await self.desk.clip(interaction), locale_of(interaction)
        overviews = await self.desk.lyrics.listed(clip)
        if not overviews:
            raise UserError("line.none")
        text = lines_text(locale, overviews)
        if (await self.desk.times.check(clip)).problems:
            text = f"{text}\n{say(locale, 'timing.check-hint')}"
        await tell(interaction, text)

    @app_commands.command(name="export", description=about("lyrics export"))
    @app_commands.describe(**options("lyrics export", "form"))
    @app_commands.choices(form=[choice(kind) for kind in Kind])
    async def export(self, interaction: Asking, form: str = Kind.LRC) -> None:
        """Give the lyrics out as a file."""
        await acknowledge(interaction)
        clip, locale = await self.desk.clip(interaction), locale_of(interaction)
        export = await self.desk.lyrics.export(clip, Kind(form))
        text = say(locale, "timing.exported")
        if export.guessed:
            numbers, n = ranges(export.guessed), len(export.guessed)
            text += "\n" + say(locale, "timing.exported-guessed", n=n, numbers=numbers)
        file = export.text.encode(), f"{file_name(clip.name)}.{form}"
        await tell(interaction, text, attached=[file])

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
        if start is None and end is None and text is None:
            raise UserError("errors.edit-nothing")
        edited = await self.desk.lyrics.edit(
            person,
            clip,
            line,
            text=text,
            start_s=None if start is None else parse_clock(start),
            end_s=None if end is None else parse_clock(end),
        )
        head = say(clip.locale, "answers.line-edited", person=person.name, line=line)
        await tell(interaction, f"{head}\n{line_row(clip.locale, edited)}")

    @app_commands.command(name="tap", description=about("lyrics tap"))
    async def tap(self, interaction: Asking) -> None:
        """Time the lines by ear."""
        await offer_tapping(self.desk, interaction)

    @app_commands.command(name="remove", description=about("lyrics remove"))
    @app_commands.describe(**options("lyrics remove", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def remove(self, interaction: Asking, line: LineNumber) -> None:
        """Take a line out."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        removed = await self.desk.lyrics.remove(person, clip, line)
        text = say(
            clip.locale,
            "answers.line-removed",
            person=person.name,
            line=line,
            lyric=removed.text,
        )
        await tell(interaction, text)


async def open_paste(interaction: Asking, clip: Clip, action: Action = Action.PASTE) -> None:
    """Open the form to paste lyrics into."""
    locale = locale_of(interaction)
    words = field(
        "lyrics",
        say(locale, "answers.paste-label"),
        about=say(locale, "answers.paste-help"),
        limit=PASTE_LENGTH,
    )
    title = say(locale, "answers.paste-title")
    await interaction.response.send_modal(form(action, clip.id, title, words))


async def add_file(
    desk: Desk,
    interaction: Asking,
    clip: Clip,
    file: discord.Attachment,
    reading: Reading = USUAL,
) -> None:
    """Read an attached file of lyrics into the clip, and answer.

    Raises:
        UserError: not a lyrics file, too large, or its content is no lyrics.
    """
    await lay_over(desk, interaction, clip, await lyrics_in(desk, file), reading)


def names_lyrics(filename: str) -> bool:
    """Whether a file's name is that of one of the kinds that are read."""
    return PurePath(filename).suffix.lower() in FILE_KINDS


async def lyrics_in(desk: Desk, file: discord.Attachment | Upload) -> bytes:
    """What is in an attached file of lyrics.

    Raises:
        UserError: not a lyrics file, or too large.
    """
    if not names_lyrics(file.filename):
        raise UserError("errors.lyrics-kind", filename=file.filename)
    async with desk.attachments.fetched(file, FILE_MIB) as path:
        return await asyncio.to_thread(path.read_bytes)


async def lay_over(
    desk: Desk,
    interaction: Asking,
    clip: Clip,
    content: str | bytes,
    reading: Reading = USUAL,
) -> None:
    """Lay lyrics over the clip's, and answer; what they lack goes only at the press of a button.

    Raises:
        UserError: there is no lyric line in it, or too many are.
    """
    person = person_of(interaction)
    update = await desk.lyrics.lay_over(person, clip, content, reading)
    ask = None
    if update.unmatched and update.change_id is not None:
        ask = buttons(Action.DROP, row=update.change_id, locale=clip.locale)
    await tell(interaction, update_text(clip, person, update), view=ask)


async def add_text(desk: Desk, interaction: Asking, clip: Clip, text: str) -> None:
    """Append the lines of a message, and answer.

    Raises:
        UserError: there is no lyric line in it, or too many are.
    """
    person = person_of(interaction)
    await tell(
        interaction,
        update_text(clip, person, await desk.lyrics.add(person, clip, text)),
    )


def file_name(name: str) -> str:
    """A clip's name as any disk takes it: plain letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "lyrics"
