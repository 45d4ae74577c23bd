"""Morphs: films that lead from one take to another, painted once for the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.database.transaction import Tx

Pair = tuple[int, int]
"""The ids of the take that leaves and of the one that arrives."""


async def keep(tx: Tx, pair: Pair, sha256: str, frames: int, now: float) -> None:
    """Keep what was painted between two takes."""
    await tx.update(
        "INSERT OR REPLACE INTO morphs VALUES (?, ?, ?, ?, ?)", (*pair, sha256, frames, now)
    )


async def of_pair(tx: Tx, pair: Pair) -> tuple[str, int] | None:
    """The kept film between two takes, and how many frames it has."""
    row = await tx.fetch_one(
        "SELECT sha256, frames FROM morphs WHERE from_take_id = ? AND to_take_id = ?", pair
    )
    return (row["sha256"], row["frames"]) if row else None
