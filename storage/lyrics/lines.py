"""A clip's lyric lines: their order, their times, and the take each one keeps.

Positions of the lines that are not removed are always 1, 2, 3 and so on; a removed line keeps its
row, because rounds, takes and history point to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.errors import StorageError
from storage.database.encoding import encode
from storage.lyrics.overviews import line_of, overview

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.lyrics.line import Line, NewLine
    from storage.database.transaction import Tx, Value

__all__ = [
    "all_of",
    "append",
    "by_id",
    "by_number",
    "insert_at",
    "overview",
    "remove",
    "reorder",
    "save",
    "set_winner",
]


_INSERT: Final = """INSERT INTO lines (clip_id, position, text, section, start_s, end_s, guessed,
    words, shot, voice, author_id, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def _values(
    clip_id: int, position: int, line: NewLine, author_id: int, now: float
) -> tuple[Value, ...]:
    return (
        clip_id,
        position,
        line.text,
        line.section,
        line.start_s,
        line.end_s,
        line.guessed,
        encode([(word.text, word.start_s) for word in line.words]),
        line.shot,
        line.voice,
        author_id,
        now,
    )


async def all_of(tx: Tx, clip_id: int) -> list[Line]:
    """The clip's lines in order; ``number`` is the position."""
    rows = await tx.fetch_all(
        "SELECT * FROM lines WHERE clip_id = ? AND removed_at IS NULL ORDER BY position",
        (clip_id,),
    )
    return [line_of(row) for row in rows]


async def by_id(tx: Tx, line_id: int) -> Line | None:
    """The line, unless it was removed."""
    row = await tx.fetch_one("SELECT * FROM lines WHERE id = ? AND removed_at IS NULL", (line_id,))
    return line_of(row) if row else None


async def by_number(tx: Tx, clip_id: int, number: int) -> Line | None:
    """The clip's line that now has this number."""
    row = await tx.fetch_one(
        "SELECT * FROM lines WHERE clip_id = ? AND position = ? AND removed_at IS NULL",
        (clip_id, number),
    )
    return line_of(row) if row else None


async def append(
    tx: Tx, clip_id: int, lines: Sequence[NewLine], author_id: int, now: float
) -> list[Line]:
    """Add ``lines`` after the last one, in order; return them as stored."""
    count = await _count(tx, clip_id)
    await tx.run_many(
        _INSERT,
        [
            _values(clip_id, number, line, author_id, now)
            for number, line in enumerate(lines, start=count + 1)
        ],
    )
    return (await all_of(tx, clip_id))[count:]


async def insert_at(  # noqa: PLR0917 - the order is that of the words
    tx: Tx, clip_id: int, number: int, line: NewLine, author_id: int, now: float
) -> Line:
    """Make ``line`` number ``number``, or the nearest there can be; later lines move up by one."""
    count = await _count(tx, clip_id)
    number = min(max(number, 1), count + 1)
    await tx.update(
        """UPDATE lines SET position = position + 1
           WHERE clip_id = ? AND position >= ? AND removed_at IS NULL""",
        (clip_id, number),
    )
    line_id = await tx.insert(_INSERT, _values(clip_id, number, line, author_id, now))
    (row,) = await tx.fetch_all("SELECT * FROM lines WHERE id = ?", (line_id,))
    return line_of(row)


async def remove(tx: Tx, clip_id: int, ids: Iterable[int], now: float) -> None:
    """Take lines out of the clip; the ones after them move down. Twice is harmless."""
    await tx.run_many(
        """UPDATE lines SET removed_at = ?
           WHERE id = ? AND clip_id = ? AND removed_at IS NULL""",
        [(now, line_id, clip_id) for line_id in ids],
    )
    await reorder(tx, clip_id, [line.id for line in await all_of(tx, clip_id)])


async def save(tx: Tx, *lines: Line) -> None:
    """Make each line what it says here, its number included; a removed one is there again.

    Winners and authors stay as they are. Numbers are the caller's care: they must come out as
    1, 2, 3 once every line is saved.
    """
    await tx.run_many(
        """UPDATE lines SET position = ?, text = ?, section = ?, start_s = ?, end_s = ?,
               guessed = ?, words = ?, shot = ?, voice = ?, cut_by_s = ?, removed_at = NULL
           WHERE id = ?""",
        [
            (
                line.number,
                line.text,
                line.section,
                line.start_s,
                line.end_s,
                line.guessed,
                encode([(word.text, word.start_s) for word in line.words]),
                line.shot,
                line.voice,
                line.cut_by_s,
                line.id,
            )
            for line in lines
        ],
    )


async def set_winner(tx: Tx, line_id: int, take_id: int | None) -> None:
    """Let the line keep this take; None reopens it."""
    await tx.update("UPDATE lines SET winner_take_id = ? WHERE id = ?", (take_id, line_id))


async def reorder(tx: Tx, clip_id: int, ids: Sequence[int]) -> None:
    """Number the lines in the order of ``ids``.

    Raises:
        StorageError: ``ids`` are not exactly the clip's lines, each one once.
    """
    if sorted(ids) != sorted(line.id for line in await all_of(tx, clip_id)):
        raise StorageError("The new order does not name each line of the clip once.")
    await tx.run_many(
        "UPDATE lines SET position = ? WHERE id = ?",
        [(number, line_id) for number, line_id in enumerate(ids, start=1)],
    )


async def _count(tx: Tx, clip_id: int) -> int:
    (row,) = await tx.fetch_all(
        "SELECT count(*) FROM lines WHERE clip_id = ? AND removed_at IS NULL", (clip_id,)
    )
    return int(row[0])
