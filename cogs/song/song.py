"""``/song``: the audio that the clip is cut to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, tell
from bot.client.command_names import about, options
from bot.domain.texts import Moment, say
from bot.song import draw_song
from cogs.desk import person_of

if TYPE_CHECKING:
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
        async with self.desk.fetching.fetched(file, self.desk.settings.song_max_mib) as path:
            song = await self.desk.songs.set_song(person_of(interaction), clip, path, file.filename)
        await tell(
            interaction,
            say(
                clip.locale,
                "answers.song-set" if song.tempo_bpm is None else "answers.song-set-tempo",
                filename=song.filename,
                length=Moment(song.duration_s),
                tempo=round(song.tempo_bpm or 0),
                person=person_of(interaction).name,
            ),
        )

    @app_commands.command(name="show", description=about("song show"))
    async def show(self, interaction: Asking) -> None:
        """Draw the song with its lines, sections and beats."""
        await acknowledge(interaction)
        sheet = await self.desk.songs.sheet(await self.desk.clip(interaction))
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / "song.png"
            await draw_song(sheet, picture)
            await interaction.edit_original_response(attachments=[discord.File(picture)])
