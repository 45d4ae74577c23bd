"""``/style``: the words and the model that hold for all pictures of the clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about, options
from bot.client.phrasing.lyrics import style_text
from bot.domain.errors import UserError
from bot.domain.texts import say
from bot.services.prompts.prompts import StyleChanges
from cogs.desk import person_of
from cogs.suggestions import suggest_models

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class StyleCog(commands.GroupCog, group_name="style", group_description=about("style")):
    """The clip's style."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="set", description=about("style set"))
    @app_commands.describe(
        **options("style set", "words", "negative", "model", "steps", "guidance"),
        **options("style set", "width", "height"),
    )
    @app_commands.autocomplete(model=suggest_models)
    async def set_(
        self,
        interaction: Asking,
        *,
        words: app_commands.Range[str, 0, 1000] | None = None,
        negative: app_commands.Range[str, 0, 1000] | None = None,
        model: app_commands.Range[str, 1, 100] | None = None,
        steps: app_commands.Range[int, 1, 150] | None = None,
        guidance: app_commands.Range[float, 0, 30] | None = None,
        width: app_commands.Range[int, 128, 2048] | None = None,
        height: app_commands.Range[int, 128, 2048] | None = None,
    ) -> None:
        """Change what was given and leave the rest."""
        await acknowledge(interaction, private=False)
        changes = StyleChanges(
            words=words,
            negative=negative,
            preset=model,
            steps=steps,
            guidance=guidance,
            width_px=width,
            height_px=height,
        )
        if changes == StyleChanges():
            raise UserError("errors.style-nothing")
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        restyled = await self.desk.prompts.restyle(person, clip, changes)
        head = say(clip.locale, "answers.style-set", person=person.name)
        await tell(interaction, f"{head}\n{style_text(clip.locale, restyled)}")

    @app_commands.command(name="show", description=about("style show"))
    async def show(self, interaction: Asking) -> None:
        """Show the style, the model and what it was made from."""
        await acknowledge(interaction)
        style = await self.desk.prompts.style(await self.desk.clip(interaction))
        await tell(interaction, style_text(locale_of(interaction), style))
