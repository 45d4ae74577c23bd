"""Who did what in a clip, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.clips import history, people
from storage.lyrics import lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.history import HistoryRow
    from storage.database.database import Database

PER_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class DeedsPage:
    """Some deeds, the newest first; ``older`` is the id before which the next page begins."""

    deeds: tuple[HistoryRow, ...]
    names: Mapping[int, str]
    lines: Mapping[str, int]
    """The present numbers of lines, by the subjects of deeds."""
    older: int | None


class Deeds:
    """Reads the history."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def page(self, clip: Clip, before: int | None = None) -> DeedsPage:
        """The newest deeds, or those before the deed of that id."""
        async with self._db.reading() as tx:
            rows = await history.page(tx, clip.id, before=before, most=PER_PAGE + 1)
            who = {row.person_id for row in rows if row.person_id is not None}
            names = await people.names(tx, who)
            numbers = {f"line:{line.id}": line.number for line in await lines.all_of(tx, clip.id)}
        shown = tuple(rows[:PER_PAGE])
        return DeedsPage(shown, names, numbers, shown[-1].id if len(rows) > PER_PAGE else None)
