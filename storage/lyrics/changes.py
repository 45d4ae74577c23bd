"""The last changes to each clip's lyrics, kept whole so that they can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.changes import Change, Changed, LyricsChange
from bot.domain.lyrics.line import Line
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.database.transaction import Tx

_Pairs = list[tuple[Line | None, Line | None]]

KEPT: Final = 50
"""As many changes of a clip can be taken back, one after the other."""


async def add(
    tx: Tx,
    clip_id: int,
    person_id: int,
    what: Change,
    lines: Sequence[Changed],
    *,
    now: float,
    unmatched: Sequence[int] = (),
) -> int:
    """Remember a change, and forget those that are too old; return its id."""
    change_id = await tx.insert(
        """INSERT INTO lyric_changes (clip_id, person_id, what, lines, unmatched, at)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            clip_id,
            person_id,
            what,
            encode([(pair.before, pair.after) for pair in lines]),
            encode(unmatched),
            now,
        ),
    )
    await tx.update(
        """DELETE FROM lyric_changes WHERE clip_id = ?1 AND id NOT IN
               (SELECT id FROM lyric_changes WHERE clip_id = ?1 ORDER BY id DESC LIMIT ?2)""",
        (clip_id, KEPT),
    )
    return change_id


async def last(tx: Tx, clip_id: int) -> LyricsChange | None:
    """The clip's newest change that was not taken back and changed anything."""
    row = await tx.fetch_one(
        """SELECT * FROM lyric_changes WHERE clip_id = ? AND lines != '[]'
           ORDER BY id DESC LIMIT 1""",
        (clip_id,),
    )
    return None if row is None else _change(row)


async def by_id(tx: Tx, change_id: int) -> LyricsChange | None:
    """The change, unless it was taken back or is too old."""
    row = await tx.fetch_one("SELECT * FROM lyric_changes WHERE id = ?", (change_id,))
    return None if row is None else _change(row)


async def forget(tx: Tx, change_id: int) -> None:
    """Drop a change that was taken back; the history still tells of it."""
    await tx.update("DELETE FROM lyric_changes WHERE id = ?", (change_id,))


def _change(row: sqlite3.Row) -> LyricsChange:
    return LyricsChange(
        id=row["id"],
        clip_id=row["clip_id"],
        person_id=row["person_id"],
        what=Change(row["what"]),
        lines=tuple(Changed(*pair) for pair in decode(row["lines"], _Pairs)),
        unmatched=decode(row["unmatched"], tuple[int, ...]),
        at=row["at"],
    )
