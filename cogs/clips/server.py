"""``/server``: what those who manage a server set for all of its clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about, choice, options
from bot.domain.errors import UserError
from bot.domain.texts import Safe, escape, say
from bot.services.clips.servers import GuildChanges
from bot.services.rounds.requests import GUILD_LIMIT
from cogs.clips.clip import LANGUAGES
from cogs.desk import person_of
from cogs.suggestions import suggest_models

if TYPE_CHECKING:
    from bot.domain.clips.clip import GuildSettings
    from bot.settings import Settings
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
        governing, person = self.desk.servers, person_of(interaction)
        found = (
            await governing.settings(interaction.guild_id)
            if changes == GuildChanges()
            else await governing.change(person, interaction.guild_id, changes)
        )
        await tell(interaction, server_text(locale_of(interaction), found, self.desk.settings))


def server_text(locale: str, found: GuildSettings, bots: Settings) -> str:
    """A server's settings, one a row; in italics what the bot's own say."""
    language = say(
        locale, f"commands.choice:{found.locale}" if found.locale else "answers.server-any-locale"
    )
    role = found.director_role_id
    director = say(locale, "answers.server-no-director") if role is None else f"<@&{role}>"
    person = min(found.person_rounds or bots.waiting_rounds_max, bots.waiting_rounds_max)
    rows = (
        ("locale", language, found.locale),
        ("preset", escape(found.preset or bots.painter_preset), found.preset),
        ("director", director, role),
        ("person-rounds", str(person), found.person_rounds),
        (
            "guild-rounds",
            str(min(found.guild_rounds or GUILD_LIMIT, GUILD_LIMIT)),
            found.guild_rounds,
        ),
    )
    shown = [
        "- " + say(locale, f"answers.server-{name}", value=Safe(text if own else f"*{text}*"))
        for name, text, own in rows
    ]
    return "\n".join((say(locale, "answers.server-settings"), *shown))
