"""Who did what and when; rows are only ever added, and the database itself refuses otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.domain.clips.history import HistoryRow
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx

__all__ = ["Contributors", "HistoryRow", "add", "by_id", "of_subject", "page", "people_of"]


@dataclass(frozen=True, slots=True)
class Contributors:
    """Names for the credits, each in the order of people's first deed."""

    lyrics: tuple[str, ...]
    """Entered lines that are in the clip."""
    prompts: tuple[str, ...]
    """Said what is to be seen, for lines that are in the clip."""
    generated: tuple[str, ...]
    """Asked for rounds."""
    voted: tuple[str, ...]
    decided: tuple[str, ...]
    """The director first, then whoever closed votes or picked winners."""


def _row(row: sqlite3.Row) -> HistoryRow:
    return HistoryRow(
        id=row["id"],
        clip_id=row["clip_id"],
        person_id=row["person_id"],
        what=row["what"],
        subject=row["subject"],
        details=decode(row["details"], dict[str, Any]),
        at=row["at"],
    )


async def add(
    tx: Tx,
    clip_id: int,
    person_id: int | None,
    what: str,
    now: float,
    *,
    subject: str = "",
    **details: object,
) -> int:
    """Write a deed down and return its id; ``details`` are what JSON can hold."""
    return await tx.insert(
        """INSERT INTO history (clip_id, person_id, what, subject, details, at)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (clip_id, person_id, what, subject, encode(details), now),
    )


async def by_id(tx: Tx, row_id: int) -> HistoryRow | None:
    """One deed."""
    row = await tx.fetch_one("SELECT * FROM history WHERE id = ?", (row_id,))
    return _row(row) if row else None


async def of_subject(tx: Tx, clip_id: int, subject: str, *, most: int) -> list[HistoryRow]:
    """The newest deeds done to one thing of the clip, the newest first."""
    rows = await tx.fetch_all(
        "SELECT * FROM history WHERE clip_id = ? AND subject = ? ORDER BY id DESC LIMIT ?",
        (clip_id, subject, most),
    )
    return [_row(row) for row in rows]


async def page(tx: Tx, clip_id: int, *, before: int | None, most: int) -> list[HistoryRow]:
    """The clip's deeds before the one of that id, or the newest ones; the newest first."""
    rows = await tx.fetch_all(
        """SELECT * FROM history WHERE clip_id = ?1 AND id < coalesce(?2, id + 1)
           ORDER BY id DESC LIMIT ?3""",
        (clip_id, before, most),
    )
    return [_row(row) for row in rows]


_DEEDS: Final = """
SELECT part, people.name FROM (
    SELECT 'lyrics' AS part, author_id AS person_id, added_at AS at FROM lines
    WHERE clip_id = ?1 AND removed_at IS NULL
    UNION ALL
    SELECT 'prompts', prompts.author_id, written_at FROM prompts JOIN lines ON lines.id = line_id
    WHERE clip_id = ?1 AND removed_at IS NULL AND (prompts.undone_at IS NULL
        OR prompts.id IN (SELECT prompt_id FROM rounds))
    UNION ALL
    SELECT 'generated', requested_by, requested_at FROM rounds WHERE clip_id = ?1
    UNION ALL
    SELECT 'voted', person_id, placed_at FROM votes
    JOIN ballots ON ballots.id = ballot_id JOIN rounds ON rounds.id = round_id
    WHERE rounds.clip_id = ?1
    UNION ALL
    SELECT 'decided', director_id, 0.0 FROM clips WHERE id = ?1
    UNION ALL
    SELECT 'decided', details ->> 'before', at FROM history
    WHERE clip_id = ?1 AND what = 'director-named'
    UNION ALL
    SELECT 'decided', person_id, at FROM history
    WHERE clip_id = ?1 AND what IN ('ballot-closed', 'winner-picked')
) AS deeds JOIN people ON people.person_id = deeds.person_id
WHERE people.person_id > 0 -- those who were forgotten have no name to give
GROUP BY part, people.person_id ORDER BY min(deeds.at), people.person_id
"""


async def people_of(tx: Tx, clip_id: int) -> Contributors:
    """Everybody who had a part in the clip, by name; people never seen by name are left out."""
    rows = await tx.fetch_all(_DEEDS, (clip_id,))

    def names(part: str) -> tuple[str, ...]:
        return tuple(row["name"] for row in rows if row["part"] == part)

    return Contributors(
        lyrics=names("lyrics"),
        prompts=names("prompts"),
        generated=names("generated"),
        voted=names("voted"),
        decided=names("decided"),
    )
