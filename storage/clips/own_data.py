"""All that is kept of one person, whichever tables there are: for nobody but themselves.

A row is theirs where a column of it points to them. What else those rows hold goes along as it is;
files do not, only their sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from storage.database import schema

if TYPE_CHECKING:
    from storage.database.transaction import Tx

_UNLINKED: Final = (("votes", "person_id"), ("history", "person_id"))
"""Columns that name people without pointing to their rows: voters may never have been named."""

_SECRETS: Final = frozenset({"secret_sha256"})


async def of_person(tx: Tx, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Rows of each table that name the person, by the table's name; empty tables are left out."""
    links = (await schema.links(tx)).get("people", ())
    places = {("people", "person_id"), *((one.child, one.column) for one in links), *_UNLINKED}
    columns: dict[str, list[str]] = {}
    for table, column in sorted(places):
        columns.setdefault(table, []).append(column)
    found: dict[str, list[dict[str, Any]]] = {}
    for table, named in columns.items():
        where = " OR ".join(f'"{column}" = ?1' for column in named)
        # Names of our own schema, not of anybody's input.
        rows = await tx.fetch_all(f'SELECT * FROM "{table}" WHERE {where}', (person_id,))  # noqa: S608
        if rows:
            found[table] = [
                {
                    name: row[name]
                    for name in row.keys()  # noqa: SIM118 - a Row is no mapping
                    if name not in _SECRETS and not isinstance(row[name], bytes)
                }
                for row in rows
            ]
    return found
