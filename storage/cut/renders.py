"""Renders: wished for first, finished when their files are kept."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bot.domain.cut.render import Render, RenderKind, RenderOptions
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.database.transaction import Tx


def _render(row: sqlite3.Row) -> Render:
    return Render(
        id=row["id"],
        clip_id=row["clip_id"],
        kind=RenderKind(row["kind"]),
        options=decode(row["options"], RenderOptions),
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        sha256=row["sha256"],
        posted_sha256=row["posted_sha256"],
        frames=row["frames"],
        rate=None if row["rate"] is None else Fraction(row["rate"]),
        width_px=row["width_px"],
        height_px=row["height_px"],
        cards=decode(row["cards"], tuple[int, ...]),
        broken=decode(row["broken"], tuple[int, ...]),
        unseen=decode(row["unseen"], tuple[int, ...]),
        faded=decode(row["faded"], tuple[int, ...]),
        undrawn=decode(row["undrawn"], tuple[tuple[int, str], ...]),
        spread=bool(row["spread"]),
        refits=row["refits"],
    )


async def add(
    tx: Tx,
    *,
    clip_id: int,
    kind: RenderKind,
    options: RenderOptions,
    requested_by: int,
    now: float,
) -> Render:
    """Wish for a render."""
    render_id = await tx.insert(
        """INSERT INTO renders (clip_id, kind, options, requested_by, requested_at)
           VALUES (?, ?, ?, ?, ?)""",
        (clip_id, kind, encode(options), requested_by, now),
    )
    (row,) = await tx.fetch_all("SELECT * FROM renders WHERE id = ?", (render_id,))
    return _render(row)


async def by_id(tx: Tx, render_id: int) -> Render | None:
    """The render, finished or not."""
    row = await tx.fetch_one("SELECT * FROM renders WHERE id = ?", (render_id,))
    return _render(row) if row else None


async def finish(
    tx: Tx,
    render_id: int,
    *,
    sha256: str,
    posted_sha256: str | None,
    frames: int,
    rate: Fraction,
    width_px: int,
    height_px: int,
    cards: Sequence[int],
    broken: Sequence[int],
    unseen: Sequence[int],
    undrawn: Sequence[tuple[int, str]],
    spread: bool,
    faded: Sequence[int] = (),
) -> None:
    """Say what came out; ``posted_sha256`` is None when no file fits the channel."""
    await tx.update(
        """UPDATE renders SET sha256 = ?, posted_sha256 = ?, frames = ?, rate = ?, width_px = ?,
               height_px = ?, cards = ?, broken = ?, unseen = ?, undrawn = ?, spread = ?, faded = ?
            WHERE id = ?""",
        (
            sha256,
            posted_sha256,
            frames,
            str(rate),
            width_px,
            height_px,
            encode(tuple(cards)),
            encode(tuple(broken)),
            encode(tuple(unseen)),
            encode(tuple(undrawn)),
            spread,
            encode(tuple(faded)),
            render_id,
        ),
    )


async def refit(tx: Tx, render_id: int, posted_sha256: str | None) -> int:
    """Post this smaller file instead, or none; return how often that has been done."""
    await tx.update(
        "UPDATE renders SET posted_sha256 = ?, refits = refits + 1 WHERE id = ?",
        (posted_sha256, render_id),
    )
    (row,) = await tx.fetch_all("SELECT refits FROM renders WHERE id = ?", (render_id,))
    return int(row["refits"])
