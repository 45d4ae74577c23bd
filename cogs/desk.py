"""What every command needs: the services, who asks, which clip, and the answer's way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.client.answers import locale_of
from bot.client.rights import HOME, locked_out, missing
from bot.domain.clips.people import Person
from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean
from bot.services.clips.owners import Place

if TYPE_CHECKING:
    from bot.client.attachments import Attachments
    from bot.domain.clips.clip import Clip
    from bot.ports.clock import Clock
    from bot.services.board.shots import ShotLookup
    from bot.services.board.upkeep import BoardUpkeep
    from bot.services.board.views import BoardViews
    from bot.services.clips.channels import Channels
    from bot.services.clips.clips import Clips
    from bot.services.clips.deeds import Deeds
    from bot.services.clips.directors import Directors
    from bot.services.clips.erasure import Erasure
    from bot.services.clips.own_data import OwnData
    from bot.services.clips.owners import Kind, Owners
    from bot.services.clips.servers import Servers
    from bot.services.clips.steps import Steps
    from bot.services.cut.looks import Looks
    from bot.services.cut.notes import Notes
    from bot.services.cut.renders import Renders
    from bot.services.cut.stills import Stills
    from bot.services.handoff.exports import Exports
    from bot.services.handoff.making import MakingOfs
    from bot.services.handoff.returns import Returns
    from bot.services.jobs.queue import JobQueue
    from bot.services.lyrics.changes import Undo
    from bot.services.lyrics.shots import Shots
    from bot.services.lyrics.taps import TapLinks
    from bot.services.lyrics.text import LyricsText
    from bot.services.lyrics.times import Times
    from bot.services.marks.looking import HeldPictures
    from bot.services.marks.reports import Reports
    from bot.services.marks.signed_copies import SignedCopies
    from bot.services.prompts.prompts import Prompts
    from bot.services.prompts.sheet import PromptSheets
    from bot.services.rounds.brought import BroughtTakes
    from bot.services.rounds.films import Films
    from bot.services.rounds.lookup import RoundLookup
    from bot.services.rounds.parts import Parts
    from bot.services.rounds.requests import RoundRequests
    from bot.services.song.songs import Songs
    from bot.services.votes.carousel import Carousel
    from bot.services.votes.deadlines import Deadlines
    from bot.services.votes.decisions import Decisions
    from bot.services.votes.reminders import Reminders
    from bot.services.votes.votes import Votes
    from bot.settings import Settings
    from bot.tapping import TapPage

    Asking = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """The services behind the commands, and the settings that commands read."""

    settings: Settings
    clock: Clock
    attachments: Attachments
    clips: Clips
    channels: Channels
    directors: Directors
    owners: Owners
    deeds: Deeds
    steps: Steps
    erasure: Erasure
    servers: Servers
    own_data: OwnData
    songs: Songs
    lyrics: LyricsText
    times: Times
    shots: Shots
    undo: Undo
    prompts: Prompts
    sheets: PromptSheets
    rounds: RoundRequests
    brought: BroughtTakes
    parts: Parts
    films: Films
    queue: JobQueue
    votes: Votes
    decisions: Decisions
    deadlines: Deadlines
    carousel: Carousel
    reminders: Reminders
    looks: Looks
    notes: Notes
    stills: Stills
    marks: SignedCopies
    held: HeldPictures
    reports: Reports
    renders: Renders
    exports: Exports
    returns: Returns
    makings: MakingOfs
    lookup: RoundLookup
    boards: BoardViews
    board_upkeep: BoardUpkeep
    board_shots: ShotLookup
    taps: TapLinks
    tap_page: TapPage

    async def clip(self, interaction: Asking) -> Clip:
        """The clip of the channel or thread that is asked from.

        Raises:
            UserError: there is none.
        """
        where = _where(interaction)
        return await self.clips.here(where.channel_id, where.parent_id)

    async def clips_of_channel(self, interaction: Asking) -> list[Clip]:
        """All clips of the channel or thread, the active one first, then the newest."""
        guild_id, channel_id = interaction.guild_id, interaction.channel_id
        there = [] if guild_id is None else await self.clips.of_guild(guild_id)
        return [clip for clip, _ in there if clip.channel_id == channel_id]

    async def admit(self, interaction: Asking, kind: Kind, row: str) -> Clip:
        """The clip of the row that a button or a form names: that of the channel asked from.

        Raises:
            UserError: the row is gone, or another channel's.
        """
        return await self.owners.clip(kind, row, _where(interaction))

    async def stage(self, interaction: Asking) -> Clip:
        """As ``clip``, for what ends in a post: the bot must be able to post it there.

        What could not be posted while a right was missing is posted now.

        Raises:
            UserError: there is no clip, the bot lacks rights in the channel, or it is locked.
        """
        clip = await self.clip(interaction)
        permissions = missing(interaction.app_permissions, interaction.channel)
        if permissions:
            raise UserError("errors.rights-missing", rights=", ".join(permissions))
        if locked_out(interaction.app_permissions, interaction.channel):
            raise UserError("errors.thread-locked")
        await self.clips.post_again(clip.channel_id)
        return clip


def _where(interaction: Asking) -> Place:
    channel = interaction.channel
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
    return Place(interaction.guild_id, interaction.channel_id, parent_id)


def person_of(interaction: Asking) -> Person:
    """Who asks, with the roles they hold at this moment."""
    user = interaction.user
    roles = user.roles if isinstance(user, discord.Member) else []
    return Person(
        id=user.id,
        name=clean(user.display_name) or str(user.id),
        role_ids=frozenset(role.id for role in roles),
        locale=locale_of(interaction),
        manages=interaction.permissions.manage_guild,
    )


def member(user: discord.Member) -> Person:
    """Another member, as somebody named them."""
    return Person(id=user.id, name=clean(user.display_name) or str(user.id))


def place_of(interaction: Asking) -> tuple[int, int]:
    """The server and the channel or thread that is asked from.

    Raises:
        UserError: nothing can be posted there.
    """
    fits = isinstance(interaction.channel, HOME)
    if interaction.guild_id is None or interaction.channel_id is None or not fits:
        raise UserError("errors.not-a-channel")
    return interaction.guild_id, interaction.channel_id
