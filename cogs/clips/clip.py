"""``/clip``: begin, look at, set and end the clip of a channel or thread."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.command_names import about, choice, options
from bot.client.phrasing.clips import clip_row, settings_text, status_text
from bot.domain.clips.people import Naming, directs, require_director
from bot.domain.errors import UserError
from bot.domain.texts import say, spoken
from bot.domain.votes.ballot import TieRule, VotingMode
from bot.services.clips.clips import NO_ROLE, ClipChanges
from cogs.clips.beginning import Beginning, next_buttons
from cogs.clips.history import tell_history
from cogs.desk import member, person_of, place_of
from cogs.handoff.export import HandoffCommands
from cogs.parsing import parse_duration, parse_voters
from cogs.suggestions import suggest_adrift, suggest_clips

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from cogs.desk import Asking, Desk

LANGUAGES = [choice("en"), choice("fr")]


class ClipCog(
    HandoffCommands, commands.GroupCog, group_name="clip", group_description=about("clip")
):
    """The clip as a whole."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="new", description=about("clip new"))
    @app_commands.describe(**options("clip new", "name", "artist", "language", "director"))
    @app_commands.choices(language=LANGUAGES)
    async def new(
        self,
        interaction: Asking,
        name: app_commands.Range[str, 1, 80] | None = None,
        artist: app_commands.Range[str, 1, 80] | None = None,
        language: str | None = None,
        director: discord.Role | None = None,
    ) -> None:
        """Begin a clip: as the options say, or else by a form."""
        guild_id, channel_id = place_of(interaction)
        if name is None:
            if artist or language or director:
                raise UserError("clip.name-missing")
            await Beginning(self.desk).open(interaction)
            return
        await acknowledge(interaction, private=False)
        clip = await self.desk.clips.create(
            person_of(interaction),
            guild_id=guild_id,
            channel_id=channel_id,
            name=name,
            artist=artist or "",
            locale=language,
            read_locale=spoken(interaction.locale) or spoken(interaction.guild_locale),
            director_role_id=None if director is None else director.id,
        )
        text = say(clip.locale, "answers.clip-new", name=clip.name, director=clip.director_name)
        await tell(interaction, text, view=await next_buttons(self.desk, clip, clip.locale))

    @app_commands.command(name="status", description=about("clip status"))
    async def status(self, interaction: Asking) -> None:
        """Show how far the clip is."""
        await acknowledge(interaction)
        clip = await self.desk.clip(interaction)
        status = await self.desk.clips.status(clip)
        await tell(interaction, status_text(locale_of(interaction), status))

    @app_commands.command(name="list", description=about("clip list"))
    async def list_(self, interaction: Asking) -> None:
        """List the server's clips."""
        await acknowledge(interaction)
        rows = [
            row
            for row in await self.desk.clips.of_guild(interaction.guild_id or 0)
            if _may_see(interaction, row[0].channel_id)
        ]
        if not rows:
            await answer(interaction, "answers.clips-none")
            return
        locale = locale_of(interaction)
        await tell(interaction, "\n".join(clip_row(locale, *row) for row in rows))

    @app_commands.command(name="history", description=about("clip history"))
    async def history(self, interaction: Asking) -> None:
        """Show who did what."""
        await acknowledge(interaction)
        await tell_history(self.desk, interaction, await self.desk.clip(interaction))

    @app_commands.command(name="archive", description=about("clip archive"))
    async def archive(self, interaction: Asking) -> None:
        """End the clip."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        await self.desk.clips.archive(person_of(interaction), clip)
        await tell(interaction, say(clip.locale, "answers.clip-archived", name=clip.name))

    @app_commands.command(name="delete", description=about("clip delete"))
    @app_commands.describe(**options("clip delete", "name"))
    @app_commands.autocomplete(name=suggest_clips)
    async def delete(
        self, interaction: Asking, name: app_commands.Range[str, 1, 80] | None = None
    ) -> None:
        """Ask whether a clip of the channel, active or archived, is to be deleted for good."""
        await acknowledge(interaction)
        there = [
            clip
            for clip in await self.desk.clips_of_channel(interaction)
            if name is None or name in {str(clip.id), clip.name}
        ]
        if not there and name is not None:
            raise UserError("clip.none-named", name=name)
        clip = there[0] if there else await self.desk.clip(interaction)
        require_director(person_of(interaction), clip)
        counts = (await self.desk.clips.status(clip)).counts
        locale = locale_of(interaction)
        text = say(locale, "answers.clip-delete", name=clip.name, lines=counts.lines)
        await tell(interaction, text, view=buttons(Action.DELETE, row=clip.id, locale=locale))

    @app_commands.command(name="director", description=about("clip director"))
    @app_commands.describe(**options("clip director", "person"))
    async def director(self, interaction: Asking, person: discord.Member) -> None:
        """Name who directs the clip from now on."""
        await acknowledge(interaction)
        clip, asking = await self.desk.stage(interaction), person_of(interaction)
        if person.bot:
            raise UserError("clip.director-bot")
        # Asked only where it matters: Discord tells the bot of nobody's leaving.
        left = asking.manages and not directs(asking, clip) and await _has_left(interaction, clip)
        await self.desk.directors.name(asking, clip, member(person), left=left)
        await answer(interaction, "answers.clip-director", name=clip.name)

    @app_commands.command(name="move", description=about("clip move"))
    @app_commands.describe(**options("clip move", "clip"))
    @app_commands.autocomplete(clip=suggest_adrift)
    async def move(self, interaction: Asking, clip: app_commands.Range[str, 1, 100]) -> None:
        """Bring a clip here that has lost its channel."""
        await acknowledge(interaction, private=False)
        guild_id, channel_id = place_of(interaction)
        named = await self._adrift(guild_id, clip)
        moved = await self.desk.channels.move(
            person_of(interaction), named.id, guild_id, channel_id
        )
        await tell(interaction, say(moved.locale, "answers.clip-moved", name=moved.name))

    async def _adrift(self, guild_id: int, wanted: str) -> Clip:
        """The clip without a channel that a suggestion's value or a name means."""
        found = await self.desk.channels.adrift(guild_id)
        for clip in found:
            if wanted in {str(clip.id), clip.name}:
                return clip
        raise UserError("clip.none-adrift")

    @app_commands.command(name="settings", description=about("clip settings"))
    @app_commands.describe(
        **options("clip settings", "name", "artist", "language", "director", "voters", "mode"),
        **options("clip settings", "deadline", "quorum", "tie", "pick", "tallies", "when_all"),
        **options("clip settings", "first_takes", "repaints", "director_first", "threads"),
        **options("clip settings", "previews", "pings", "names", "training", "clear"),
    )
    @app_commands.rename(
        first_takes="first-takes", when_all="when-all", director_first="director-first"
    )
    @app_commands.choices(
        language=LANGUAGES,
        clear=[choice("artist"), choice("director-role")],
        mode=[choice(mode.value) for mode in VotingMode],
        tie=[choice(rule.value) for rule in TieRule],
        pick=[choice("at-once"), choice("after-vote")],
        names=[choice(f"names-{naming}") for naming in Naming],
        training=[choice("training-yes"), choice("training-no")],
    )
    async def settings(
        self,
        interaction: Asking,
        *,
        name: app_commands.Range[str, 1, 80] | None = None,
        artist: app_commands.Range[str, 1, 80] | None = None,
        language: str | None = None,
        director: discord.Role | None = None,
        voters: app_commands.Range[str, 1, 500] | None = None,
        mode: str | None = None,
        deadline: app_commands.Range[str, 1, 20] | None = None,
        quorum: app_commands.Range[int, 1, 1000] | None = None,
        tie: str | None = None,
        pick: str | None = None,
        tallies: bool | None = None,
        when_all: bool | None = None,
        first_takes: bool | None = None,
        repaints: app_commands.Range[int, 0, 20] | None = None,
        director_first: bool | None = None,
        threads: bool | None = None,
        previews: bool | None = None,
        pings: bool | None = None,
        names: str | None = None,
        training: str | None = None,
        clear: str | None = None,
    ) -> None:
        """Change what was given; show all of it."""
        await acknowledge(interaction)
        clip = await self.desk.clip(interaction)
        rules: dict[str, Any] = {}
        if voters is not None:
            rules["voter_role_id"], rules["voter_ids"] = parse_voters(voters)
        if deadline is not None:
            rules["deadline_s"] = parse_duration(deadline)
        typed = {
            "mode": None if mode is None else VotingMode(mode),
            "quorum": quorum,
            "tie": None if tie is None else TieRule(tie),
            "pick_at_once": None if pick is None else pick == "at-once",
            "tallies_shown": tallies,
            "closes_when_all_voted": when_all,
            "first_round_decides": first_takes,
            "repaint_limit": repaints,
        }
        rules |= {name: value for name, value in typed.items() if value is not None}
        changes = ClipChanges(
            name=name,
            artist="" if clear == "artist" else artist,
            locale=language,
            director_role_id=_role_wanted(director, clear),
            rules=(lambda now: dataclasses.replace(now, **rules)) if rules else None,
            director_first=director_first,
            round_threads=threads,
            previews=previews,
            calls=pings,
            names=None if names is None else Naming(names.removeprefix("names-")),
            mining=None if training is None else training == "training-yes",
        )
        if changes != ClipChanges():
            clip = await self.desk.clips.change(person_of(interaction), clip, changes)
        await tell(interaction, settings_text(locale_of(interaction), clip))


def _may_see(interaction: Asking, channel_id: int) -> bool:
    """Whether the asking person sees a clip's channel; one that is gone hides nothing."""
    guild, person = interaction.guild, interaction.user
    channel = None if guild is None else guild.get_channel_or_thread(channel_id)
    if channel is None or not isinstance(person, discord.Member):
        return True
    return channel.permissions_for(person).view_channel


async def _has_left(interaction: Asking, clip: Clip) -> bool:
    """Whether the clip's director is no member of the server any more, or was forgotten."""
    if interaction.guild is None or clip.director_id < 0:
        return True
    try:
        await interaction.guild.fetch_member(clip.director_id)
    except discord.NotFound:
        return True
    return False


def _role_wanted(director: discord.Role | None, clear: str | None) -> int | None:
    if clear == "director-role":
        return NO_ROLE
    return None if director is None else director.id
