"""What those who manage a guild set for all of its clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.clips.clip import GuildSettings

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
    )


async def save(tx: Tx, settings: GuildSettings) -> None:
    """Keep all of the guild's settings as they are in ``settings``."""
    await tx.insert(
        """INSERT INTO guild_settings (guild_id, locale, preset, director_role_id, person_rounds,
               guild_rounds)
           VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (guild_id) DO UPDATE SET locale = excluded.locale,
               preset = excluded.preset, director_role_id = excluded.director_role_id,
               person_rounds = excluded.person_rounds, guild_rounds = excluded.guild_rounds""",
        (
            settings.guild_id,
            settings.locale,
            settings.preset,
            settings.director_role_id,
            settings.person_rounds,
            settings.guild_rounds,
        ),
    )
