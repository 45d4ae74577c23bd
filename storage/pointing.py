"""Which files the rows of all tables point to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import renders, songs, takes

if TYPE_CHECKING:
    from storage.transaction import Tx


async def pointed_to(tx: Tx) -> set[str]:
    """The SHA-256 sums of every song, take and render."""
    return await songs.shas(tx) | await takes.shas(tx) | await renders.shas(tx)
