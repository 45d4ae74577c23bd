"""What is kept of a person, given to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from storage.clips import own_data

if TYPE_CHECKING:
    from bot.domain.clips.people import Person
    from storage.database.database import Database


class OwnData:
    """Gives people what is kept of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def export(self, person: Person) -> str:
        """All rows of the database that name ``person``, as JSON by table.

        Raises:
            UserError: nothing is kept of them.
        """
        async with self._db.reading() as tx:
            rows = await own_data.of_person(tx, person.id)
        if not rows:
            raise UserError("clip.no-own-data")
        return json.dumps(rows, ensure_ascii=False, indent=1)
