"""``/song``: the audio that the clip is cut to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, file_field, form
from bot.client.command_names import about, options
from bot.domain.errors import UserError
from bot.domain.texts import Moment, say
from bot.song import draw_song
from cogs.desk import person_of

if TYPE_CHECKING:
    from bot.client.buttons import Submission, Target, Upload
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from cogs.desk import Asking, Desk


class SongCog(commands.GroupCog, group_name="song", group_description=about("song")):
    """The clip's song."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="set", description=about("song set"))
    @app_commands.describe(**options("song set", "file"))
    async def set_(self, interaction: Asking, file: discord.Attachment) -> None:
        """Take in the song: it is on our disk before it is acknowledged."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        await tell(interaction, await take_song(self.desk, person_of(interaction), clip, file))

    @app_commands.command(name="show", description=about("song show"))
    async def show(self, interaction: Asking) -> None:
        """Draw the song with its lines, sections and beats."""
        await acknowledge(interaction)
        sheet = await self.desk.songs.sheet(await self.desk.clip(interaction))
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / "song.png"
            await draw_song(sheet, picture)
            await interaction.edit_original_response(attachments=[discord.File(picture)])


async def take_song(
    desk: Desk, person: Person, clip: Clip, file: discord.Attachment | Upload
) -> str:
    """Take an attached song into the clip; the sentence that tells the channel of it.

    Raises:
        UserError: it is no song, too large, or one too many.
    """
    async with (
        desk.songs.turn(person, clip),
        desk.attachments.fetched(file, desk.settings.song_max_mib) as path,
    ):
        song = await desk.songs.set_song(person, clip, path, file.filename)
    return say(
        clip.locale,
        "answers.song-set" if song.tempo_bpm is None else "answers.song-set-tempo",
        filename=song.filename,
        length=Moment(song.duration_s),
        tempo=round(song.tempo_bpm or 0),
        person=person.name,
    )


class SongPresses:
    """The button that asks for a song, and its form."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, interaction: Asking, target: Target) -> None:
        """Open a form for the file."""
        target.working()
        locale = locale_of(interaction)
        file = file_field(
            "file",
            say(locale, "answers.song-file"),
            about=say(locale, "answers.song-file-about"),
            most=1,
            required=True,
        )
        title = say(locale, "answers.song-title")
        await interaction.response.send_modal(form(Action.SONG, target.row, title, file))

    async def submitted(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Take the song in."""
        await acknowledge(interaction, private=False)
        clip, person = target.working(), person_of(interaction)
        if not typed.files:
            raise UserError("errors.message-empty")
        await tell(interaction, await take_song(self._desk, person, clip, typed.files[0]))
