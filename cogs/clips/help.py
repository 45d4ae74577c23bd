"""``/help``: how a clip is made, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import answer
from bot.client.command_names import about

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class HelpCog(commands.Cog):
    """Help."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="help", description=about("help"))
    async def help(self, interaction: Asking) -> None:
        """Say how a clip is made."""
        await answer(interaction, "answers.help")
