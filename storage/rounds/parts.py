"""Parts of takes that rounds paint again, and one-time links to the page where one is drawn.

Of a link's secret only its SHA-256 is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.lyrics.taps import LIFETIME_S
from bot.domain.rounds.part import Area, Mask, Part, PartLink

if TYPE_CHECKING:
    from storage.database.transaction import Tx


async def add(tx: Tx, round_id: int, part: Part) -> None:
    """Say what a round paints again."""
    await tx.insert(
        "INSERT INTO parts (round_id, area, filling, words) VALUES (?, ?, ?, ?)",
        (round_id, part.area, part.filling, part.words),
    )
    if part.mask is not None:
        await found(tx, round_id, part.mask)


async def found(tx: Tx, round_id: int, mask: Mask) -> None:
    """Keep where the part is."""
    await tx.update(
        "UPDATE parts SET mask_width = ?, mask_height = ?, mask = ? WHERE round_id = ?",
        (mask.width, mask.height, mask.bits, round_id),
    )


async def of_round(tx: Tx, round_id: int) -> Part | None:
    """What the round paints again; None of rounds that paint whole pictures."""
    row = await tx.fetch_one("SELECT * FROM parts WHERE round_id = ?", (round_id,))
    if row is None:
        return None
    mask = None
    if row["mask"] is not None:
        mask = Mask(row["mask_width"], row["mask_height"], row["mask"])
    return Part(Area(row["area"]), row["filling"], row["words"], mask)


async def invite(
    tx: Tx,
    *,
    clip_id: int,
    take_id: int,
    person_id: int,
    locale: str,
    filling: str,
    strength: float,
    takes_wanted: int,
    secret_sha256: bytes,
    now: float,
) -> int:
    """Keep a new link and return its id; those that are over are swept out."""
    await tx.update("DELETE FROM part_links WHERE made_at <= ?", (now - LIFETIME_S,))
    return await tx.insert(
        """INSERT INTO part_links (clip_id, take_id, person_id, locale, filling, strength,
               takes_wanted, secret_sha256, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            clip_id,
            take_id,
            person_id,
            locale,
            filling,
            strength,
            takes_wanted,
            secret_sha256,
            now,
        ),
    )


async def link(tx: Tx, link_id: int) -> PartLink | None:
    """The link, also one that is used or over."""
    row = await tx.fetch_one("SELECT * FROM part_links WHERE id = ?", (link_id,))
    if row is None:
        return None
    return PartLink(
        id=row["id"],
        clip_id=row["clip_id"],
        take_id=row["take_id"],
        person_id=row["person_id"],
        locale=row["locale"],
        filling=row["filling"],
        strength=row["strength"],
        takes_wanted=row["takes_wanted"],
        expires_at=row["made_at"] + LIFETIME_S,
        used_at=row["used_at"],
        secret_sha256=row["secret_sha256"],
    )


async def use(tx: Tx, link_id: int, now: float) -> bool:
    """Use the link up; False where somebody has done it before."""
    return bool(
        await tx.update(
            "UPDATE part_links SET used_at = ? WHERE id = ? AND used_at IS NULL", (now, link_id)
        )
    )
