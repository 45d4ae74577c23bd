"""The disk: the database, the files its rows point to, and the room that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.doctor.finding import Finding, ill, well
from bot.domain.errors import StorageError
from storage.database.database import Database
from storage.files.files import Files
from storage.files.references import pointed_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

_GIB: Final = 1024**3
_ROOM_BYTES: Final = 2 * _GIB
"""A clip with its takes and renders is some hundred MB; below this it gets tight soon."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Database, files, room."""
    files = Files(settings.files_folder)
    if settings.database_file.is_file():
        try:
            async with await Database.open(settings.database_file) as db:
                yield await _integrity(db)
                yield await _files(db, files)
        except StorageError as error:
            yield ill("database-ill", why=str(error))
    else:
        yield well("database-none", file=str(settings.database_file))
    yield await _room(settings, files)


async def _integrity(db: Database) -> Finding:
    async with db.reading() as tx:
        found = [str(row[0]) for row in await tx.fetch_all("PRAGMA integrity_check")]
        broken = await tx.fetch_all("PRAGMA foreign_key_check")
        version = await tx.fetch_one("PRAGMA user_version")
    if found != ["ok"] or broken:
        return ill("database-damaged", file=str(db.path), why=found[0])
    return well("database", file=str(db.path), version=0 if version is None else int(version[0]))


async def _files(db: Database, files: Files) -> Finding:
    async with db.reading() as tx:
        known = await pointed_to(tx)
    report = await files.check(known)
    if report.missing or report.damaged:
        return ill(
            "files-ill",
            missing=len(report.missing),
            damaged=len(report.damaged),
            first=report.missing[0] if report.missing else str(report.damaged[0]),
        )
    if report.orphans:
        # They cost room and nothing else: a crash between a file and its row leaves one.
        return well("files-orphans", count=len(known), orphans=len(report.orphans))
    return well("files", count=len(known))


async def _room(settings: Settings, files: Files) -> Finding:
    free_bytes = await files.disk_free_bytes()
    free = round(free_bytes / _GIB, 1)
    folder = str(settings.data_folder.absolute())
    if free_bytes < _ROOM_BYTES:
        return ill("room-little", free=free, folder=folder)
    return well("room", free=free, folder=folder)
