"""``/help``: how a clip is made, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.command_names import about
from bot.domain.errors import UserError
from bot.domain.texts import say
from cogs.clips.beginning import next_buttons

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class HelpCog(commands.Cog):
    """Help."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="help", description=about("help"))
    async def help(self, interaction: Asking) -> None:
        """Say how a clip is made, with the buttons of what can be done now."""
        await acknowledge(interaction)
        locale = locale_of(interaction)
        try:
            view = await next_buttons(self.desk, await self.desk.clip(interaction), locale)
        except UserError:  # there is no clip here yet
            view = buttons(Action.BEGIN, row=interaction.channel_id or 0, locale=locale)
        await tell(interaction, say(locale, "answers.help"), view=view)
