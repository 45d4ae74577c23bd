"""Which files the rows of all tables point to.

Found by the schema itself: every text column named ``sha256``, or ending in ``_sha256``, names a
kept file. A table that is added later is known from its migration on, so that no sweep ever takes
its files for nobody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.database import schema

if TYPE_CHECKING:
    from storage.database.transaction import Tx


async def pointed_to(tx: Tx) -> set[str]:
    """The SHA-256 sums of every song, take, smaller copy, render and whatever else is kept."""
    sums: set[str] = set()
    for table, column in await schema.texts(tx):
        if column != "sha256" and not column.endswith("_sha256"):
            continue
        # Names of our own schema, not of anybody's input.
        rows = await tx.fetch_all(
            f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        )
        sums.update(row[0] for row in rows)
    return sums
