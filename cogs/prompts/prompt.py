"""``/prompt``: what is to be seen for a line, or for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about, options
from bot.client.phrasing.lyrics import prompt_text, versions_text
from bot.services.prompts.prompts import PROMPT_LENGTH
from cogs.desk import person_of
from cogs.prompts.sheet import PromptSheet
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


PromptText = app_commands.Range[str, 1, PROMPT_LENGTH]


class PromptCog(commands.GroupCog, group_name="prompt", group_description=about("prompt")):
    """Prompts of single lines."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="set", description=about("prompt set"))
    @app_commands.describe(**options("prompt set", "line", "text"))
    @app_commands.autocomplete(line=suggest_lines)
    async def set_(self, interaction: Asking, line: LineNumber, text: PromptText) -> None:
        """Write a new version of a line's prompt."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        version = await self.desk.prompts.write(person_of(interaction), clip, line, text)
        await tell(interaction, prompt_text(clip.locale, version))

    @app_commands.command(name="write", description=about("prompt write"))
    @app_commands.describe(**options("prompt write", "line"))
    @app_commands.rename(line="from")
    @app_commands.autocomplete(line=suggest_lines)
    async def write(self, interaction: Asking, line: LineNumber | None = None) -> None:
        """Open a form with the prompts of many lines."""
        await PromptSheet(self.desk).open(interaction, line)

    @app_commands.command(name="import", description=about("prompt import"))
    @app_commands.describe(**options("prompt import", "file"))
    async def import_(self, interaction: Asking, file: discord.Attachment) -> None:
        """Read the prompts of many lines from a file."""
        await PromptSheet(self.desk).import_file(interaction, file)

    @app_commands.command(name="export", description=about("prompt export"))
    async def export(self, interaction: Asking) -> None:
        """Give all prompts out as a file."""
        await PromptSheet(self.desk).export(interaction)

    @app_commands.command(name="show", description=about("prompt show"))
    @app_commands.describe(**options("prompt show", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def show(self, interaction: Asking, line: LineNumber) -> None:
        """Show all versions of a line's prompt."""
        await acknowledge(interaction)
        clip = await self.desk.clip(interaction)
        its_line, versions = await self.desk.prompts.versions(clip, line)
        await tell(interaction, versions_text(locale_of(interaction), its_line, versions))
