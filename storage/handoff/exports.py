"""Exports: wished for first, finished when their files are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import StorageError
from bot.domain.handoff.export import Export, ExportPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.database.transaction import Tx


async def add(tx: Tx, *, clip_id: int, requested_by: int, rejected: bool, now: float) -> Export:
    """Wish for an export."""
    export_id = await tx.insert(
        "INSERT INTO exports (clip_id, requested_by, requested_at, rejected) VALUES (?, ?, ?, ?)",
        (clip_id, requested_by, now, rejected),
    )
    export = await by_id(tx, export_id)
    if export is None:
        raise StorageError(f"There is no export {export_id}.")
    return export


async def by_id(tx: Tx, export_id: int) -> Export | None:
    """The export, finished or not."""
    row = await tx.fetch_one("SELECT * FROM exports WHERE id = ?", (export_id,))
    if row is None:
        return None
    parts = await tx.fetch_all(
        "SELECT * FROM export_parts WHERE export_id = ? ORDER BY number", (export_id,)
    )
    return Export(
        id=row["id"],
        clip_id=row["clip_id"],
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        rejected=bool(row["rejected"]),
        shots=row["shots"],
        posted=bool(row["posted"]),
        parts=tuple(
            ExportPart(part["number"], part["name"], part["size_bytes"], part["sha256"])
            for part in parts
        ),
    )


async def finish(
    tx: Tx, export_id: int, parts: Sequence[ExportPart], *, shots: int, posted: bool
) -> None:
    """Say what came out; those that the clip had before are forgotten, and their files go."""
    older = """export_id IN (SELECT id FROM exports WHERE id < ?1
        AND clip_id = (SELECT clip_id FROM exports WHERE id = ?1))"""
    await tx.update(f"DELETE FROM export_parts WHERE {older}", (export_id,))  # noqa: S608 - our own words
    await tx.run_many(
        """INSERT INTO export_parts (export_id, number, name, size_bytes, sha256)
           VALUES (?, ?, ?, ?, ?)""",
        [(export_id, one.number, one.name, one.size_bytes, one.sha256) for one in parts],
    )
    await tx.update(
        "UPDATE exports SET shots = ?, posted = ? WHERE id = ?", (shots, posted, export_id)
    )


async def keep_back(tx: Tx, export_id: int) -> bool:
    """Post no file of it, for Discord refuses them; False when that is so already."""
    return (
        await tx.update("UPDATE exports SET posted = 0 WHERE id = ? AND posted = 1", (export_id,))
        > 0
    )
