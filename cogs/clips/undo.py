"""``/undo``: what was done last is taken back, be it words, looks, picks or lyrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, tell
from bot.client.command_names import about, choice, options
from bot.client.phrasing.clips import step_back_text
from bot.client.phrasing.times import undone_text
from bot.domain.clips.steps import StepKind
from cogs.desk import person_of

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk

_LYRICS: Final = "lyrics"


class UndoCog(commands.Cog):
    """Undo."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="undo", description=about("undo"))
    @app_commands.describe(**options("undo", "what"))
    @app_commands.choices(what=[choice(f"undo-{kind}") for kind in (*StepKind, _LYRICS)])
    async def undo(self, interaction: Asking, what: str | None = None) -> None:
        """Take back what was done last, of one kind or of all."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        kind = None if what is None else what.removeprefix("undo-")
        if kind == _LYRICS or (kind is None and await self.desk.steps.lyrics_are_newer(clip)):
            undone = await self.desk.undo.undo(person, clip)
            await tell(interaction, undone_text(clip, person, undone))
            return
        back = await self.desk.steps.undo(person, clip, None if kind is None else StepKind(kind))
        await tell(interaction, step_back_text(clip, person, back))
