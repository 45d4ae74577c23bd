"""Ballots and the votes standing in them; deciding is the domain's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.votes.ballot import Ballot, BallotRules, BallotState, Decision
from storage.database.encoding import decode, encode
from storage.votes.votes import (
    carry,
    change_many,
    place,
    press,
    replace_all,
    votes,
    welcome,
    withdraw,
    withdraw_all,
    withdraw_choice,
    without_erased,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from storage.database.transaction import Tx

__all__ = [
    "add_choice",
    "begin",
    "by_id",
    "carry",
    "change_many",
    "close",
    "decision_of",
    "drop_choice",
    "due",
    "give_time",
    "hasten",
    "next_deadline",
    "of_round",
    "open_",
    "open_of_round",
    "open_on",
    "open_ones",
    "place",
    "postpone",
    "press",
    "reopen",
    "replace_all",
    "unsettled_of_clip",
    "votes",
    "waiting_of_line",
    "welcome",
    "withdraw",
    "withdraw_all",
    "withdraw_choice",
    "without_erased",
]


_RUNNING: Final = """FROM ballots WHERE state = 'open' AND NOT EXISTS (
    SELECT 1 FROM rounds JOIN clips ON clips.id = rounds.clip_id
    WHERE rounds.id = round_id AND adrift_at IS NOT NULL)"""
"""Open ballots with a channel; those of clips without one wait, and their deadlines with them."""


def _ballot(row: sqlite3.Row) -> Ballot:
    return Ballot(
        id=row["id"],
        round_id=row["round_id"],
        state=BallotState(row["state"]),
        rules=decode(row["rules"], BallotRules),
        choices=decode(row["choices"], tuple[int, ...]),
        opened_at=row["opened_at"],
        closes_at=row["closes_at"],
        winner_take_id=row["winner_take_id"],
        run_off_of=row["run_off_of"],
        hastened=bool(row["hastened"]),
    )


async def open_(
    tx: Tx,
    *,
    round_id: int,
    rules: BallotRules,
    choices: Sequence[int],
    opened_at: float,
    closes_at: float | None,
    run_off_of: int | None = None,
) -> Ballot:
    """Open a ballot on a round between the takes numbered ``choices``.

    Raises:
        StorageError: the round has an open ballot already.
    """
    ballot_id = await tx.insert(
        """INSERT INTO ballots (round_id, state, rules, choices, opened_at, closes_at, run_off_of)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            round_id,
            BallotState.OPEN,
            encode(rules),
            encode(tuple(choices)),
            opened_at,
            closes_at,
            run_off_of,
        ),
    )
    (row,) = await tx.fetch_all("SELECT * FROM ballots WHERE id = ?", (ballot_id,))
    return _ballot(row)


async def add_choice(tx: Tx, ballot_id: int, number: int) -> None:
    """Let an open ballot's voters choose the take of that number, too."""
    await tx.update(
        """UPDATE ballots SET choices = json_insert(choices, '$[#]', ?)
           WHERE id = ? AND state = 'open'""",
        (number, ballot_id),
    )


async def drop_choice(tx: Tx, ballot_id: int, number: int) -> None:
    """Let nobody choose the take of that number any more; votes for it are gone."""
    await tx.update(
        """UPDATE ballots SET choices = (
               SELECT json_group_array(value) FROM json_each(choices) WHERE value <> ?1)
           WHERE id = ?2""",
        (number, ballot_id),
    )
    await tx.update("DELETE FROM votes WHERE ballot_id = ? AND choice = ?", (ballot_id, number))


async def by_id(tx: Tx, ballot_id: int) -> Ballot | None:
    """The ballot."""
    row = await tx.fetch_one("SELECT * FROM ballots WHERE id = ?", (ballot_id,))
    return _ballot(row) if row else None


async def of_round(tx: Tx, round_id: int) -> list[Ballot]:
    """The round's ballots, the newest one last."""
    rows = await tx.fetch_all("SELECT * FROM ballots WHERE round_id = ? ORDER BY id", (round_id,))
    return [_ballot(row) for row in rows]


async def open_of_round(tx: Tx, round_id: int) -> Ballot | None:
    """The round's open ballot; there is never more than one."""
    row = await tx.fetch_one(
        "SELECT * FROM ballots WHERE round_id = ? AND state = 'open'", (round_id,)
    )
    return _ballot(row) if row else None


async def open_ones(tx: Tx) -> list[Ballot]:
    """The open ballots of all clips, the oldest first."""
    rows = await tx.fetch_all("SELECT * FROM ballots WHERE state = 'open' ORDER BY id")
    return [_ballot(row) for row in rows]


async def unsettled_of_clip(tx: Tx, clip_id: int) -> list[Ballot]:
    """The clip's ballots that wait: for votes, or, tied, for the director; by line and round.

    Those of removed lines are left out, and a tie after which its line was decided or voted on
    again waits no more.
    """
    rows = await tx.fetch_all(
        """SELECT ballots.* FROM ballots JOIN rounds ON rounds.id = ballots.round_id
           JOIN lines ON lines.id = rounds.line_id
           WHERE rounds.clip_id = ?1 AND lines.removed_at IS NULL
               AND (ballots.state = 'open' OR ballots.state = 'tied'
                   AND (rounds.trial OR lines.winner_take_id IS NULL)
                   AND ballots.id = (SELECT max(later.id) FROM ballots AS later
                       JOIN rounds AS theirs ON theirs.id = later.round_id
                       WHERE theirs.line_id = lines.id AND theirs.trial = rounds.trial))
           ORDER BY lines.position, rounds.number, ballots.id""",
        (clip_id,),
    )
    return [_ballot(row) for row in rows]


async def waiting_of_line(tx: Tx, line_id: int, *, trial: bool = False) -> list[Ballot]:
    """The line's ballots that are open or tied, the oldest first: on takes for it, or on styles."""
    rows = await tx.fetch_all(
        """SELECT ballots.* FROM ballots JOIN rounds ON rounds.id = ballots.round_id
           WHERE line_id = ? AND trial = ? AND ballots.state IN ('open', 'tied')
           ORDER BY ballots.id""",
        (line_id, trial),
    )
    return [_ballot(row) for row in rows]


async def due(tx: Tx, now: float) -> list[Ballot]:
    """Open ballots whose deadline has come, the longest overdue first."""
    rows = await tx.fetch_all(
        f"SELECT * {_RUNNING} AND closes_at <= ? ORDER BY closes_at, id", (now,)
    )
    return [_ballot(row) for row in rows]


async def next_deadline(tx: Tx) -> float | None:
    """When the next open ballot is due, or was; None when none has a deadline."""
    (row,) = await tx.fetch_all(f"SELECT min(closes_at) {_RUNNING}")
    deadline: float | None = row[0]
    return deadline


async def close(  # noqa: PLR0917 - the order is that of the words
    tx: Tx,
    ballot_id: int,
    state: BallotState,
    decision: Decision | None,
    winner_take_id: int | None,
    now: float,
) -> None:
    """End a ballot; without a new ``decision`` an earlier one (a tie's count) is kept."""
    await tx.update(
        """UPDATE ballots SET state = ?, decision = coalesce(?, decision), winner_take_id = ?,
               closed_at = ? WHERE id = ?""",
        (
            state,
            None if decision is None else encode(decision),
            winner_take_id,
            now,
            ballot_id,
        ),
    )


async def decision_of(tx: Tx, ballot_id: int) -> Decision | None:
    """What the ballot came to; None while it is open, or when it ended uncounted."""
    row = await tx.fetch_one("SELECT decision FROM ballots WHERE id = ?", (ballot_id,))
    if row is None or row["decision"] is None:
        return None
    return decode(row["decision"], Decision)


async def begin(tx: Tx, ballot_id: int, opened_at: float, closes_at: float | None) -> None:
    """The message to vote on is there now: count the time from here."""
    await tx.update(
        "UPDATE ballots SET opened_at = ?, closes_at = ? WHERE id = ?",
        (opened_at, closes_at, ballot_id),
    )


async def hasten(tx: Tx, ballot_id: int, closes_at: float) -> None:
    """Close an open ballot at this earlier moment; the deadline it had is kept."""
    await tx.update(
        """UPDATE ballots SET hastened = 1, usual_closes_at = closes_at, closes_at = ?
           WHERE id = ? AND state = 'open' AND hastened = 0""",
        (closes_at, ballot_id),
    )


async def give_time(tx: Tx, ballot_id: int) -> None:
    """Give a ballot that was hastened the deadline back that it had, or none."""
    await tx.update(
        """UPDATE ballots SET hastened = 0, closes_at = usual_closes_at, usual_closes_at = NULL
           WHERE id = ? AND state = 'open' AND hastened = 1""",
        (ballot_id,),
    )


async def postpone(tx: Tx, ballot_id: int, by_s: float) -> None:
    """Let a ballot close so much later, if it closes by itself."""
    await tx.update(
        """UPDATE ballots SET closes_at = closes_at + ?1, usual_closes_at = usual_closes_at + ?1
           WHERE id = ?2""",
        (by_s, ballot_id),
    )


async def reopen(
    tx: Tx, ballot_id: int, closes_at: float | None, rules: BallotRules | None = None
) -> None:
    """Take votes again, from those that stand; the earlier decision is in the history only.

    ``rules`` replace those it was opened with.

    Raises:
        StorageError: the round has another open ballot.
    """
    await tx.update(
        """UPDATE ballots SET state = 'open', closes_at = ?, closed_at = NULL, decision = NULL,
               hastened = 0, usual_closes_at = NULL, winner_take_id = NULL,
               rules = coalesce(?, rules) WHERE id = ?""",
        (closes_at, None if rules is None else encode(rules), ballot_id),
    )


async def open_on(tx: Tx, message_ids: Iterable[int]) -> dict[int, Ballot]:
    """The open ballots that are voted on in these messages, by message."""
    rows = await tx.fetch_all(
        """WITH shown (message_id, kind, subject) AS (
               SELECT message_id, kind, CAST(subject AS INTEGER) FROM posts
               WHERE message_id IN (SELECT value FROM json_each(?)))
           SELECT message_id, ballots.* FROM shown JOIN ballots ON round_id = subject
           WHERE kind = 'round' AND run_off_of IS NULL AND ballots.state = 'open'
           UNION ALL
           SELECT message_id, ballots.* FROM shown JOIN ballots ON ballots.id = subject
           WHERE kind = 'run-off' AND ballots.state = 'open'""",
        (encode(tuple(message_ids)),),
    )
    return {row["message_id"]: _ballot(row) for row in rows}
