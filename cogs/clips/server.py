"""``/server``: what those who manage a server set for all of its clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about, choice, options
from bot.client.phrasing.clips import server_text
from bot.domain.errors import UserError
from bot.services.clips.servers import GuildChanges
from cogs.clips.clip import LANGUAGES
from cogs.desk import person_of
from cogs.suggestions import suggest_models

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk

Rounds = app_commands.Range[int, 1, 1000]
_FIELDS = ("locale", "preset", "director_role_id", "person_rounds", "guild_rounds")


@app_commands.default_permissions(manage_guild=True)
class ServerCog(commands.GroupCog, group_name="server", group_description=about("server")):
    """The server's settings."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="settings", description=about("server settings"))
    @app_commands.describe(
        **options("server settings", "language", "model", "director"),
        **options("server settings", "person_rounds", "guild_rounds", "clear"),
    )
    @app_commands.rename(person_rounds="person-rounds", guild_rounds="server-rounds")
    @app_commands.choices(language=LANGUAGES, clear=[choice(name) for name in _FIELDS])
    @app_commands.autocomplete(model=suggest_models)
    async def settings(
        self,
        interaction: Asking,
        *,
        language: str | None = None,
        model: app_commands.Range[str, 1, 100] | None = None,
        director: discord.Role | None = None,
        person_rounds: Rounds | None = None,
        guild_rounds: Rounds | None = None,
        clear: str | None = None,
    ) -> None:
        """Change what was given; show all of it."""
        await acknowledge(interaction)
        if interaction.guild_id is None:
            raise UserError("errors.not-here")
        changes = GuildChanges(
            locale=language,
            preset=model,
            director_role_id=None if director is None else director.id,
            person_rounds=person_rounds,
            guild_rounds=guild_rounds,
            forget=clear,
        )
        servers, person = self.desk.servers, person_of(interaction)
        settings = (
            await servers.settings(interaction.guild_id)
            if changes == GuildChanges()
            else await servers.change(person, interaction.guild_id, changes)
        )
        await tell(interaction, server_text(locale_of(interaction), settings, self.desk.settings))
