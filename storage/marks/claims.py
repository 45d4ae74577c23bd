"""What renders say of themselves, as they were made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.marks.claim import Claim
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    from storage.database.transaction import Tx


async def keep(tx: Tx, render_id: int, claim: Claim) -> None:
    """Keep a render's claim; of one that is made again, the newer one."""
    await tx.insert(
        """INSERT INTO render_claims (render_id, claim) VALUES (?, ?)
           ON CONFLICT (render_id) DO UPDATE SET claim = excluded.claim""",
        (render_id, encode(claim)),
    )


async def of_render(tx: Tx, render_id: int) -> Claim | None:
    """The render's claim; None for one of an older version."""
    row = await tx.fetch_one("SELECT claim FROM render_claims WHERE render_id = ?", (render_id,))
    return None if row is None else decode(row["claim"], Claim)


async def forget(tx: Tx, name: str) -> None:
    """Take a person's name out of all claims; files that were signed before still hold it."""
    rows = await tx.fetch_all("SELECT * FROM render_claims WHERE instr(claim, ?)", (name,))
    for row in rows:
        claim = decode(row["claim"], Claim)
        deeds = (
            replace(deed, people=tuple(person for person in deed.people if person != name))
            for deed in claim.deeds
        )
        await keep(
            tx,
            row["render_id"],
            replace(claim, deeds=tuple(deed for deed in deeds if deed.people)),
        )
