"""Which files the rows of all tables point to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import copies, renders, songs, takes

if TYPE_CHECKING:
    from storage.transaction import Tx


async def pointed_to(tx: Tx) -> set[str]:
    """The SHA-256 sums of every song, take, smaller copy and render."""
    found: set[str] = set()
    for table in (songs, takes, copies, renders):
        found |= await table.shas(tx)
    return found
