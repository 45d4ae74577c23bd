"""The last changes to each clip's lyrics, kept whole so that they can be taken back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.domain.lyrics.changes import Change, Changed, LyricsChange
from bot.domain.lyrics.line import Line, LineShot, Word
from storage.database.encoding import decode_numbers, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.database.transaction import Tx

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
            encode([[_told(one.before), _told(one.after)] for one in lines]),
            encode(list(unmatched)),
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
        lines=tuple(Changed(_heard(a), _heard(b)) for a, b in json.loads(row["lines"])),
        unmatched=decode_numbers(row["unmatched"]),
        at=row["at"],
    )


def _told(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else asdict(line)


def _heard(told: dict[str, Any] | None) -> Line | None:
    if told is None:
        return None
    return Line(
        id=told["id"],
        clip_id=told["clip_id"],
        number=told["number"],
        text=told["text"],
        section=told["section"],
        start_s=told["start_s"],
        end_s=told["end_s"],
        guessed=told["guessed"],
        words=tuple(Word(word["text"], word["start_s"]) for word in told["words"]),
        winner_take_id=told["winner_take_id"],
        author_id=told["author_id"],
        shot=LineShot(told["shot"]),
        voice=told.get("voice"),  # younger than the oldest changes
    )
