"""The service of the song."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.attachments import MIB
from bot.domain.song.song import SongLimits
from bot.services.song.songs import Songs

if TYPE_CHECKING:
    from bot.ports.song import Measure
    from bot.wiring.ground import Ground


def build_songs(ground: Ground, measure: Measure) -> Songs:
    """The service of this subject; songs may be as long and as large as the settings say."""
    limits = SongLimits(
        longest_s=ground.settings.song_max_minutes * 60,
        largest_bytes=int(ground.settings.song_max_mib * MIB),
    )
    return Songs(ground.db, ground.files, ground.clock, measure=measure, limits=limits)
