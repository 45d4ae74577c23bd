"""What a making-of counts: deeds by person, and takes by model."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.database.transaction import Tx

_DEEDS: Final = """
SELECT 'lines' AS what, author_id AS person_id, added_at AS at FROM lines
WHERE clip_id = ?1 AND removed_at IS NULL
UNION ALL
SELECT 'prompts', prompts.author_id, written_at FROM prompts JOIN lines ON lines.id = line_id
WHERE clip_id = ?1 AND removed_at IS NULL
UNION ALL
SELECT 'rounds', requested_by, requested_at FROM rounds WHERE clip_id = ?1
UNION ALL
SELECT 'votes', person_id, placed_at FROM votes
JOIN ballots ON ballots.id = ballot_id JOIN rounds ON rounds.id = round_id
WHERE rounds.clip_id = ?1
UNION ALL
SELECT iif(what IN ('ballot-closed', 'winner-picked'), 'decisions', what), person_id, at
FROM history WHERE clip_id = ?1 AND person_id IS NOT NULL
"""

COUNTED: Final = ("lines", "prompts", "rounds", "votes", "decisions")


async def deeds(tx: Tx, clip_id: int) -> list[tuple[str, int, float]]:
    """What was done, by whom, when; people who were forgotten are below zero."""
    rows = await tx.fetch_all(_DEEDS, (clip_id,))
    return [(row["what"], row["person_id"], row["at"]) for row in rows]


def shares(done: list[tuple[str, int, float]]) -> dict[int, Counter[str]]:
    """How often each person did what, in the order of people's first deed."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for what, person_id, _ in sorted(done, key=lambda one: one[2]):
        if what in COUNTED and person_id > 0:
            found[person_id][what] += 1
    return found


async def takes_by_preset(tx: Tx, clip_id: int) -> dict[str, int]:
    """How many takes each preset has painted, the busiest first."""
    rows = await tx.fetch_all(
        """SELECT preset, count(*) AS takes FROM takes JOIN rounds ON rounds.id = round_id
           WHERE clip_id = ? GROUP BY preset ORDER BY takes DESC, preset""",
        (clip_id,),
    )
    return {row["preset"]: row["takes"] for row in rows}


async def decisions(tx: Tx, clip_id: int) -> int:
    """How often a vote was closed or a winner picked, by people or by a deadline."""
    ((count,),) = await tx.fetch_all(
        """SELECT count(*) FROM history
           WHERE clip_id = ? AND what IN ('ballot-closed', 'winner-picked')""",
        (clip_id,),
    )
    return int(count)


async def last_deed_at(tx: Tx, clip_id: int) -> float:
    """When something was last done for the clip, in seconds since 1970."""
    ((at,),) = await tx.fetch_all("SELECT max(at) FROM history WHERE clip_id = ?", (clip_id,))
    return float(at or 0.0)


async def votes_of_line(tx: Tx, line_id: int) -> int:
    """How many votes were placed on the line's rounds and stand."""
    ((count,),) = await tx.fetch_all(
        """SELECT count(*) FROM votes JOIN ballots ON ballots.id = ballot_id
           JOIN rounds ON rounds.id = round_id WHERE line_id = ?""",
        (line_id,),
    )
    return int(count)


async def was_voted(tx: Tx, take_id: int) -> bool:
    """Whether a ballot has decided for the take."""
    row = await tx.fetch_one("SELECT 1 FROM ballots WHERE winner_take_id = ?", (take_id,))
    return row is not None
