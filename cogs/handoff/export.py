"""``/clip export``: the clip for editors, and where it lies when it is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.command_names import about, options
from bot.domain.texts import Safe, say
from cogs.desk import person_of

if TYPE_CHECKING:
    from bot.client.buttons import Target
    from cogs.desk import Asking, Desk


class HandoffCommands(commands.Cog):
    """The clip on its way into an editor."""

    desk: Desk

    @app_commands.command(name="export", description=about("clip export"))
    @app_commands.describe(**options("clip export", "rejected"))
    async def export(self, interaction: Asking, *, rejected: bool = True) -> None:
        """Ask for the pack."""
        await acknowledge(interaction)
        clip = await self.desk.stage(interaction)
        await self.desk.exports.ask(person_of(interaction), clip, rejected=rejected)
        await answer(interaction, "answers.export-asked")


async def say_where(desk: Desk, interaction: Asking, target: Target) -> None:
    """Tell the director where an export's files lie."""
    await acknowledge(interaction)
    found = await desk.exports.places(person_of(interaction), target.clip, target.id)
    rows = [f"{name}: `{path}`" for name, path in found]
    where = Safe("\n".join(rows))
    await tell(interaction, say(locale_of(interaction), "answers.export-where", where=where))
