"""A server's settings: what its clips begin with, and how much of the queue it may fill."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.clips.people import require_manager
from bot.domain.errors import UserError
from storage.clips import servers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.clips.clip import GuildSettings
    from bot.domain.clips.people import Person
    from bot.domain.marks.guarding import ArtistsRule
    from bot.domain.prompts.prompt import Preset
    from storage.database.database import Database


@dataclass(frozen=True, slots=True)
class GuildChanges:
    """What to change of a server's settings; None leaves it as it is.

    ``forget`` names the one field that is left to whoever runs the bot again.
    """

    locale: str | None = None
    preset: str | None = None
    director_role_id: int | None = None
    person_rounds: int | None = None
    guild_rounds: int | None = None
    artists: ArtistsRule | None = None
    held_from: float | None = None
    reports_channel_id: int | None = None
    refused_words: tuple[str, ...] | None = None
    opt_outs: tuple[str, ...] | None = None
    forget: str | None = None


class Servers:
    """Shows and changes a server's settings."""

    def __init__(self, db: Database, presets: Mapping[str, Preset]) -> None:
        self._db = db
        self._presets = presets

    async def settings(self, guild_id: int) -> GuildSettings:
        """What is set; fields that are not are None."""
        async with self._db.reading() as tx:
            return await servers.settings(tx, guild_id)

    async def change(self, person: Person, guild_id: int, changes: GuildChanges) -> GuildSettings:
        """Change what ``changes`` names; clips that are begun already stay as they are.

        Raises:
            NotAllowed: ``person`` does not manage the server.
            UserError: there is no such model.
        """
        require_manager(person)
        if changes.preset is not None and changes.preset not in self._presets:
            known = ", ".join(sorted(self._presets))
            raise UserError("style.no-preset", name=changes.preset, presets=known)
        wanted = {
            name: value
            for name, value in dataclasses.asdict(changes).items()
            if value is not None and name != "forget"
        }
        if changes.forget is not None:
            wanted[changes.forget] = None
        async with self._db.writing() as tx:
            changed = dataclasses.replace(await servers.settings(tx, guild_id), **wanted)
            await servers.save(tx, changed)
        return changed
