"""``/take``: pictures and films that people bring themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, tell
from bot.client.command_names import about, options
from bot.client.phrasing.rounds import brought_text
from cogs.desk import person_of
from cogs.parsing import parse_clock
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class TakeCog(commands.GroupCog, group_name="take", group_description=about("take")):
    """Takes beside those that are painted."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="add", description=about("take add"))
    @app_commands.describe(**options("take add", "line", "file", "start"))
    @app_commands.autocomplete(line=suggest_lines)
    async def add(
        self,
        interaction: Asking,
        line: LineNumber,
        file: discord.Attachment,
        start: str | None = None,
    ) -> None:
        """Put somebody's own picture or film to the vote of a line."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.stage(interaction)
        start_s = 0.0 if start is None else parse_clock(start)
        person = person_of(interaction)
        async with self.desk.attachments.fetched(file, self.desk.settings.take_max_mib) as path:
            added = await self.desk.brought.add(person, clip, line, path, start_s)
        await tell(interaction, brought_text(clip.locale, added, person.name))
