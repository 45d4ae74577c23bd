"""One-time links to the tap page; of a link's secret only its SHA-256 is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.lyrics.taps import LIFETIME_S, Tap

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx


def _tap(row: sqlite3.Row) -> Tap:
    return Tap(
        id=row["id"],
        clip_id=row["clip_id"],
        song_id=row["song_id"],
        person_id=row["person_id"],
        locale=row["locale"],
        made_at=row["made_at"],
        expires_at=row["made_at"] + LIFETIME_S,
        used_at=row["used_at"],
        secret_sha256=row["secret_sha256"],
    )


async def add(
    tx: Tx,
    *,
    clip_id: int,
    song_id: int,
    person_id: int,
    locale: str,
    secret_sha256: bytes,
    now: float,
) -> int:
    """Keep a new link and return its id; those that are over or replaced by it are swept out."""
    await tx.update("DELETE FROM taps WHERE made_at <= ?", (now - LIFETIME_S,))
    await tx.update(
        "DELETE FROM taps WHERE clip_id = ? AND person_id = ? AND used_at IS NULL",
        (clip_id, person_id),
    )
    return await tx.insert(
        """INSERT INTO taps (clip_id, song_id, person_id, locale, secret_sha256, made_at)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (clip_id, song_id, person_id, locale, secret_sha256, now),
    )


async def by_id(tx: Tx, tap_id: int) -> Tap | None:
    """The link, also one that is used or over."""
    row = await tx.fetch_one("SELECT * FROM taps WHERE id = ?", (tap_id,))
    return _tap(row) if row else None


async def use(tx: Tx, tap_id: int, now: float) -> bool:
    """Use the link up; False where somebody has done it before."""
    return bool(
        await tx.update(
            "UPDATE taps SET used_at = ? WHERE id = ? AND used_at IS NULL", (now, tap_id)
        )
    )
