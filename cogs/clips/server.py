"""``/server``: what those who manage a server set for all of its clips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.buttons import Action, field, form
from bot.client.command_names import about, choice, options
from bot.client.phrasing.clips import server_text
from bot.client.rights import missing
from bot.domain.clips.people import require_manager
from bot.domain.errors import UserError
from bot.domain.marks.guarding import ArtistsRule, names_in
from bot.domain.texts import say
from bot.services.clips.servers import GuildChanges
from bot.services.marks.looking import USUAL_FROM
from cogs.clips.clip import LANGUAGES
from cogs.desk import person_of
from cogs.suggestions import suggest_models

if TYPE_CHECKING:
    from bot.client.buttons import Submission
    from cogs.desk import Asking, Desk

HELD_FROM: Final = {"off": 2.0, "strict": 0.5, "usual": USUAL_FROM}
"""From which certainty on pictures are held back, by the choice's name."""
LIST_LENGTH: Final = 4000
"""What a form's field takes; a longer list of names belongs into the bot's own file."""
Rounds = app_commands.Range[int, 1, 1000]
_FIELDS = (
    "locale",
    "preset",
    "director_role_id",
    "person_rounds",
    "guild_rounds",
    "artists",
    "held_from",
    "reports_channel_id",
)


@app_commands.default_permissions(manage_guild=True)
class ServerCog(commands.GroupCog, group_name="server", group_description=about("server")):
    """The server's settings."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="settings", description=about("server settings"))
    @app_commands.describe(
        **options("server settings", "language", "model", "director"),
        **options(
            "server settings",
            "person_rounds",
            "guild_rounds",
            "artists",
            "pictures",
            "reports",
            "clear",
        ),
    )
    @app_commands.rename(person_rounds="person-rounds", guild_rounds="server-rounds")
    @app_commands.choices(
        language=LANGUAGES,
        artists=[choice(f"artists-{rule}") for rule in ArtistsRule],
        pictures=[choice(f"pictures-{name}") for name in HELD_FROM],
        clear=[choice(name) for name in _FIELDS],
    )
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
        artists: str | None = None,
        pictures: str | None = None,
        reports: discord.TextChannel | None = None,
        clear: str | None = None,
    ) -> None:
        """Change what was given; show all of it."""
        await acknowledge(interaction)
        if interaction.guild_id is None:
            raise UserError("errors.not-here")
        if reports is not None:
            lacking = missing(reports.permissions_for(reports.guild.me), reports)
            if lacking:
                raise UserError("errors.rights-missing", rights=", ".join(lacking))
        changes = GuildChanges(
            locale=language,
            preset=model,
            director_role_id=None if director is None else director.id,
            person_rounds=person_rounds,
            guild_rounds=guild_rounds,
            held_from=None if pictures is None else HELD_FROM[pictures.removeprefix("pictures-")],
            reports_channel_id=None if reports is None else reports.id,
            artists=None if artists is None else ArtistsRule(artists.removeprefix("artists-")),
            forget=clear,
        )
        servers, person = self.desk.servers, person_of(interaction)
        settings = (
            await servers.settings(interaction.guild_id)
            if changes == GuildChanges()
            else await servers.change(person, interaction.guild_id, changes)
        )
        await tell(interaction, server_text(locale_of(interaction), settings, self.desk.settings))

    @app_commands.command(name="words", description=about("server words"))
    async def words(self, interaction: Asking) -> None:
        """Open a form with the words that are refused and the people who are not imitated."""
        require_manager(person_of(interaction))
        locale, guild_id = locale_of(interaction), interaction.guild_id or 0
        settings = await self.desk.servers.settings(guild_id)
        fields = (
            field(
                name,
                say(locale, f"answers.words-{name}"),
                about=say(locale, f"answers.words-{name}-about"),
                value="\n".join(listed),
                limit=LIST_LENGTH,
                required=False,
            )
            for name, listed in (("refused", settings.refused_words), ("names", settings.opt_outs))
        )
        title = say(locale, "answers.words-title")
        await interaction.response.send_modal(form(Action.WORDS, guild_id, title, *fields))


async def words_submitted(desk: Desk, interaction: Asking, typed: Submission) -> None:
    """Keep the lists that came back."""
    await acknowledge(interaction)
    changes = GuildChanges(
        refused_words=names_in(typed.fields.get("refused", "")),
        opt_outs=names_in(typed.fields.get("names", "")),
    )
    guild_id = interaction.guild_id or 0
    settings = await desk.servers.change(person_of(interaction), guild_id, changes)
    await answer(
        interaction,
        "answers.words-kept",
        words=len(settings.refused_words),
        names=len(settings.opt_outs),
    )
