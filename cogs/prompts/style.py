"""``/style``: the words and the model that hold for all pictures of the clip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about, options
from bot.client.phrasing.lyrics import style_text
from bot.domain.errors import UserError
from bot.domain.texts import say
from bot.services.prompts.prompts import StyleChanges
from cogs.desk import person_of
from cogs.parsing import parse_look
from cogs.suggestions import LineNumber, suggest_lines, suggest_looks, suggest_loras, suggest_models

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


LOOKS: Final = ("look1", "look2", "look3", "look4", "look5", "look6")
Look = app_commands.Range[str, 1, 600]
Weight = app_commands.Range[float, 0, 2]


class StyleCog(commands.GroupCog, group_name="style", group_description=about("style")):
    """The clip's style."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="set", description=about("style set"))
    @app_commands.describe(
        **options("style set", "words", "negative", "model", "steps", "guidance"),
        **options("style set", "width", "height", "lora", "weight"),
    )
    @app_commands.autocomplete(model=suggest_models, lora=suggest_loras)
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
        lora: app_commands.Range[str, 1, 100] | None = None,
        weight: Weight | None = None,
    ) -> None:
        """Change what was given and leave the rest."""
        await acknowledge(interaction, private=False)
        if lora is None and weight is not None:
            raise UserError("style.weight-alone")
        changes = StyleChanges(
            words=words,
            negative=negative,
            preset=model,
            steps=steps,
            guidance=guidance,
            width_px=width,
            height_px=height,
            loras=None if lora is None else ((lora, weight),),
        )
        if changes == StyleChanges():
            raise UserError("errors.style-nothing")
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        restyled = await self.desk.prompts.restyle(person, clip, changes)
        head = say(clip.locale, "answers.style-set", person=person.name)
        await tell(interaction, f"{head}\n{style_text(clip.locale, restyled)}")

    @app_commands.command(name="try", description=about("style try"))
    @app_commands.describe(**options("style try", "line", *LOOKS))
    @app_commands.autocomplete(line=suggest_lines)
    @app_commands.autocomplete(**dict.fromkeys(LOOKS, suggest_looks))
    async def try_(
        self,
        interaction: Asking,
        *,
        look1: Look,
        look2: Look,
        look3: Look | None = None,
        look4: Look | None = None,
        look5: Look | None = None,
        look6: Look | None = None,
        line: LineNumber | None = None,
    ) -> None:
        """Have a line painted in several styles, to be voted on."""
        await acknowledge(interaction)
        clip, person = await self.desk.stage(interaction), person_of(interaction)
        typed = [look for look in (look1, look2, look3, look4, look5, look6) if look]
        looks = [
            StyleChanges(preset=look.model, words=look.words, loras=look.loras)
            for look in map(parse_look, typed)
        ]
        tried = await self.desk.prompts.tried(person, clip, looks)
        queued = await self.desk.rounds.ask_styles(person, clip, line, tried)
        locale = locale_of(interaction)
        await tell(
            interaction, say(locale, "answers.style-tried", line=queued.lines[0], n=len(tried))
        )

    @app_commands.command(name="show", description=about("style show"))
    async def show(self, interaction: Asking) -> None:
        """Show the style, the model and what it was made from."""
        await acknowledge(interaction)
        style = await self.desk.prompts.style(await self.desk.clip(interaction))
        await tell(interaction, style_text(locale_of(interaction), style))
