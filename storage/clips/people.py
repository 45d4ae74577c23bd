"""People's names as last seen, for credits and posts; ids are Discord's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.database.encoding import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.database.transaction import Tx


async def remember(tx: Tx, person_id: int, name: str, now: float) -> None:
    """Keep the newest name; call it before any row that names this person as its author."""
    await tx.insert(
        """INSERT INTO people (person_id, name, seen_at) VALUES (?, ?, ?)
           ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
           WHERE excluded.seen_at >= seen_at""",
        (person_id, name, now),
    )


async def name_of(tx: Tx, person_id: int) -> str:
    """The name last seen, or the id as text for somebody never seen."""
    return (await names(tx, (person_id,)))[person_id]


async def names(tx: Tx, ids: Iterable[int]) -> dict[int, str]:
    """The names of all ``ids``; the id as text for somebody never seen."""
    names_by_id = {person_id: str(person_id) for person_id in ids}
    rows = await tx.fetch_all(
        """SELECT person_id, name FROM people
           WHERE person_id IN (SELECT value FROM json_each(?))""",
        (encode(list(names_by_id)),),
    )
    names_by_id.update({row["person_id"]: row["name"] for row in rows})
    return names_by_id


async def part_of(tx: Tx, clip_id: int) -> set[int]:
    """Those who directed the clip, asked for rounds, wrote prompts or voted; not the forgotten."""
    rows = await tx.fetch_all(
        """SELECT director_id FROM clips WHERE id = ?1
           UNION SELECT requested_by FROM rounds WHERE clip_id = ?1
           UNION SELECT prompts.author_id FROM prompts JOIN lines ON lines.id = line_id
               WHERE clip_id = ?1
           UNION SELECT person_id FROM votes JOIN ballots ON ballots.id = ballot_id
               JOIN rounds ON rounds.id = round_id WHERE clip_id = ?1""",
        (clip_id,),
    )
    return {int(row[0]) for row in rows if row[0] > 0}
