"""Taking a clip or a person out of every table, whichever tables there are.

The history keeps that something was erased, not whose.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.clips.clip import ClipState
from storage.clips import history
from storage.cut import looks
from storage.database import schema
from storage.marks import claims
from storage.posts import posts
from storage.votes import votes

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from storage.database.transaction import Tx

NAMELESS: Final = "—"
"""What stands where a forgotten person's name was. Their ids are below zero."""

_NOBODY: Final = 0
"""Directs the clips that were deleted."""

_UPLOADS: Final = (("songs", "added_by"), ("takes", "brought_by"))
"""Files that a person brought: table, and the column that says who."""

_UNMISTAKABLE: Final = 15
"""A number of so many digits in a text is the person's id; a shorter one may be any number."""

_POSTS_FIRST_S: Final = 86_400.0
"""How long a deleted clip's rows wait for Discord to let its posts say so."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A clip whose rows may go now; files kept after ``since`` may be another's by now."""

    clip_id: int
    since: float


async def mark_deleted(tx: Tx, clip_id: int, now: float) -> None:
    """End a clip for good: nothing of it is asked any more, and its posts are to say so."""
    await tx.update(
        "UPDATE clips SET state = ?, deleted_at = ? WHERE id = ?",
        (ClipState.ARCHIVED, now, clip_id),
    )
    await tx.update(
        """UPDATE ballots SET state = 'closed', closed_at = ? WHERE state = 'open'
               AND round_id IN (SELECT id FROM rounds WHERE clip_id = ?)""",
        (now, clip_id),
    )
    await posts.withdraw_all(tx, clip_id)


async def due(tx: Tx, now: float) -> list[Deleted]:
    """Deleted clips whose posts have said so, and that no work under way may still write for."""
    rows = await tx.fetch_all(
        """SELECT id, deleted_at FROM clips WHERE deleted_at IS NOT NULL AND channel_id != 0
           AND (deleted_at < ?1 OR NOT EXISTS (SELECT 1 FROM posts
               WHERE clip_id = clips.id AND state IN ('pending', 'sent')))
           AND NOT EXISTS (SELECT 1 FROM jobs WHERE state = 'running'
               AND (clip_id = clips.id OR started_at <= deleted_at)) ORDER BY id""",
        (now - _POSTS_FIRST_S,),
    )
    return [Deleted(row["id"], row["deleted_at"]) for row in rows]


async def waiting(tx: Tx) -> bool:
    """Whether a deleted clip's rows are still there."""
    row = await tx.fetch_one("SELECT 1 FROM clips WHERE deleted_at IS NOT NULL AND channel_id != 0")
    return row is not None


async def clip(tx: Tx, clip_id: int, now: float) -> None:
    """Delete all that belongs to a clip; its emptied row stays, and one row of its history."""
    await tx.insert(
        "INSERT INTO people VALUES (?, ?, 0) ON CONFLICT (person_id) DO NOTHING",
        (_NOBODY, NAMELESS),
    )
    async with _erasing(tx):
        await schema.remove(tx, "clips", "id = ?", (clip_id,), keep=("clips",))
        await tx.update(
            """UPDATE clips SET guild_id = 0, channel_id = 0, name = '', artist = '',
                   director_id = ?, director_role_id = NULL, rules = '{}' WHERE id = ?""",
            (_NOBODY, clip_id),
        )
    await history.add(tx, clip_id, None, "clip-deleted", now)


async def forget(tx: Tx, person_id: int, now: float) -> tuple[int, ...]:
    """Take a person's name and id out of every row; return the ids of the clips they had part in.

    What they uploaded and their votes in open ballots are deleted; their words stay, nameless.
    """
    ((name, lowest),) = await tx.fetch_all(
        """SELECT (SELECT name FROM people WHERE person_id = ?),
               (SELECT min(0, min(person_id)) FROM people)""",
        (person_id,),
    )
    nameless = int(lowest or 0) - 1
    places = [(link.child, link.column) for link in (await schema.links(tx)).get("people", ())] + [
        ("votes", "person_id"),
        ("history", "person_id"),
    ]
    touched = await _clips_of(tx, person_id, places)
    await votes.erase_open(tx, person_id)
    await tx.update("DELETE FROM reminders WHERE person_id = ?", (person_id,))
    await tx.insert("INSERT INTO people VALUES (?, ?, 0)", (nameless, NAMELESS))
    async with _erasing(tx):
        for table, column in _UPLOADS:
            await schema.remove(tx, table, f"{column} = ?", (person_id,))
        for table, column in places:
            await tx.update(
                f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?',  # noqa: S608 - names of our own schema
                (nameless, person_id),
            )
        await tx.update("DELETE FROM people WHERE person_id = ?", (person_id,))
        await _replace(tx, str(person_id), str(nameless))
        if name is not None:
            await claims.forget(tx, str(name))
            await looks.forget(tx, str(name))
    for clip_id in touched:
        await history.add(tx, clip_id, None, "person-forgotten", now)
        await posts.refresh_all(tx, clip_id)
    return touched


async def known(tx: Tx, who: str) -> list[tuple[int, str]]:
    """Id and name of those whom ``who`` names by id, or by name whatever its capitals."""
    rows = await tx.fetch_all("SELECT person_id, name FROM people WHERE person_id > 0")
    voters = await tx.fetch_all(
        """SELECT DISTINCT person_id, CAST(person_id AS TEXT) AS name FROM votes
           WHERE person_id > 0 AND person_id NOT IN (SELECT person_id FROM people)"""
    )
    people = [(int(row["person_id"]), str(row["name"])) for row in (*rows, *voters)]
    return [person for person in people if who == str(person[0])] or [
        person for person in people if person[1].casefold() == who.casefold()
    ]


@asynccontextmanager
async def _erasing(tx: Tx) -> AsyncGenerator[None]:
    """Let history be changed inside the block."""
    await tx.update("INSERT INTO erasing VALUES (1)")
    yield
    await tx.update("DELETE FROM erasing")


async def _clips_of(tx: Tx, person_id: int, places: Iterable[tuple[str, str]]) -> tuple[int, ...]:
    """The clips in whose own rows the person stands."""
    clip_ids: set[int] = set()
    for table, column in places:
        own = await tx.fetch_all(
            "SELECT 1 FROM pragma_table_info(?) WHERE name = 'clip_id'", (table,)
        )
        if own:
            rows = await tx.fetch_all(
                f'SELECT DISTINCT clip_id FROM "{table}" WHERE "{column}" = ?',  # noqa: S608 - names of our own schema
                (person_id,),
            )
            clip_ids |= {int(row["clip_id"]) for row in rows}
    rest = await tx.fetch_all(
        """SELECT id FROM clips WHERE director_id = ?1 UNION
           SELECT clip_id FROM rounds JOIN ballots ON ballots.round_id = rounds.id
               JOIN votes ON votes.ballot_id = ballots.id WHERE votes.person_id = ?1 UNION
           SELECT lines.clip_id FROM prompts JOIN lines ON lines.id = line_id
               WHERE prompts.author_id = ?1""",
        (person_id,),
    )
    return tuple(sorted(clip_ids | {int(row[0]) for row in rest}))


async def _replace(tx: Tx, person_id: str, nameless: str) -> None:
    """Put ``nameless`` in the place of the id in all texts: JSON of rules and changes, mentions."""
    if len(person_id) < _UNMISTAKABLE:
        return
    number = re.compile(rf"(?<!\d){person_id}(?!\d)", re.ASCII)
    for table, column in await schema.texts(tx):
        rows = await tx.fetch_all(
            f'SELECT DISTINCT "{column}" AS text FROM "{table}" WHERE instr("{column}", ?)',  # noqa: S608 - as above
            (person_id,),
        )
        for row in rows:
            await tx.update(
                f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?',  # noqa: S608 - as above
                (number.sub(nameless, row["text"]), row["text"]),
            )
