"""What the history tells of a clip, for tests to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.clips import history

if TYPE_CHECKING:
    from storage.clips.history import HistoryRow
    from storage.database.transaction import Tx


async def deeds_of(tx: Tx, clip_id: int) -> list[HistoryRow]:
    """All that was written down of the clip, the oldest first."""
    rows = await tx.fetch_all("SELECT id FROM history WHERE clip_id = ? ORDER BY id", (clip_id,))
    found = [await history.by_id(tx, row["id"]) for row in rows]
    return [row for row in found if row is not None]
