"""A copy of database and files that fits together, made while the bot runs; and the way back.

A backup is a folder with ``couplet.db`` and ``files/``. The database is copied first, in one
snapshot: files are kept before their rows are written, and none is removed meanwhile, so whatever
the copied rows point to is there to be copied after.
"""

from __future__ import annotations

import glob
import os
import shutil
import uuid
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.errors import StorageError
from storage.database.copying import copy_to
from storage.database.database import connected
from storage.database.transaction import Tx
from storage.files.disk import (
    copy_hashed,
    files_below,
    files_held,
    make_folder,
    on_disk,
    sync_folder,
)
from storage.files.references import pointed_to

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

DATABASE: Final = "couplet.db"
FILES: Final = "files"
IDENTITY: Final = "identity"
_PARTIAL: Final = ".partial"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was copied, and what could not be because it was lost or damaged before."""

    target: Path
    files: int
    size_bytes: int
    missing: tuple[str, ...]
    """SHA-256 sums that rows point to and that no sound file has."""


async def back_up(db_path: Path, files_root: Path, target: Path) -> BackupReport:
    """Copy database and files into the new folder ``target``; whole, or not at all.

    Raises:
        DiskFull: no room for the copy; nothing is left of it.
        StorageError: no database there, ``target`` is taken, or reading or writing failed.
    """
    await on_disk(_require, db_path, f"There is no database at {db_path}: check the settings.")
    async with _new_folder(target) as folder, _held(files_root):
        copy = folder / DATABASE
        async with connected(db_path, "ro") as source:
            await copy_to(source, copy)
        known = await _verified(copy)
        files, size_bytes = await _copy_files(files_root, folder / FILES, known)
        size_bytes += await on_disk(_size_bytes, copy)
    return BackupReport(target, len(files), size_bytes, tuple(sorted(known - files)))


async def restore(source: Path, db_path: Path, files_root: Path) -> BackupReport:
    """Put a backup in place where there is neither a database nor files yet.

    Everything is verified and copied before the database gets its name, so an interrupted restore
    leaves no database that points to files that are not there.

    Raises:
        DiskFull: no room; nothing was put in place.
        StorageError: ``source`` is no sound backup, or something is in its place already.
    """
    copy = source / DATABASE
    await on_disk(_require, copy, f"{source} is not a backup of Couplet: it holds no {DATABASE}.")
    await on_disk(_require_free, db_path)
    known = await _verified(copy)
    incoming = db_path.with_name(f".{db_path.name}.incoming")
    try:
        await on_disk(_copy_database, copy, incoming)
        async with _new_folder(files_root) as folder:
            files, size_bytes = await _copy_files(source / FILES, folder, known)
        await on_disk(_rename, incoming, db_path)
    finally:
        await on_disk(incoming.unlink, missing_ok=True)
    size_bytes += await on_disk(_size_bytes, db_path)
    return BackupReport(db_path, len(files), size_bytes, tuple(sorted(known - files)))


async def copy_key(source: Path, target: Path) -> bool:
    """Copy a signing key with its certificates, for their owner's eyes alone; False without one.

    What is in ``target`` already is left alone.

    Raises:
        DiskFull, StorageError: it could not be read or written.
    """
    return await on_disk(_copy_key, source, target)


def _copy_key(source: Path, target: Path) -> bool:
    files = [path for path in sorted(source.glob("*.pem")) if path.is_file()]
    if not files or target.exists():
        return False
    target.mkdir(mode=0o700, parents=True)
    for path in files:
        descriptor = os.open(target / path.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(path.read_bytes())
            out.flush()
            os.fsync(out.fileno())
    return True


@asynccontextmanager
async def _held(files_root: Path) -> AsyncGenerator[None]:
    """Have no sweep remove files inside the block that the copied rows name."""
    with ExitStack() as stack:
        await on_disk(stack.enter_context, files_held(files_root))
        yield


@asynccontextmanager
async def _new_folder(target: Path) -> AsyncGenerator[Path]:
    """A folder to fill that becomes ``target`` at the end, or nothing when that fails."""
    # A name of its own: whoever is cancelled in the middle removes nobody else's.
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}{_PARTIAL}")
    try:
        await on_disk(_begin_folder, target, partial)
        yield partial
        # Replaces an empty folder at most: the system refuses to replace a full one.
        await on_disk(_rename, partial, target)
    except BaseException:
        await on_disk(shutil.rmtree, partial, ignore_errors=True)
        raise


async def _verified(database: Path) -> set[str]:
    """Have SQLite check a copied database; return the SHA-256 sums that its rows point to."""
    async with connected(database, "ro") as connection:
        tx = Tx(connection)
        answers = [row[0] for row in await tx.fetch_all("PRAGMA integrity_check")]
        if answers != ["ok"] or await tx.fetch_all("PRAGMA foreign_key_check"):
            raise StorageError(f"The database in {database.parent} is damaged: {answers[0]}.")
        return await pointed_to(tx)


async def _copy_files(source: Path, target: Path, known: set[str]) -> tuple[set[str], int]:
    """Copy the sound ones of the files in ``known``; return their sums, and the bytes copied."""
    await on_disk(make_folder, target)
    sums: set[str] = set()
    size_bytes = 0
    for path in await on_disk(files_below, source):
        sha256 = path.name.partition(".")[0]
        copy = target / sha256[:2] / path.name
        if sha256 in known and await on_disk(_copy_file, path, copy):
            sums.add(sha256)
            size_bytes += await on_disk(_size_bytes, copy)
    return sums, size_bytes


def _copy_file(source: Path, target: Path) -> bool:
    """Copy one kept file; False when its content is not what its name says."""
    make_folder(target.parent)
    sound = copy_hashed(source, target) == source.name.partition(".")[0]
    if sound:
        sync_folder(target.parent)
    else:
        target.unlink()
    return sound


def _copy_database(source: Path, target: Path) -> None:
    make_folder(target.parent)
    target.unlink(missing_ok=True)
    copy_hashed(source, target)


def _rename(source: Path, target: Path) -> None:
    source.rename(target)
    sync_folder(target.parent)


def _size_bytes(path: Path) -> int:
    return path.stat().st_size


def _require(file: Path, sentence: str) -> None:
    if not file.is_file():
        raise StorageError(sentence)


def _require_free(database: Path) -> None:
    """Refuse to overwrite a database, or to be mixed with the log of one."""
    for end in ("", "-wal", "-shm"):
        path = database.with_name(database.name + end)
        if path.exists():
            raise StorageError(f"{path} is there already: move it away before restoring.")


def _begin_folder(target: Path, partial: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StorageError(f"{target} is there already: name another one, or move it away.")
    for other in target.parent.glob(f".{glob.escape(target.name)}.{'?' * 32}{_PARTIAL}"):
        raise StorageError(
            f"Another copy to {target} is running, or was interrupted: if none runs, "
            f"remove {other} and try again."
        )
    make_folder(partial)
