"""Rounds: what was asked of the painter for a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.rounds.take import Motion, Round, RoundState

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx


def _round(row: sqlite3.Row) -> Round:
    return Round(
        id=row["id"],
        clip_id=row["clip_id"],
        line_id=row["line_id"],
        number=row["number"],
        prompt_id=row["prompt_id"],
        style_id=row["style_id"],
        state=RoundState(row["state"]),
        takes_wanted=row["takes_wanted"],
        seed=row["seed"],
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        parent_take_id=row["parent_take_id"],
        strength=row["strength"],
        trial=bool(row["trial"]),
        motion=(
            None
            if row["motion"] is None
            else Motion(row["motion"], row["film_preset"], row["film_frames"], row["last_take_id"])
        ),
    )


async def add(
    tx: Tx,
    *,
    clip_id: int,
    line_id: int,
    prompt_id: int,
    style_id: int,
    takes_wanted: int,
    seed: int,
    requested_by: int,
    now: float,
    parent_take_id: int | None = None,
    strength: float | None = None,
    trial: bool = False,
    motion: Motion | None = None,
) -> Round:
    """Ask for the line's next round, waiting; a number is never used again."""
    round_id = await tx.insert(
        """INSERT INTO rounds (clip_id, line_id, number, prompt_id, style_id, state, takes_wanted,
               seed, requested_by, requested_at, parent_take_id, strength, trial,
               motion, film_preset, film_frames, last_take_id)
           VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM rounds WHERE line_id = ?),
               ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            clip_id,
            line_id,
            line_id,
            prompt_id,
            style_id,
            RoundState.WAITING,
            takes_wanted,
            seed,
            requested_by,
            now,
            parent_take_id,
            strength,
            trial,
            *(
                (None, None, None, None)
                if motion is None
                else (motion.words, motion.preset, motion.frames, motion.last_take_id)
            ),
        ),
    )
    (row,) = await tx.fetch_all("SELECT * FROM rounds WHERE id = ?", (round_id,))
    return _round(row)


async def by_id(tx: Tx, round_id: int) -> Round | None:
    """The round."""
    row = await tx.fetch_one("SELECT * FROM rounds WHERE id = ?", (round_id,))
    return _round(row) if row else None


async def set_state(tx: Tx, round_id: int, state: RoundState) -> None:
    """Move a round on its way from the request to the channel."""
    await tx.update("UPDATE rounds SET state = ? WHERE id = ?", (state, round_id))


async def of_line(tx: Tx, line_id: int, *, trials: bool = False) -> list[Round]:
    """The line's rounds, the first one first; those that try styles are another matter."""
    rows = await tx.fetch_all(
        "SELECT * FROM rounds WHERE line_id = ? AND trial <= ? ORDER BY number", (line_id, trials)
    )
    return [_round(row) for row in rows]


async def open_of_line(tx: Tx, line_id: int, *, trial: bool = False) -> Round | None:
    """The line's newest round that waits or is being painted."""
    row = await tx.fetch_one(
        """SELECT * FROM rounds WHERE line_id = ? AND trial = ?
               AND state IN ('waiting', 'painting') ORDER BY number DESC LIMIT 1""",
        (line_id, trial),
    )
    return _round(row) if row else None
