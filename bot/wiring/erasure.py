"""Forgetting people and sweeping files from the command line, while no bot works on the data."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from bot.services.clips.erasure import Erasure
from bot.services.ground.bell import Bell
from bot.wiring.process import SystemClock, locked
from storage.clips import erasure
from storage.database.database import Database
from storage.files.files import Files

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.settings import Settings
    from storage.files.files import Swept


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was forgotten, in how many clips they had a part, and what else still names them."""

    name: str
    clips: int
    swept: Swept
    copies: int
    """Copies of the database from before migrations, which are left as they are."""


async def forget(settings: Settings, who: str) -> Forgotten:
    """Take a person out of all data; ``who`` is their id, or their name where only one has it.

    Raises:
        UserError: the bot runs, or nobody, or several people, are meant.
        StorageError: there is no database, or it could not be written.
    """
    async with _data(settings) as (db, services):
        async with db.writing() as tx:
            people = await erasure.known(tx, who)
            if not people:
                raise UserError("console.forget-nobody", who=who)
            if len(people) > 1:
                ids = ", ".join(str(person_id) for person_id, _ in people)
                raise UserError("console.forget-several", who=who, ids=ids)
            ((person_id, name),) = people
            clips = await erasure.forget(tx, person_id, SystemClock().now())
        swept = await services.sweep(settled_s=0)
    copies = len([*settings.backups_folder.glob("*.db")])
    return Forgotten(name, len(clips), swept, copies)


async def sweep(settings: Settings) -> Swept:
    """Remove files that no row names.

    Raises:
        UserError: the bot runs.
        StorageError: there is no database, or it could not be read.
    """
    async with _data(settings) as (_, services):
        return await services.sweep(settled_s=0)


@asynccontextmanager
async def _data(settings: Settings) -> AsyncGenerator[tuple[Database, Erasure]]:
    if not settings.database_file.is_file():
        raise UserError("console.database-none", file=str(settings.database_file))
    with locked(settings.data_folder):
        async with await Database.open(settings.database_file) as db:
            files = Files(settings.files_folder)
            yield (
                db,
                Erasure(
                    db,
                    files,
                    SystemClock(),
                    Bell(),
                    rejected_days=settings.rejected_takes_days,
                ),
            )
