"""How fast a preset paints on this machine, as measured, for honest answers about time left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.rounds.measured import kind_of

if TYPE_CHECKING:
    from bot.domain.rounds.measured import Kind
    from bot.domain.rounds.recipe import Recipe
    from storage.database.transaction import Tx

_REMEMBERED: Final = 10
"""About how many of the last rounds the average looks back on: it follows a change of machine."""


async def all_measured(tx: Tx) -> dict[Kind, float]:
    """Seconds a take of everything measured."""
    rows = await tx.fetch_all(
        "SELECT preset, width_px, height_px, steps, frames, seconds_a_take FROM speeds"
    )
    return {(row[0], row[1], row[2], row[3], row[4]): row[5] for row in rows}


async def note(tx: Tx, recipe: Recipe, seconds_a_take: float) -> None:
    """Take a measurement into the moving average."""
    await tx.insert(
        """INSERT INTO speeds (preset, width_px, height_px, steps, frames, seconds_a_take,
               measurements)
           VALUES (?, ?, ?, ?, ?, ?, 1)
           ON CONFLICT DO UPDATE SET
               measurements = measurements + 1,
               seconds_a_take = seconds_a_take
                   + (excluded.seconds_a_take - seconds_a_take) / min(measurements + 1, ?)""",
        (*kind_of(recipe), seconds_a_take, _REMEMBERED),
    )
