"""``/render``: asking for the clip. What is made comes as a post of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.naming import about, options
from bot.client.speaking import acknowledge, answer
from bot.domain.render import RenderKind, RenderOptions
from cogs.desk import person_of
from cogs.parsing import parse_clock

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class RenderCog(commands.GroupCog, group_name="render", group_description=about("render")):
    """The finished clip."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="preview", description=about("render preview"))
    @app_commands.describe(**options("render preview", "captions", "start", "end"))
    @app_commands.rename(start="from", end="to")
    async def preview(
        self,
        interaction: Asking,
        *,
        captions: bool = True,
        start: app_commands.Range[str, 1, 20] | None = None,
        end: app_commands.Range[str, 1, 20] | None = None,
    ) -> None:
        """Ask for a quick, small clip."""
        await acknowledge(interaction)
        options = RenderOptions(
            captions=captions,
            from_s=None if start is None else parse_clock(start),
            to_s=None if end is None else parse_clock(end),
        )
        await self._ask(interaction, RenderKind.PREVIEW, options)

    @app_commands.command(name="final", description=about("render final"))
    @app_commands.describe(**options("render final", "captions", "anyway"))
    async def final(
        self,
        interaction: Asking,
        *,
        captions: bool = True,
        anyway: bool = False,
    ) -> None:
        """Ask for the clip itself."""
        await acknowledge(interaction)
        options = RenderOptions(captions=captions, allow_missing=anyway)
        await self._ask(interaction, RenderKind.FINAL, options)

    async def _ask(self, interaction: Asking, kind: RenderKind, options: RenderOptions) -> None:
        clip = await self.desk.stage(interaction)
        await self.desk.assembling.ask(person_of(interaction), clip, kind, options)
        await answer(interaction, f"answers.render-{kind}")
