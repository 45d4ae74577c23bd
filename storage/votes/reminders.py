"""Who was reminded of the votes they owe, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database.transaction import Tx


async def since(tx: Tx, clip_id: int, moment: float) -> set[int]:
    """Those who were reminded after that moment."""
    rows = await tx.fetch_all(
        "SELECT person_id FROM reminders WHERE clip_id = ? AND at > ?", (clip_id, moment)
    )
    return {int(row["person_id"]) for row in rows}


async def note(tx: Tx, clip_id: int, person_ids: Iterable[int], now: float) -> None:
    """They are reminded now."""
    await tx.run_many(
        """INSERT INTO reminders VALUES (?, ?, ?)
           ON CONFLICT (clip_id, person_id) DO UPDATE SET at = excluded.at""",
        [(clip_id, person_id, now) for person_id in person_ids],
    )
