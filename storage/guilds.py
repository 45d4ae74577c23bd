"""What a guild's administrators set for all of its clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.clip import GuildSettings

if TYPE_CHECKING:
    from storage.transaction import Tx


async def settings(tx: Tx, guild_id: int) -> GuildSettings:
    """The guild's settings; defaults when nothing was ever set."""
    row = await tx.fetch_one("SELECT * FROM guild_settings WHERE guild_id = ?", (guild_id,))
    if row is None:
        return GuildSettings(guild_id)
    return GuildSettings(row["guild_id"], row["locale"], row["upload_limit_bytes"])


async def save(tx: Tx, settings: GuildSettings) -> None:
    """Keep all of the guild's settings as they are in ``settings``."""
    await tx.insert(
        """INSERT INTO guild_settings (guild_id, locale, upload_limit_bytes) VALUES (?, ?, ?)
           ON CONFLICT (guild_id) DO UPDATE
           SET locale = excluded.locale, upload_limit_bytes = excluded.upload_limit_bytes""",
        (settings.guild_id, settings.locale, settings.upload_limit_bytes),
    )
