"""The disk: the database, the files its rows point to, and the room that is left."""

from __future__ import annotations

import stat
import time
from typing import TYPE_CHECKING, Final

from bot.doctor.finding import Finding, failed, passed
from bot.domain.errors import StorageError, UserError
from bot.domain.texts import Safe
from bot.marks.marker import CHAIN, KEY, Identity, inspect
from bot.settings import ENV_FILE
from storage.database.inspection import inspecting
from storage.files.files import (
    CLIP_SUFFIX,
    COPY_SUFFIX,
    PICTURE_SUFFIX,
    SONG_SUFFIX,
    Files,
)
from storage.files.references import pointed_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.settings import Settings
    from storage.database.inspection import Inspection

_GIB: Final = 1024**3
_MIB: Final = 1024**2
_SOON_DAYS: Final = 30
_ROOM_BYTES: Final = 2 * _GIB
"""A clip with its takes and renders is some hundred MB; below this it gets tight soon."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Database, files, room."""
    files = Files(settings.files_folder)
    if settings.database_file.is_file():
        try:
            async with inspecting(settings.database_file) as inspection:
                yield await _integrity(inspection, settings.database_file)
                known = await pointed_to(inspection.tx)
            yield await _files(files, known)
        except StorageError as error:
            yield failed("database-ill", why=str(error))
    else:
        yield passed("database-none", file=str(settings.database_file))
    yield await _sizes(settings, files)
    yield _privacy(settings)
    yield await _signing(settings)
    yield await _room(settings, files)


async def _integrity(inspection: Inspection, file: Path) -> Finding:
    answers = [str(row[0]) for row in await inspection.tx.fetch_all("PRAGMA integrity_check")]
    broken = await inspection.tx.fetch_all("PRAGMA foreign_key_check")
    if answers != ["ok"] or broken:
        return failed("database-damaged", file=str(file), why=answers[0])
    if inspection.version < inspection.newest:
        return passed(
            "database-migration-due",
            file=str(file),
            version=inspection.version,
            newest=inspection.newest,
        )
    return passed("database", file=str(file), version=inspection.version)


async def _files(files: Files, known: set[str]) -> Finding:
    report = await files.check(known)
    if report.missing or report.damaged:
        return failed(
            "files-ill",
            missing=len(report.missing),
            damaged=len(report.damaged),
            first=report.missing[0] if report.missing else str(report.damaged[0]),
        )
    if report.orphans:
        # They cost room and nothing else: a crash between a file and its row leaves one.
        return passed("files-orphans", count=len(known), orphans=len(report.orphans))
    return passed("files", count=len(known))


async def _sizes(settings: Settings, files: Files) -> Finding:
    sizes = await files.sizes_bytes()
    below = {
        "database": _size_bytes(settings.database_file),
        "pictures": sizes.get(PICTURE_SUFFIX, 0),
        "copies": sizes.get(COPY_SUFFIX, 0),
        "songs": sizes.get(SONG_SUFFIX, 0),
        "films": sizes.get(CLIP_SUFFIX, 0),
        "backups": sum(map(_size_bytes, settings.backups_folder.glob("*"))),
        "work": sum(map(_size_bytes, settings.work_folder.rglob("*"))),
    }
    return passed("sizes", **{kind: round(size / _MIB, 1) for kind, size in below.items()})


async def _signing(settings: Settings) -> Finding:
    """Whose name files are signed in and until when, or why they cannot be."""
    key, chain = settings.signing_key, settings.signing_chain
    folder = settings.identity_folder
    if key is None and chain is None and not (folder / KEY).exists():
        return passed("signing-none", folder=str(folder.absolute()))
    identity = Identity(key or folder / KEY, chain or folder / CHAIN)
    try:
        signer = await inspect(identity)
    except UserError as error:
        return failed("signing-ill", why=Safe(str(error)))
    days = int((signer.until - time.time()) / 86_400)
    if days < _SOON_DAYS:
        return failed("signing-ends", name=signer.name, days=days)
    return passed("signing", name=signer.name, days=days)


def _size_bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _privacy(settings: Settings) -> Finding:
    """Whether others on the machine can read the token, or go into the data folder."""
    inside = (settings.database_file, settings.files_folder, settings.backups_folder)
    shut = not _mode(settings.data_folder) & (stat.S_IXGRP | stat.S_IXOTH)
    open_to_others = [
        str(path.absolute())
        for path in (ENV_FILE, *(() if shut else inside))
        if _mode(path) & (stat.S_IRGRP | stat.S_IROTH)
    ]
    if open_to_others:
        return failed("readable", what=" ".join(open_to_others))
    return passed("private")


def _mode(path: Path) -> int:
    return path.stat().st_mode if path.exists() else 0


async def _room(settings: Settings, files: Files) -> Finding:
    free_bytes = await files.disk_free_bytes()
    free = round(free_bytes / _GIB, 1)
    folder = str(settings.data_folder.absolute())
    if free_bytes < _ROOM_BYTES:
        return failed("room-little", free=free, folder=folder)
    return passed("room", free=free, folder=folder)
