"""``/render``: asking for the clip. What is made comes as a post of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer
from bot.client.command_names import about, options
from bot.domain.cut.formats import Aspect
from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.errors import UserError
from cogs.cut.looks import SHAPES, Height
from cogs.desk import person_of
from cogs.parsing import parse_clock
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class RenderCog(commands.GroupCog, group_name="render", group_description=about("render")):
    """The finished clip."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="preview", description=about("render preview"))
    @app_commands.describe(**options("render preview", "captions", "line", "start", "end", "shape"))
    @app_commands.rename(start="from", end="to")
    @app_commands.choices(shape=SHAPES)
    @app_commands.autocomplete(line=suggest_lines)
    async def preview(
        self,
        interaction: Asking,
        *,
        captions: bool = True,
        line: LineNumber | None = None,
        start: app_commands.Range[str, 1, 20] | None = None,
        end: app_commands.Range[str, 1, 20] | None = None,
        shape: str | None = None,
    ) -> None:
        """Ask for a quick, small clip."""
        await acknowledge(interaction)
        if line is not None and (start is not None or end is not None):
            raise UserError("render.line-or-span")
        options = RenderOptions(
            captions=captions,
            from_s=None if start is None else parse_clock(start),
            to_s=None if end is None else parse_clock(end),
            aspect=None if shape is None else Aspect(shape),
        )
        await self._ask(interaction, RenderKind.PREVIEW, options, line)

    @app_commands.command(name="final", description=about("render final"))
    @app_commands.describe(**options("render final", "captions", "anyway", "shape", "height"))
    @app_commands.choices(shape=SHAPES)
    async def final(
        self,
        interaction: Asking,
        *,
        captions: bool = True,
        anyway: bool = False,
        shape: str | None = None,
        height: Height | None = None,
    ) -> None:
        """Ask for the clip itself."""
        await acknowledge(interaction)
        options = RenderOptions(
            captions=captions,
            allow_missing=anyway,
            aspect=None if shape is None else Aspect(shape),
            short_side_px=height,
        )
        await self._ask(interaction, RenderKind.FINAL, options)

    async def _ask(
        self,
        interaction: Asking,
        kind: RenderKind,
        options: RenderOptions,
        line: int | None = None,
    ) -> None:
        clip, person = await self.desk.stage(interaction), person_of(interaction)
        await self.desk.renders.ask(person, clip, kind, options, line=line)
        await answer(interaction, f"answers.render-{kind}")
