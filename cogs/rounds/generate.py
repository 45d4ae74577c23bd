"""``/generate``: asking for takes. What is painted comes as a post of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.command_names import about, options
from bot.client.phrasing.rounds import asked_text
from bot.services.rounds.requests import MAX_SEED, Wish
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.services.rounds.requests import Queued
    from cogs.desk import Asking, Desk

TakeCount = app_commands.Range[int, 1, 10]
Seed = app_commands.Range[int, 0, MAX_SEED]


class PaintCog(commands.GroupCog, group_name="generate", group_description=about("generate")):
    """Rounds of takes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="line", description=about("generate line"))
    @app_commands.describe(**options("generate line", "line", "takes", "seed"))
    @app_commands.autocomplete(line=suggest_lines)
    async def line(
        self,
        interaction: Asking,
        line: LineNumber,
        takes: TakeCount | None = None,
        seed: Seed | None = None,
    ) -> None:
        """Ask for a round of one line."""
        await acknowledge(interaction)
        clip = await self.desk.stage(interaction)
        wish = wished(self.desk, takes, seed)
        queued = await self.desk.rounds.ask_line(person_of(interaction), clip, line, wish)
        await tell(interaction, asked_text(locale_of(interaction), queued))

    @app_commands.command(name="missing", description=about("generate missing"))
    @app_commands.describe(**options("generate missing", "takes"))
    async def missing(self, interaction: Asking, takes: TakeCount | None = None) -> None:
        """Ask for a round of every line that has none."""
        await acknowledge(interaction)
        clip = await self.desk.stage(interaction)
        wish = wished(self.desk, takes, None)
        queued = await self.desk.rounds.ask_missing(person_of(interaction), clip, wish)
        await tell_asked(interaction, clip, queued)


async def tell_asked(interaction: Asking, clip: Clip, queued: Queued) -> None:
    """Answer with what was put into the queue, and offer what helps the lines left out."""
    locale = locale_of(interaction)
    helps = buttons(Action.SHEET, Action.DRAFT, row=clip.id, locale=locale)
    view = helps if queued.without_prompt else None
    await tell(interaction, asked_text(locale, queued), view=view)


def wished(desk: Desk, takes: int | None, seed: int | None) -> Wish:
    """A wish, with as many takes as is usual here where nobody says."""
    usual = min(desk.rounds.takes_max, desk.settings.takes_default)
    return Wish(takes=usual if takes is None else takes, seed=seed)
