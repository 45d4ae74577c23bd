"""Takes: the pictures of a round, with everything needed to paint them again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bot.domain.prompts.lora import LoraUse
from bot.domain.rounds.brought import TakeFilm
from bot.domain.rounds.take import Held, Take
from storage.database import schema
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from bot.domain.rounds.take import NewTake
    from storage.database.transaction import Tx


def _take(row: sqlite3.Row) -> Take:
    return Take(
        id=row["id"],
        round_id=row["round_id"],
        number=row["number"],
        seed=row["seed"],
        sha256=row["sha256"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        prompt=row["prompt"],
        negative=row["negative"],
        preset=row["preset"],
        steps=row["steps"],
        guidance=row["guidance"],
        painted_at=row["painted_at"],
        loras=decode(row["loras"], tuple[LoraUse, ...]),
        unknown_words=decode(row["unknown_words"], tuple[str, ...]),
        parent_take_id=row["parent_take_id"],
        strength=row["strength"],
        cut=row["cut"],
        withheld=bool(row["withheld"]),
        brought_by=row["brought_by"],
        held=None if row["held"] is None else Held(row["held"]),
        blurred_sha256=row["blurred_sha256"],
        film=(
            None
            if row["film_sha256"] is None
            else TakeFilm(
                row["film_sha256"],
                row["film_shown_sha256"],
                row["film_frames"],
                Fraction(row["film_rate"]),
            )
        ),
    )


async def add_all(tx: Tx, round_id: int, takes: Sequence[NewTake], now: float) -> list[Take]:
    """Store a round's takes; their files are kept already. Returns them by number.

    Raises:
        StorageError: the round has a take of one of these numbers already.
    """
    await tx.run_many(
        """INSERT INTO takes (round_id, number, seed, sha256, width_px, height_px, prompt,
               negative, preset, steps, guidance, unknown_words, parent_take_id, strength,
               cut, withheld, painted_at, brought_by, film_sha256, film_shown_sha256,
               film_frames, film_rate, held, blurred_sha256, loras)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                round_id,
                take.number,
                take.seed,
                take.sha256,
                take.width_px,
                take.height_px,
                take.prompt,
                take.negative,
                take.preset,
                take.steps,
                take.guidance,
                encode(take.unknown_words),
                take.parent_take_id,
                take.strength,
                take.cut,
                take.withheld,
                now,
                take.brought_by,
                *_film(take),
                take.held,
                take.blurred_sha256,
                encode(take.loras),
            )
            for take in takes
        ],
    )
    return await of_round(tx, round_id)


def _film(take: NewTake) -> tuple[str | int | None, ...]:
    film = take.film
    if film is None:
        return None, None, None, None
    return film.sha256, film.shown_sha256, film.frames, str(film.rate)


async def of_round(tx: Tx, round_id: int) -> list[Take]:
    """The round's takes by number."""
    rows = await tx.fetch_all("SELECT * FROM takes WHERE round_id = ? ORDER BY number", (round_id,))
    return [_take(row) for row in rows]


async def open_of_round(tx: Tx, round_id: int) -> list[Take]:
    """The round's takes that may be seen, by number."""
    return [take for take in await of_round(tx, round_id) if take.is_open]


async def drop(tx: Tx, take_id: int) -> None:
    """Let nobody see the take any more."""
    await tx.update("UPDATE takes SET held = 'dropped' WHERE id = ?", (take_id,))


async def release(tx: Tx, round_id: int, held: Held) -> list[Take]:
    """Say what becomes of the round's held takes; those that were held."""
    waiting = [take for take in await of_round(tx, round_id) if take.held is Held.HELD]
    await tx.update(
        "UPDATE takes SET held = ? WHERE round_id = ? AND held = 'held'", (held, round_id)
    )
    return waiting


async def by_id(tx: Tx, take_id: int) -> Take | None:
    """The take."""
    row = await tx.fetch_one("SELECT * FROM takes WHERE id = ?", (take_id,))
    return _take(row) if row else None


async def drop_rejected(tx: Tx, before: float) -> int:
    """Delete the takes of archived clips that were painted before then and led to nothing; say
    how many. A winner stays, and so does what another take, line or ballot was made from.
    """
    mentioned = " ".join(
        f'AND NOT EXISTS (SELECT 1 FROM "{link.child}" AS other'  # noqa: S608 - names of our own schema
        f' WHERE other."{link.column}" = takes.id)'
        for link in (await schema.links(tx)).get("takes", ())
        if not link.belongs
    )
    archived = "SELECT rounds.id FROM rounds JOIN clips ON clips.id = clip_id"
    archived += " WHERE clips.state = 'archived'"
    rejected = f"painted_at < ? AND round_id IN ({archived}) {mentioned}"
    ((count,),) = await tx.fetch_all(
        f"SELECT count(*) FROM takes WHERE {rejected}",  # noqa: S608 - as above
        (before,),
    )
    await schema.remove(tx, "takes", rejected, (before,))
    return int(count)
