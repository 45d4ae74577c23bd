"""The queue in one look: unfinished jobs with all that a turn, a batch or a list needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.prompts.lora import LoraUse
from storage.database.encoding import decode
from storage.jobs.jobs import job_of

if TYPE_CHECKING:
    import sqlite3

    from bot.domain.jobs.job import Job, JobKind
    from storage.database.transaction import Tx


@dataclass(frozen=True, slots=True)
class PaintSettings:
    """What a round is painted with, as far as the style says; None leaves it to the preset.

    Rounds with equal settings may be painted together. ``strength`` is None for what is painted
    from words alone. Of films the size is that of the take they begin with.
    """

    preset: str
    width_px: int | None
    height_px: int | None
    steps: int | None
    guidance: float | None
    strength: float | None
    loras: tuple[LoraUse, ...] = ()
    frames: int | None = None
    """Of a round of films."""
    round_id: int | None = None
    """Of a round of films: they are painted one by one, so no other round is like it."""


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """A job that waits or runs, with the names people know it by."""

    job: Job
    asked_by: str
    clip_name: str
    guild_id: int
    paused: bool
    """Whether the clip's director lets its painting wait."""
    favoured: bool
    """Whether it is the director's own, in a clip whose director goes first."""
    line: int | None
    """The line's number; None for a render, and when the line was removed."""
    settings: PaintSettings | None
    """None for a render."""


_QUERY: Final = """
SELECT jobs.*, people.name AS asked_by, clips.name AS clip_name, clips.guild_id, clips.paused,
    clips.director_first AND clips.director_id = jobs.requested_by AS favoured,
    lines.position AS line, coalesce(rounds.film_preset, styles.preset) AS preset,
    coalesce(start.width_px, styles.width_px) AS width_px,
    coalesce(start.height_px, styles.height_px) AS height_px,
    CASE WHEN rounds.film_preset IS NULL THEN styles.steps END AS steps,
    CASE WHEN rounds.film_preset IS NULL THEN styles.guidance END AS guidance,
    CASE WHEN rounds.film_preset IS NULL THEN styles.loras ELSE '[]' END AS loras,
    rounds.parent_take_id, rounds.strength, rounds.film_frames, rounds.id AS round_id
FROM jobs
JOIN clips ON clips.id = jobs.clip_id
JOIN people ON people.person_id = jobs.requested_by
LEFT JOIN rounds ON jobs.kind = 'paint' AND rounds.id = jobs.subject_id
LEFT JOIN lines ON lines.id = rounds.line_id AND lines.removed_at IS NULL
LEFT JOIN styles ON styles.id = rounds.style_id
LEFT JOIN takes AS start ON rounds.film_preset IS NOT NULL AND start.id = rounds.parent_take_id
WHERE jobs.kind = ? AND jobs.state IN ('queued', 'running')
ORDER BY jobs.state = 'running', jobs.queued_at, jobs.id
"""


async def rows(tx: Tx, kind: JobKind) -> list[QueuedRow]:
    """Queued jobs of one kind, the oldest first, then running ones."""
    return [_row(row) for row in await tx.fetch_all(_QUERY, (kind,))]


def _row(row: sqlite3.Row) -> QueuedRow:
    return QueuedRow(
        job=job_of(row),
        asked_by=row["asked_by"],
        clip_name=row["clip_name"],
        guild_id=row["guild_id"],
        paused=bool(row["paused"]),
        favoured=bool(row["favoured"]),
        line=row["line"],
        settings=None
        if row["preset"] is None
        else PaintSettings(
            preset=row["preset"],
            width_px=row["width_px"],
            height_px=row["height_px"],
            steps=row["steps"],
            guidance=row["guidance"],
            loras=decode(row["loras"], tuple[LoraUse, ...]),
            strength=None if row["parent_take_id"] is None else row["strength"],
            frames=row["film_frames"],
            round_id=None if row["film_frames"] is None else row["round_id"],
        ),
    )
