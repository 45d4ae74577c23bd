"""How fast a preset paints on this machine, as measured, for honest answers about time left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.database.transaction import Tx

Speed = tuple[str, int, int, int]
"""Preset, width and height in pixels, steps."""

_REMEMBERED: Final = 10
"""About how many of the last rounds the average looks back on: it follows a change of machine."""


async def all_measured(tx: Tx) -> dict[Speed, float]:
    """Seconds a take of everything measured, by preset, width, height and steps."""
    rows = await tx.fetch_all("SELECT * FROM speeds")
    return {
        (row["preset"], row["width_px"], row["height_px"], row["steps"]): row["seconds_a_take"]
        for row in rows
    }


async def note(  # noqa: PLR0917 - the order is that of the words
    tx: Tx, preset: str, width_px: int, height_px: int, steps: int, seconds_a_take: float
) -> None:
    """Take a measurement into the moving average."""
    await tx.insert(
        """INSERT INTO speeds (preset, width_px, height_px, steps, seconds_a_take, measurements)
           VALUES (?, ?, ?, ?, ?, 1)
           ON CONFLICT DO UPDATE SET
               measurements = measurements + 1,
               seconds_a_take = seconds_a_take
                   + (excluded.seconds_a_take - seconds_a_take) / min(measurements + 1, ?)""",
        (preset, width_px, height_px, steps, seconds_a_take, _REMEMBERED),
    )
