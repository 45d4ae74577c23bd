"""What those who manage a guild set for all of its clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.clips.clip import GuildSettings
from bot.domain.marks.guarding import ArtistsRule
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    from storage.database.transaction import Tx


async def settings(tx: Tx, guild_id: int) -> GuildSettings:
    """The guild's settings; defaults when nothing was ever set."""
    row = await tx.fetch_one("SELECT * FROM guild_settings WHERE guild_id = ?", (guild_id,))
    if row is None:
        return GuildSettings(guild_id)
    return GuildSettings(
        guild_id=row["guild_id"],
        locale=row["locale"],
        preset=row["preset"],
        director_role_id=row["director_role_id"],
        person_rounds=row["person_rounds"],
        guild_rounds=row["guild_rounds"],
        refused_words=decode(row["refused_words"], tuple[str, ...]),
        opt_outs=decode(row["opt_outs"], tuple[str, ...]),
        held_from=row["held_from"],
        reports_channel_id=row["reports_channel_id"],
        artists=None if row["artists"] is None else ArtistsRule(row["artists"]),
    )


async def save(tx: Tx, settings: GuildSettings) -> None:
    """Keep all of the guild's settings as they are in ``settings``."""
    await tx.insert(
        """INSERT INTO guild_settings (guild_id, locale, preset, director_role_id, person_rounds,
               guild_rounds, refused_words, opt_outs, artists, held_from,
               reports_channel_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (guild_id) DO UPDATE SET locale = excluded.locale,
               preset = excluded.preset, director_role_id = excluded.director_role_id,
               person_rounds = excluded.person_rounds, guild_rounds = excluded.guild_rounds,
               refused_words = excluded.refused_words, opt_outs = excluded.opt_outs,
               artists = excluded.artists, held_from = excluded.held_from,
               reports_channel_id = excluded.reports_channel_id""",
        (
            settings.guild_id,
            settings.locale,
            settings.preset,
            settings.director_role_id,
            settings.person_rounds,
            settings.guild_rounds,
            encode(settings.refused_words),
            encode(settings.opt_outs),
            settings.artists,
            settings.held_from,
            settings.reports_channel_id,
        ),
    )
