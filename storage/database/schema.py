"""What points to what, asked of the database itself: tables added later are known at once.

A row belongs to the row that a column of it must point to (``NOT NULL`` or a primary key), and goes
with it. A column that may be null is a mere mention.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.database.transaction import Tx, Value

_LINKS: Final = """SELECT tables.name AS child, keys."from" AS column, keys."table" AS parent,
        keys."to" AS target, columns."notnull" OR columns.pk > 0 AS belongs
    FROM sqlite_schema AS tables JOIN pragma_foreign_key_list(tables.name) AS keys
    JOIN pragma_table_info(tables.name) AS columns ON columns.name = keys."from"
    WHERE tables.type = 'table' ORDER BY child, column"""

_COLUMNS: Final = """SELECT tables.name AS in_table, columns.name AS in_column
    FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%' AND columns.type = 'TEXT'
    ORDER BY in_table, in_column"""


@dataclass(frozen=True, slots=True)
class Link:
    """A column of ``child`` that points to ``target`` of a parent table."""

    child: str
    column: str
    target: str
    belongs: bool


async def links(tx: Tx) -> Mapping[str, Sequence[Link]]:
    """All references, by the table that they point to."""
    links_by_parent: defaultdict[str, list[Link]] = defaultdict(list)
    for row in await tx.fetch_all(_LINKS):
        links_by_parent[row["parent"]].append(
            Link(row["child"], row["column"], row["target"], bool(row["belongs"]))
        )
    return links_by_parent


async def texts(tx: Tx) -> list[tuple[str, str]]:
    """Table and column of every text."""
    return [(row["in_table"], row["in_column"]) for row in await tx.fetch_all(_COLUMNS)]


async def remove(
    tx: Tx,
    table: str,
    where: str,
    values: Sequence[Value],
    *,
    keep: Sequence[str] = (),
) -> None:
    """Delete the rows of ``table`` that fit, and below them all that belongs to them; what merely
    mentions them mentions nothing from then on.

    Tables in ``keep`` stay whole, ``table`` itself among them if it is named. References in a
    circle hold until the end of the transaction.
    """
    await tx.update("PRAGMA defer_foreign_keys = ON")
    await _remove(tx, await links(tx), table, where, values, frozenset(keep))


async def _remove(  # noqa: PLR0917 - handed on as they are
    tx: Tx,
    known: Mapping[str, Sequence[Link]],
    table: str,
    where: str,
    values: Sequence[Value],
    keep: frozenset[str],
) -> None:
    for link in known.get(table, ()):
        below = f'"{link.column}" IN (SELECT "{link.target}" FROM "{table}" WHERE {where})'  # noqa: S608 - names of our own schema
        if not link.belongs and table not in keep:
            forget = f'UPDATE "{link.child}" SET "{link.column}" = NULL WHERE {below}'  # noqa: S608 - as above
            await tx.update(forget, values)
        elif link.belongs and link.child not in keep:
            await _remove(tx, known, link.child, below, values, keep)
    if table not in keep:
        await tx.update(f'DELETE FROM "{table}" WHERE {where}', values)  # noqa: S608 - as above
