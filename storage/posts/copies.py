"""Smaller copies of takes: what a post shows where the pictures themselves are too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.database.transaction import Tx


async def keep(tx: Tx, post_id: int, copies: Mapping[int, str]) -> None:
    """Let the post show these files instead of its takes, by the takes' ids."""
    await tx.run_many(
        """INSERT INTO small_copies (post_id, take_id, sha256) VALUES (?, ?, ?)
           ON CONFLICT (post_id, take_id) DO UPDATE SET sha256 = excluded.sha256""",
        [(post_id, take_id, sha256) for take_id, sha256 in copies.items()],
    )


async def of_post(tx: Tx, post_id: int) -> dict[int, str]:
    """The files that the post shows instead of its takes, by the takes' ids."""
    rows = await tx.fetch_all(
        "SELECT take_id, sha256 FROM small_copies WHERE post_id = ?", (post_id,)
    )
    return {row["take_id"]: row["sha256"] for row in rows}


async def of_round(tx: Tx, round_id: int) -> set[int]:
    """The takes of a round of which some post shows a copy."""
    rows = await tx.fetch_all(
        """SELECT DISTINCT takes.id FROM takes JOIN small_copies ON take_id = takes.id
           WHERE round_id = ?""",
        (round_id,),
    )
    return {row["id"] for row in rows}
