"""The cache: finished segments and sounds as files named by their key, bounded and checked.

A file counts only together with the checksum written beside it after it was complete. The least
recently used go first when there are too many bytes. Plain blocking calls: the caller keeps them
off the event loop.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DiskFull, UserError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

SUFFIX: Final = ".mp4"
PARTIAL: Final = ".part"
CHECKSUM: Final = ".sum"


class Cache:
    """Files under ``folder``, at most ``limit_bytes`` of them after each ``trim``."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes

    @property
    def folder(self) -> Path:
        """Where the files are; encoders run here, so that graphs need no absolute path."""
        return self._folder

    def open(self) -> None:
        """Make the folder, and remove what an earlier process left unfinished.

        Raises:
            UserError: ``video.folder-unwritable`` if nothing can be written there.

        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            probe = self._folder / f"probe{PARTIAL}"
            probe.write_bytes(b"")
            for left in self._folder.glob(f"*{PARTIAL}*"):
                left.unlink(missing_ok=True)
        except OSError as error:
            raise trouble(error, self._folder) from error

    def path(self, key: str) -> Path:
        """Where the finished file of ``key`` is or will be."""
        return self._folder / f"{key}{SUFFIX}"

    def partial(self, key: str) -> Path:
        """Where the file of ``key`` is written before it is complete."""
        return self._folder / f"{key}{PARTIAL}"

    def has(self, key: str) -> bool:
        """Whether ``key`` is there and whole; a damaged file is removed."""
        path, checksum = self.path(key), self._checksum(key)
        try:
            wanted = checksum.read_text(encoding="ascii")
            whole = digest_of(path) == wanted
        except (OSError, UnicodeDecodeError):
            whole = False
        if whole:
            os.utime(path)
        else:
            path.unlink(missing_ok=True)
            checksum.unlink(missing_ok=True)
        return whole

    def keep(self, key: str) -> None:
        """Make the partial file of ``key`` the finished one.

        Raises:
            DiskFull: if the checksum found no room.

        """
        partial = self.partial(key)
        try:
            # Opened here, so that a file that went away is an error and not an empty name.
            with partial.open("rb") as file:
                digest = hashlib.file_digest(file, "blake2b").hexdigest()
            self._checksum(key).write_text(digest, encoding="ascii")
            partial.replace(self.path(key))
        except OSError as error:
            self.drop(key)
            raise trouble(error, self._folder) from error

    def drop(self, key: str) -> None:
        """Forget the unfinished file of ``key``."""
        with contextlib.suppress(OSError):
            self.partial(key).unlink(missing_ok=True)

    def trim(self, used: Collection[str]) -> None:
        """Remove the least recently used files beyond the limit, never those in ``used``."""
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob(f"*{SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._limit:
                return
            if path.stem not in used:
                path.unlink(missing_ok=True)
                self._checksum(path.stem).unlink(missing_ok=True)
                total -= size

    def _checksum(self, key: str) -> Path:
        return self._folder / f"{key}{CHECKSUM}"


def trouble(error: OSError, folder: Path) -> Exception:
    """What a failure to write means to whoever waits for the clip."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(str(error))
    return UserError("video.folder-unwritable", folder=str(folder))


def digest_of(path: Path) -> str | None:
    """What names a file's content (BLAKE2b); None if the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except OSError:
        return None
