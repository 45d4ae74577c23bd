"""A clip in the making, and what a guild sets for all of its clips."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.clips.people import Naming

if TYPE_CHECKING:
    from bot.domain.marks.guarding import ArtistsRule
    from bot.domain.votes.ballot import BallotRules


class ClipState(StrEnum):
    """Whether a clip still takes commands."""

    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Clip:
    """One music video in the making, bound to one channel or thread."""

    id: int
    guild_id: int
    channel_id: int
    name: str
    locale: str
    director_id: int
    director_name: str
    director_role_id: int | None
    state: ClipState
    rules: BallotRules
    created_at: float
    artist: str = ""
    director_first: bool = False
    """Whether the director's rounds take the clip's first turns in the queue."""
    round_threads: bool = False
    """Whether each round gets a thread of its own for talk."""
    paused: bool = False
    """Whether painting waits until the director lets it go on."""
    previews: bool = True
    """Whether a progress message shows what is becoming of the takes."""
    calls: bool = True
    """Whether whoever asked for a batch is mentioned when it is done."""
    names: Naming = Naming.FULL
    """How its people are named in what leaves the house."""
    mining: bool | None = None
    """Whether others may train on it; None says nothing."""
    deleted: bool = False
    """Whether its rows and files go as soon as its posts have said so."""
    adrift_at: float | None = None
    """Since when its channel is gone; archived until it is brought to another one."""

    @property
    def is_active(self) -> bool:
        """Whether it takes commands."""
        return self.state is ClipState.ACTIVE

    @property
    def adrift(self) -> bool:
        """Whether it has lost its channel."""
        return self.adrift_at is not None and not self.deleted


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What those who manage a guild set for it; None leaves it to whoever runs the bot.

    ``locale``, ``preset`` and ``director_role_id`` are what new clips begin with. ``person_rounds``
    and ``guild_rounds`` are how many rounds one person, and everyone, may have waiting.
    """

    guild_id: int
    locale: str | None = None
    preset: str | None = None
    director_role_id: int | None = None
    person_rounds: int | None = None
    guild_rounds: int | None = None
    refused_words: tuple[str, ...] = ()
    """Words that no prompt may have."""
    opt_outs: tuple[str, ...] = ()
    """People whose style is not to be imitated."""
    artists: ArtistsRule | None = None
    held_from: float | None = None
    """From which certainty on a picture is held back; above 1 none is."""
    reports_channel_id: int | None = None
    """Where its managers are told of reported takes, and of those held back."""


@dataclass(frozen=True, slots=True)
class ClipCounts:
    """How far a clip is: lines by what they still need."""

    lines: int = 0
    prompted: int = 0
    painted: int = 0
    voting: int = 0
    decided: int = 0
    untimed: int = 0
    waiting_jobs: int = 0
    open_ballots: tuple[int, ...] = field(default_factory=tuple[int, ...])
