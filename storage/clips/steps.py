"""The last steps of each clip besides its lyrics, kept whole so that they can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.clips.steps import CHANGES, Change, Step, StepKind
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    from storage.database.transaction import Tx

KEPT: Final = 50
"""As many steps of a clip can be taken back, one after the other."""

_KINDS: Final = {change: kind for kind, change in CHANGES.items()}


async def add(
    tx: Tx, clip_id: int, person_id: int, change: Change, now: float, *, directed: bool = False
) -> None:
    """Remember a step, and forget those that are too old."""
    await tx.insert(
        """INSERT INTO steps (clip_id, person_id, kind, change, directed, at)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (clip_id, person_id, _KINDS[type(change)], encode(change), directed, now),
    )
    await tx.update(
        """DELETE FROM steps WHERE clip_id = ?1 AND id NOT IN
               (SELECT id FROM steps WHERE clip_id = ?1 ORDER BY id DESC LIMIT ?2)""",
        (clip_id, KEPT),
    )


async def last(tx: Tx, clip_id: int, kind: StepKind | None = None) -> Step | None:
    """The clip's newest step, or its newest of one kind, that was not taken back."""
    row = await tx.fetch_one(
        """SELECT * FROM steps WHERE clip_id = ?1 AND kind = coalesce(?2, kind)
           ORDER BY id DESC LIMIT 1""",
        (clip_id, kind),
    )
    if row is None:
        return None
    kind = StepKind(row["kind"])
    return Step(
        id=row["id"],
        clip_id=row["clip_id"],
        person_id=row["person_id"],
        kind=kind,
        change=decode(row["change"], CHANGES[kind]),
        directed=bool(row["directed"]),
        at=row["at"],
    )


async def forget(tx: Tx, step_id: int) -> None:
    """Drop a step that was taken back; the history still tells of it."""
    await tx.update("DELETE FROM steps WHERE id = ?", (step_id,))
