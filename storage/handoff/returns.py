"""Timelines that came back from editors, until they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.handoff.returned import ReturnedEdit
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.database.transaction import Tx


async def keep(
    tx: Tx, clip_id: int, person_id: int, cuts: Sequence[tuple[int, float]], now: float
) -> int:
    """Keep the cuts until they are applied, in place of any others of the clip; return their id."""
    returned_id = await tx.insert(
        "INSERT INTO returned_edits (clip_id, person_id, cuts, at) VALUES (?, ?, ?, ?)",
        (clip_id, person_id, encode(cuts), now),
    )
    await tx.update(
        "DELETE FROM returned_edits WHERE clip_id = ? AND id < ?", (clip_id, returned_id)
    )
    return returned_id


async def by_id(tx: Tx, returned_id: int) -> ReturnedEdit | None:
    """The cuts, unless they were applied or newer ones have taken their place."""
    row = await tx.fetch_one("SELECT * FROM returned_edits WHERE id = ?", (returned_id,))
    if row is None:
        return None
    cuts = tuple(decode(row["cuts"], list[tuple[int, float]]))
    return ReturnedEdit(row["id"], row["clip_id"], cuts)


async def forget(tx: Tx, clip_id: int) -> None:
    """Nothing of the clip waits to be applied any more."""
    await tx.update("DELETE FROM returned_edits WHERE clip_id = ?", (clip_id,))
