"""Which files the rows of all tables point to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.cut import renders
from storage.posts import copies
from storage.rounds import takes
from storage.song import songs

if TYPE_CHECKING:
    from storage.database.transaction import Tx


async def pointed_to(tx: Tx) -> set[str]:
    """The SHA-256 sums of every song, take, smaller copy and render."""
    found: set[str] = set()
    for table in (songs, takes, copies, renders):
        found |= await table.shas(tx)
    return found
