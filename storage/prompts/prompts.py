"""Prompt versions of lines: only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.prompts.prompt import PromptVersion

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx


def _prompt(row: sqlite3.Row) -> PromptVersion:
    return PromptVersion(
        id=row["id"],
        line_id=row["line_id"],
        version=row["version"],
        text=row["text"],
        author_id=row["author_id"],
        written_at=row["written_at"],
        draft=bool(row["draft"]),
        undone=row["undone_at"] is not None,
    )


async def add(
    tx: Tx, line_id: int, text: str, author_id: int, now: float, *, draft: bool = False
) -> PromptVersion:
    """Write the line's next version."""
    prompt_id = await tx.insert(
        """INSERT INTO prompts (line_id, version, text, author_id, written_at, draft)
           VALUES (?, (SELECT coalesce(max(version), 0) + 1 FROM prompts WHERE line_id = ?),
               ?, ?, ?, ?)""",
        (line_id, line_id, text, author_id, now, draft),
    )
    (row,) = await tx.fetch_all("SELECT * FROM prompts WHERE id = ?", (prompt_id,))
    return _prompt(row)


async def latest(tx: Tx, line_id: int) -> PromptVersion | None:
    """The line's prompt as it stands."""
    row = await tx.fetch_one(
        """SELECT * FROM prompts WHERE line_id = ? AND undone_at IS NULL
           ORDER BY version DESC LIMIT 1""",
        (line_id,),
    )
    return _prompt(row) if row else None


async def set_aside(tx: Tx, prompt_id: int, now: float) -> None:
    """Take a version back: the one below it holds again."""
    await tx.update("UPDATE prompts SET undone_at = ? WHERE id = ?", (now, prompt_id))


async def by_id(tx: Tx, prompt_id: int) -> PromptVersion | None:
    """One version of some line's prompt."""
    row = await tx.fetch_one("SELECT * FROM prompts WHERE id = ?", (prompt_id,))
    return _prompt(row) if row else None


async def history(tx: Tx, line_id: int) -> list[PromptVersion]:
    """All versions, the first one first."""
    rows = await tx.fetch_all(
        "SELECT * FROM prompts WHERE line_id = ? ORDER BY version", (line_id,)
    )
    return [_prompt(row) for row in rows]
