"""A clip's songs: the newest one counts, earlier ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.song.song import Song
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.database.transaction import Tx


def _song(row: sqlite3.Row) -> Song:
    return Song(
        id=row["id"],
        clip_id=row["clip_id"],
        sha256=row["sha256"],
        filename=row["filename"],
        duration_s=row["duration_s"],
        sample_rate_hz=row["sample_rate_hz"],
        channels=row["channels"],
        loudness_lufs=row["loudness_lufs"],
        tempo_bpm=row["tempo_bpm"],
        beats_s=decode(row["beats_s"], tuple[float, ...]),
        bars_s=decode(row["bars_s"], tuple[float, ...]),
        energy=decode(row["energy"], tuple[float, ...]),
        peak_dbfs=row["peak_dbfs"],
        added_by=row["added_by"],
        added_at=row["added_at"],
    )


async def add(
    tx: Tx,
    *,
    clip_id: int,
    sha256: str,
    filename: str,
    duration_s: float,
    sample_rate_hz: int,
    channels: int,
    loudness_lufs: float | None,
    tempo_bpm: float | None,
    beats_s: Sequence[float],
    bars_s: Sequence[float],
    energy: Sequence[float],
    peak_dbfs: float | None,
    added_by: int,
    now: float,
) -> Song:
    """Make this file the clip's song; the file is kept under ``sha256`` already."""
    song_id = await tx.insert(
        """INSERT INTO songs (clip_id, sha256, filename, duration_s, sample_rate_hz, channels,
               loudness_lufs, tempo_bpm, beats_s, bars_s, energy, peak_dbfs, added_by, added_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            clip_id,
            sha256,
            filename,
            duration_s,
            sample_rate_hz,
            channels,
            loudness_lufs,
            tempo_bpm,
            encode(beats_s),
            encode(bars_s),
            encode(energy),
            peak_dbfs,
            added_by,
            now,
        ),
    )
    (row,) = await tx.fetch_all("SELECT * FROM songs WHERE id = ?", (song_id,))
    return _song(row)


async def count_of_guild(tx: Tx, guild_id: int) -> int:
    """How many songs the guild's clips have, earlier ones too."""
    (row,) = await tx.fetch_all(
        "SELECT count(*) FROM songs JOIN clips ON clips.id = clip_id WHERE guild_id = ?",
        (guild_id,),
    )
    return int(row[0])


async def drop_earlier(tx: Tx, clip_id: int, keep: int) -> None:
    """Forget all but a clip's newest songs, and those that a tap link plays; their files may go."""
    await tx.update(
        """DELETE FROM songs WHERE clip_id = ?1 AND id NOT IN (SELECT song_id FROM taps)
           AND id NOT IN (SELECT id FROM songs WHERE clip_id = ?1 ORDER BY id DESC LIMIT ?2)""",
        (clip_id, keep),
    )


async def current(tx: Tx, clip_id: int) -> Song | None:
    """The clip's song."""
    row = await tx.fetch_one(
        "SELECT * FROM songs WHERE clip_id = ? ORDER BY id DESC LIMIT 1", (clip_id,)
    )
    return _song(row) if row else None
