"""Bytes that are really on the disk: copied, hashed and flushed before anything points to them."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, ParamSpec, TypeVar

from bot.processes.disk import disk_errors
from storage.database.whole import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

P = ParamSpec("P")
T = TypeVar("T")

PRIVATE: Final = 0o600
"""The mode of a new file that nobody else on the machine is to read."""

_CHUNK_BYTES: Final = 1024 * 1024


async def on_disk(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do ``work`` in a thread, to its end even when the task is cancelled meanwhile: whoever
    cleans up after it must not do so under its hands.

    Raises:
        DiskFull: no room left.
        StorageError: anything else that the disk refused.
    """
    with disk_errors():
        return await whole(asyncio.to_thread(work, *args, **kwargs))


def write_hashed(source: BinaryIO, target: Path) -> str:
    """Copy ``source`` into a new file, flush it to the disk and return its SHA-256.

    Raises:
        OSError: as the disk says it; nothing is left of ``target``.
    """
    digest = hashlib.sha256()
    try:
        with target.open("xb") as file:
            while chunk := source.read(_CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def copy_hashed(source: Path, target: Path) -> str:
    """Copy a file as ``write_hashed`` does."""
    with source.open("rb") as file:
        return write_hashed(file, target)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    """Make a file that another program wrote outlive a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make new and renamed entries of a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create a folder with its parents, so that it outlives a power cut."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def files_below(folder: Path) -> list[Path]:
    """All files in a folder and its folders; none when there is no such folder."""
    return [Path(parent, name) for parent, _, names in os.walk(folder) for name in sorted(names)]


@contextmanager
def files_held(folder: Path, *, alone: bool = False) -> Generator[bool]:
    """Keep files from being removed in the block, or, ``alone``, be the one who removes them.

    False when it is not to be had now; whoever does not ask to be alone waits.
    """
    if not folder.is_dir():
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
