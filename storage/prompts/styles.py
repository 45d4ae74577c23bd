"""A clip's style, versioned, and its cast of named people, places and things."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.domain.prompts.lora import LoraUse
from bot.domain.prompts.prompt import CastMember, Style, StyleSettings
from storage.database.encoding import decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.database.transaction import Tx


def _style(row: sqlite3.Row) -> Style:
    return Style(
        id=row["id"],
        clip_id=row["clip_id"],
        version=row["version"],
        words=row["words"],
        negative=row["negative"],
        preset=row["preset"],
        steps=row["steps"],
        guidance=row["guidance"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        loras=decode(row["loras"], tuple[LoraUse, ...]),
        author_id=row["author_id"],
        written_at=row["written_at"],
    )


def _member(row: sqlite3.Row) -> CastMember:
    return CastMember(
        id=row["id"],
        clip_id=row["clip_id"],
        name=row["name"],
        description=row["description"],
        author_id=row["author_id"],
    )


def _folded(name: str) -> str:
    """The same for all spellings of a name that people take for one."""
    return unicodedata.normalize("NFC", name).casefold()


async def current(tx: Tx, clip_id: int) -> Style | None:
    """The clip's style as it stands; None before the first was set."""
    row = await tx.fetch_one(
        """SELECT * FROM styles WHERE clip_id = ? AND undone_at IS NULL
           ORDER BY version DESC LIMIT 1""",
        (clip_id,),
    )
    return _style(row) if row else None


async def set_aside(tx: Tx, style_id: int, now: float) -> None:
    """Take a version back: the one below it holds again."""
    await tx.update("UPDATE styles SET undone_at = ? WHERE id = ?", (now, style_id))


async def by_id(tx: Tx, style_id: int) -> Style | None:
    """One version of some clip's style."""
    row = await tx.fetch_one("SELECT * FROM styles WHERE id = ?", (style_id,))
    return _style(row) if row else None


async def add(
    tx: Tx, clip_id: int, settings: StyleSettings, *, author_id: int, now: float
) -> Style:
    """Write the clip's next style; rounds asked for earlier keep theirs."""
    style_id = await tx.insert(
        """INSERT INTO styles (clip_id, version, words, negative, preset, steps, guidance,
               width_px, height_px, loras, author_id, written_at)
           VALUES (?, (SELECT coalesce(max(version), 0) + 1 FROM styles WHERE clip_id = ?),
               ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            clip_id,
            clip_id,
            settings.words,
            settings.negative,
            settings.preset,
            settings.steps,
            settings.guidance,
            settings.width_px,
            settings.height_px,
            encode(settings.loras),
            author_id,
            now,
        ),
    )
    (row,) = await tx.fetch_all("SELECT * FROM styles WHERE id = ?", (style_id,))
    return _style(row)


async def try_out(tx: Tx, round_id: int, tried: Sequence[StyleSettings]) -> None:
    """Keep the styles that a round's takes are painted in, by the takes' numbers from 1 on."""
    await tx.run_many(
        "INSERT INTO tried_styles (round_id, number, settings) VALUES (?, ?, ?)",
        [(round_id, number, encode(settings)) for number, settings in enumerate(tried, start=1)],
    )


async def tried(tx: Tx, round_id: int) -> dict[int, StyleSettings]:
    """The styles that a round tries, by number; of an ordinary round none."""
    rows = await tx.fetch_all(
        "SELECT number, settings FROM tried_styles WHERE round_id = ? ORDER BY number", (round_id,)
    )
    return {row["number"]: decode(row["settings"], StyleSettings) for row in rows}


async def cast(tx: Tx, clip_id: int) -> list[CastMember]:
    """The clip's cast by name."""
    rows = await tx.fetch_all(
        "SELECT * FROM cast_members WHERE clip_id = ? ORDER BY name_folded", (clip_id,)
    )
    return [_member(row) for row in rows]


async def member(tx: Tx, clip_id: int, name: str) -> CastMember | None:
    """Who or what a name is; None where nobody has described it."""
    row = await tx.fetch_one(
        "SELECT * FROM cast_members WHERE clip_id = ? AND name_folded = ?",
        (clip_id, _folded(name)),
    )
    return _member(row) if row else None


async def set_cast(tx: Tx, clip_id: int, name: str, description: str, author_id: int) -> CastMember:
    """Describe a member of the cast, new or known; upper and lower case are one name."""
    await tx.insert(
        """INSERT INTO cast_members (clip_id, name, name_folded, description, author_id)
           VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (clip_id, name_folded) DO UPDATE SET name = excluded.name,
               description = excluded.description, author_id = excluded.author_id""",
        (clip_id, name, _folded(name), description, author_id),
    )
    (row,) = await tx.fetch_all(
        "SELECT * FROM cast_members WHERE clip_id = ? AND name_folded = ?",
        (clip_id, _folded(name)),
    )
    return _member(row)


async def remove_cast(tx: Tx, clip_id: int, name: str) -> bool:
    """Take a member out of the cast; False when there was none of this name."""
    removed = await tx.update(
        "DELETE FROM cast_members WHERE clip_id = ? AND name_folded = ?", (clip_id, _folded(name))
    )
    return removed > 0
