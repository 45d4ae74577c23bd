"""The services of clips and servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.votes.ballot import BallotRules
from bot.services.clips.channels import Channels
from bot.services.clips.clips import Clips
from bot.services.clips.deeds import Deeds
from bot.services.clips.directors import Directors
from bot.services.clips.erasure import Erasure
from bot.services.clips.own_data import OwnData
from bot.services.clips.owners import Owners
from bot.services.clips.servers import Servers
from bot.services.clips.steps import Steps

if TYPE_CHECKING:
    from bot.wiring.ground import Ground


@dataclass(frozen=True, slots=True)
class ClipServices:
    """Clips as a whole and their end, which clip a row belongs to, and servers' settings."""

    clips: Clips
    owners: Owners
    servers: Servers
    own_data: OwnData
    erasure: Erasure
    deeds: Deeds
    steps: Steps
    channels: Channels
    directors: Directors


def build_clips(ground: Ground) -> ClipServices:
    """The services of this subject; a new clip begins as the settings say."""
    settings = ground.settings
    return ClipServices(
        clips=Clips(
            ground.db,
            ground.clock,
            ground.bell,
            default_preset=settings.painter_preset,
            default_rules=BallotRules(deadline_s=settings.ballot_deadline_minutes * 60 or None),
            default_locale=settings.locale,
        ),
        owners=Owners(ground.db),
        deeds=Deeds(ground.db),
        steps=Steps(ground.db, ground.clock, ground.bell),
        own_data=OwnData(ground.db),
        servers=Servers(ground.db, ground.pictures),
        channels=Channels(ground.db, ground.clock, ground.bell),
        directors=Directors(ground.db, ground.clock, ground.bell),
        erasure=Erasure(
            ground.db,
            ground.files,
            ground.clock,
            ground.bell,
            rejected_days=settings.rejected_takes_days,
        ),
    )
