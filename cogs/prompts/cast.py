"""``/cast``: people, places and things that prompts call by ``@name``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.command_names import about, options
from bot.domain.texts import say
from cogs.desk import person_of
from cogs.suggestions import suggest_cast

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class CastCog(commands.GroupCog, group_name="cast", group_description=about("cast")):
    """The clip's cast."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="set", description=about("cast set"))
    @app_commands.describe(**options("cast set", "name", "description"))
    @app_commands.autocomplete(name=suggest_cast)
    async def set_(
        self,
        interaction: Asking,
        name: app_commands.Range[str, 1, 33],
        description: app_commands.Range[str, 1, 1000],
    ) -> None:
        """Describe a name, or describe it anew."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        member = await self.desk.prompts.set_cast(person, clip, name, description)
        text = say(
            clip.locale,
            "answers.cast-set",
            person=person.name,
            name=member.name,
            description=member.description,
        )
        await tell(interaction, text)

    @app_commands.command(name="show", description=about("cast show"))
    async def show(self, interaction: Asking) -> None:
        """List the cast."""
        await acknowledge(interaction)
        style = await self.desk.prompts.style(await self.desk.clip(interaction))
        if not style.cast:
            await answer(interaction, "answers.cast-none")
            return
        locale = locale_of(interaction)
        rows = [
            say(locale, "answers.cast-row", name=member.name, description=member.description)
            for member in style.cast
        ]
        await tell(interaction, "\n".join(rows))

    @app_commands.command(name="remove", description=about("cast remove"))
    @app_commands.describe(**options("cast remove", "name"))
    @app_commands.autocomplete(name=suggest_cast)
    async def remove(self, interaction: Asking, name: app_commands.Range[str, 1, 33]) -> None:
        """Take a name out."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        await self.desk.prompts.remove_cast(person, clip, name)
        text = say(
            clip.locale, "answers.cast-removed", person=person.name, name=name.removeprefix("@")
        )
        await tell(interaction, text)
