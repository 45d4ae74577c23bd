"""How clips and shots look: one JSON document each, since it is read and written as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.cut.look import ClipLook, ShotLook
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    from storage.database.transaction import Tx


DEFAULT_SHOT: Final = ShotLook()
"""A shot that nobody has set anything for."""


async def of_clip(tx: Tx, clip_id: int) -> ClipLook:
    """The clip's look; the house's where nobody has set one."""
    row = await tx.fetch_one("SELECT look FROM clip_looks WHERE clip_id = ?", (clip_id,))
    return decode(row["look"], ClipLook) if row else ClipLook()


async def set_clip(tx: Tx, clip_id: int, look: ClipLook) -> None:
    """Keep the clip's look."""
    await tx.update(
        """INSERT INTO clip_looks (clip_id, look) VALUES (?, ?)
           ON CONFLICT (clip_id) DO UPDATE SET look = excluded.look""",
        (clip_id, encode(look)),
    )


async def forget(tx: Tx, name: str) -> None:
    """Take a person's name out of written credits, and out of the steps that wrote them."""
    quoted = encode(name)
    rows = await tx.fetch_all("SELECT * FROM clip_looks WHERE instr(look, ?)", (quoted,))
    for row in rows:
        look = decode(row["look"], ClipLook)
        roles = tuple(
            replace(role, names=tuple(one for one in role.names if one != name))
            for role in look.roles or ()
        )
        await set_clip(tx, row["clip_id"], replace(look, roles=roles or None))
    await tx.update("DELETE FROM steps WHERE kind = 'look' AND instr(change, ?)", (quoted,))


async def of_shots(tx: Tx, clip_id: int) -> dict[int, ShotLook]:
    """What is set for the clip's shots, by line id."""
    rows = await tx.fetch_all(
        """SELECT line_id, look FROM shot_looks JOIN lines ON lines.id = line_id
           WHERE lines.clip_id = ?""",
        (clip_id,),
    )
    return {row["line_id"]: decode(row["look"], ShotLook) for row in rows}


async def set_shot(tx: Tx, line_id: int, look: ShotLook) -> None:
    """Keep what is set for a line's shot."""
    await tx.update(
        """INSERT INTO shot_looks (line_id, look) VALUES (?, ?)
           ON CONFLICT (line_id) DO UPDATE SET look = excluded.look""",
        (line_id, encode(look)),
    )
