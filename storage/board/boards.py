"""Where boards stand: the message of each, since when it is there, and whether it is pinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.database.transaction import Tx


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """A board's message; ``pinned`` says that pinning it was tried, with or without success."""

    clip_id: int
    message_id: int
    posted_at: float
    pinned: bool


async def posted(tx: Tx, clip_id: int, message_id: int, now: float) -> None:
    """The board's message is there; it is not pinned yet."""
    await tx.update(
        """INSERT INTO boards (clip_id, message_id, posted_at) VALUES (?1, ?2, ?3)
           ON CONFLICT (clip_id) DO UPDATE SET message_id = ?2, posted_at = ?3, pinned = 0
           WHERE message_id != ?2""",
        (clip_id, message_id, now),
    )


async def pinned(tx: Tx, clip_id: int) -> None:
    """Pinning it was tried: once is enough."""
    await tx.update("UPDATE boards SET pinned = 1 WHERE clip_id = ?", (clip_id,))


async def of_clip(tx: Tx, clip_id: int) -> BoardPlace | None:
    """Where the clip's board stands, or stood last."""
    row = await tx.fetch_one("SELECT * FROM boards WHERE clip_id = ?", (clip_id,))
    if row is None:
        return None
    return BoardPlace(clip_id, row["message_id"], row["posted_at"], bool(row["pinned"]))


async def standing(tx: Tx) -> list[int]:
    """The messages of the boards of all clips that are worked on."""
    rows = await tx.fetch_all(
        """SELECT message_id FROM boards JOIN clips ON clips.id = clip_id
           WHERE clips.state = 'active' ORDER BY clip_id"""
    )
    return [int(row["message_id"]) for row in rows]
