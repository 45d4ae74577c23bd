"""Notes on renders, each with the line that is sung there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.cut.note import Note

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx

_NOTES: Final = """
SELECT notes.*, lines.position, people.name FROM notes
JOIN lines ON lines.id = notes.line_id JOIN people ON people.person_id = notes.person_id
"""


def _note(row: sqlite3.Row) -> Note:
    return Note(
        id=row["id"],
        clip_id=row["clip_id"],
        line_id=row["line_id"],
        line_number=row["position"],
        render_id=row["render_id"],
        person_id=row["person_id"],
        author=row["name"],
        at_s=row["at_s"],
        text=row["text"],
        made_at=row["made_at"],
        done_at=row["done_at"],
    )


async def add(
    tx: Tx,
    *,
    clip_id: int,
    line_id: int,
    render_id: int,
    person_id: int,
    at_s: float,
    text: str,
    now: float,
) -> int:
    """Keep a note and return its id."""
    return await tx.insert(
        """INSERT INTO notes (clip_id, line_id, render_id, person_id, at_s, text, made_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (clip_id, line_id, render_id, person_id, at_s, text, now),
    )


async def by_id(tx: Tx, note_id: int) -> Note | None:
    """The note."""
    row = await tx.fetch_one(f"{_NOTES} WHERE notes.id = ?", (note_id,))
    return _note(row) if row else None


async def open_of_clip(tx: Tx, clip_id: int) -> list[Note]:
    """The clip's notes that nobody has ticked off, by their moment; not those of removed lines."""
    rows = await tx.fetch_all(
        f"""{_NOTES} WHERE notes.clip_id = ? AND done_at IS NULL AND lines.removed_at IS NULL
            ORDER BY at_s, notes.id""",
        (clip_id,),
    )
    return [_note(row) for row in rows]


async def tick_off(tx: Tx, note_id: int, now: float) -> bool:
    """Mark a note as done; False where it was already."""
    ticked = await tx.update(
        "UPDATE notes SET done_at = ? WHERE id = ? AND done_at IS NULL", (now, note_id)
    )
    return ticked > 0
