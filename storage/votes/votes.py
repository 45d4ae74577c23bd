"""Standing reactions as votes. Which of a person's votes counts is for the domain to say."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from bot.domain.votes.ballot import PRESSED, Vote
from storage.database.encoding import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storage.database.transaction import Tx, Value

# Discord repeats events after a reconnect: a vote that stands keeps the time it was first seen.
_PLACE: Final = """INSERT INTO votes (ballot_id, person_id, choice, placed_at, carried, ways)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ways = ways | excluded.ways"""

# Many rows in one statement: SQLite takes them without asking for Python's lock at each, while the
# bot goes on reading events.
_GIVEN: Final = """WITH given AS (SELECT
    json_extract(value, '$[0]') AS ballot_id, json_extract(value, '$[1]') AS person_id,
    json_extract(value, '$[2]') AS choice, json_extract(value, '$[3]') AS placed_at,
    json_extract(value, '$[4]') AS carried, json_extract(value, '$[5]') AS ways
    FROM json_each(?))"""
_PLACE_GIVEN: Final = """INSERT INTO votes
    (ballot_id, person_id, choice, placed_at, carried, ways)
    SELECT ballot_id, person_id, choice, placed_at, carried, ways FROM given
    WHERE true ON CONFLICT DO UPDATE SET ways = ways | excluded.ways"""
_TAKEN_BACK: Final = """WITH given AS MATERIALIZED (SELECT
    json_extract(value, '$[0]') AS ballot_id, json_extract(value, '$[1]') AS person_id,
    json_extract(value, '$[2]') AS choice, json_extract(value, '$[3]') AS way FROM json_each(?))"""
_DROP_GIVEN: Final = """DELETE FROM votes WHERE (ballot_id, person_id, choice, ways) IN (
    SELECT ballot_id, person_id, choice, taken.value FROM given
    JOIN json_each('[1, 2, 3, 4, 5, 6, 7]') AS taken ON taken.value & ~way = 0)"""
_LESSEN_GIVEN: Final = """UPDATE votes SET ways = ways & ~given.way FROM given
    WHERE votes.ballot_id = given.ballot_id AND votes.person_id = given.person_id
        AND votes.choice = given.choice"""
_DROP_CARRIED: Final = """DELETE FROM votes
    WHERE carried = 1 AND (ballot_id, person_id) IN (SELECT ballot_id, person_id FROM given)"""


def _values(ballot_id: int, vote: Vote) -> tuple[Value, ...]:
    return (ballot_id, vote.person_id, vote.choice, vote.placed_at, vote.carried, vote.ways)


async def votes(tx: Tx, ballot_id: int) -> list[Vote]:
    """All votes that stand, the oldest first."""
    rows = await tx.fetch_all(
        """SELECT person_id, choice, placed_at, carried, ways FROM votes WHERE ballot_id = ?
           ORDER BY placed_at, person_id, choice""",
        (ballot_id,),
    )
    return [
        Vote(row["person_id"], row["choice"], row["placed_at"], bool(row["carried"]), row["ways"])
        for row in rows
    ]


async def place(tx: Tx, ballot_id: int, vote: Vote) -> None:
    """Let a vote stand; one that stands already keeps its time.

    Whoever votes anew takes the place of what was carried over from a deleted message for them.
    """
    await tx.update(
        "DELETE FROM votes WHERE ballot_id = ? AND person_id = ? AND carried = 1",
        (ballot_id, vote.person_id),
    )
    await tx.update(_PLACE, _values(ballot_id, vote))


async def carry(tx: Tx, ballot_id: int) -> None:
    """The message with the reactions is gone: let what was voted on it stand without them."""
    await tx.update(
        """UPDATE votes SET carried = (ways & ?2 = 0), ways = iif(ways & ?2, ?2, ways)
           WHERE ballot_id = ?1""",
        (ballot_id, PRESSED),
    )


async def press(tx: Tx, ballot_id: int, vote: Vote, *, single: bool) -> bool:
    """Place a vote by a button, or take it back if it stands so; return whether it stands now.

    Where one choice counts, what the person had pressed before is taken back. Their reactions stay.
    """
    key = (ballot_id, vote.person_id, vote.choice)
    row = await tx.fetch_one(
        "SELECT ways FROM votes WHERE ballot_id = ? AND person_id = ? AND choice = ?", key
    )
    stood = row is not None and bool(row["ways"] & PRESSED)
    given = "ballot_id = ?1 AND person_id = ?2 AND (?4 OR choice = ?3)"
    for sql in (
        "DELETE FROM votes WHERE ways = ?5 AND",
        "UPDATE votes SET ways = ways & ~?5 WHERE",
    ):
        await tx.update(f"{sql} {given}", (*key, single, PRESSED))
    if not stood:
        await tx.update(
            """INSERT INTO votes (ballot_id, person_id, choice, placed_at, ways)
               VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ways = ways | excluded.ways,
                   placed_at = excluded.placed_at, carried = 0""",
            (*key, vote.placed_at, PRESSED),
        )
    return not stood


async def withdraw(tx: Tx, ballot_id: int, person_id: int, choice: int) -> bool:
    """Take one vote back; False when it did not stand."""
    count = await tx.update(
        "DELETE FROM votes WHERE ballot_id = ? AND person_id = ? AND choice = ?",
        (ballot_id, person_id, choice),
    )
    return count > 0


async def withdraw_choice(tx: Tx, ballot_id: int, choice: int) -> None:
    """Take back everybody's reaction for a choice."""
    await _unreact(tx, "ballot_id = ?1 AND choice = ?2", (ballot_id, choice))


async def withdraw_all(tx: Tx, ballot_id: int) -> None:
    """Take back every reaction on the ballot."""
    await _unreact(tx, "ballot_id = ?1 AND ?2", (ballot_id, True))


async def _unreact(tx: Tx, which: str, values: tuple[int, int]) -> None:
    """Take reactions back; what was pressed stays."""
    await tx.update(f"DELETE FROM votes WHERE ways & ?3 = 0 AND {which}", (*values, PRESSED))  # noqa: S608 - our own words
    await tx.update(f"UPDATE votes SET ways = ?3 WHERE {which}", (*values, PRESSED))  # noqa: S608 - as above


async def change_many(
    tx: Tx,
    *,
    anew: Iterable[tuple[int, int]],
    gone: Mapping[tuple[int, int, int], int],
    placed: Iterable[tuple[int, Vote]],
) -> None:
    """Many changes at once, much faster than one by one.

    Of those who voted ``anew`` (ballot, person) what was carried over goes, then the votes ``gone``
    (ballot, person, choice) in the ways that are given, then those ``placed`` on each ballot stand.
    """
    await _run_given(tx, _DROP_CARRIED, [*anew])
    if gone:
        taken_back = encode([(*key, way) for key, way in gone.items()])
        for sql in (_DROP_GIVEN, _LESSEN_GIVEN):
            await tx.update(f"{_TAKEN_BACK} {sql}", (taken_back,))
    await _run_given(tx, _PLACE_GIVEN, [_values(ballot_id, vote) for ballot_id, vote in placed])


async def replace_all(tx: Tx, ballot_id: int, standing: Sequence[Vote]) -> None:
    """Let exactly ``standing`` stand, with their times as given."""
    await tx.update("DELETE FROM votes WHERE ballot_id = ?", (ballot_id,))
    await _run_given(tx, _PLACE_GIVEN, [_values(ballot_id, vote) for vote in standing])


async def _run_given(tx: Tx, sql: str, rows: Sequence[Sequence[Value]]) -> None:
    if rows:
        await tx.update(f"{_GIVEN} {sql}", (encode(rows),))


async def erase_open(tx: Tx, person_id: int) -> None:
    """Delete a person's votes in open ballots, and let no count from Discord bring them back."""
    rows = await tx.fetch_all(
        """SELECT DISTINCT ballot_id FROM votes JOIN ballots ON ballots.id = ballot_id
           WHERE person_id = ? AND state = 'open'""",
        (person_id,),
    )
    for row in rows:
        await tx.insert(
            "INSERT INTO erased_votes VALUES (?, ?)",
            (row["ballot_id"], _digest(row["ballot_id"], person_id)),
        )
        await tx.update(
            "DELETE FROM votes WHERE ballot_id = ? AND person_id = ?",
            (row["ballot_id"], person_id),
        )


async def without_erased(tx: Tx, ballot_id: int, standing: Sequence[Vote]) -> list[Vote]:
    """``standing`` without the votes of people who were forgotten since they placed them."""
    rows = await tx.fetch_all(
        "SELECT person_digest FROM erased_votes WHERE ballot_id = ?", (ballot_id,)
    )
    erased = {bytes(row["person_digest"]) for row in rows}
    return [
        vote for vote in standing if not erased or _digest(ballot_id, vote.person_id) not in erased
    ]


async def welcome(tx: Tx, placed: Iterable[tuple[int, int]]) -> None:
    """Let those (ballot, person) count again who were forgotten and vote anew."""
    if await tx.fetch_one("SELECT 1 FROM erased_votes LIMIT 1") is None:
        return
    await tx.run_many(
        "DELETE FROM erased_votes WHERE ballot_id = ? AND person_digest = ?",
        [(ballot_id, _digest(ballot_id, person_id)) for ballot_id, person_id in placed],
    )


def _digest(ballot_id: int, person_id: int) -> bytes:
    return hashlib.sha256(f"{ballot_id}:{person_id}".encode()).digest()
