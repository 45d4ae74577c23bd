"""Pictures, songs and clips as files named by the SHA-256 of their content.

A file is complete and flushed before it has its name, and rows are written after that: a row never
points to half a file. It refuses to know what the files show.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.files.disk import (
    files_below,
    files_held,
    make_folder,
    on_disk,
    sha256_of,
    sync_folder,
    write_hashed,
)

if TYPE_CHECKING:
    from pathlib import Path

PICTURE_SUFFIX: Final = ".png"
COPY_SUFFIX: Final = ".webp"
"""Of a picture made smaller for a channel."""
SONG_SUFFIX: Final = ".audio"
"""Of whatever sound people posted: its content says what it is."""
CLIP_SUFFIX: Final = ".mp4"
PACK_SUFFIX: Final = ".zip"
"""Of a pack for editors."""

SETTLED_S: Final = 3600.0
"""A younger temporary file may still be written, a younger file may still wait for its row."""

_INCOMING: Final = ".incoming-"
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class FilesReport:
    """How rows and files fit together."""

    missing: tuple[str, ...]
    """SHA-256 sums that rows point to and that no file has."""
    orphans: tuple[Path, ...]
    """Files that no row points to."""
    damaged: tuple[Path, ...]
    """Files whose content is not what their name says, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed."""

    files: int = 0
    size_bytes: int = 0


class Files:
    """The folder of kept files: nothing is changed in it, and removed only what no row names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._naming = threading.Lock()
        """Held while a file gets its name, and while one is looked at and removed."""

    def path(self, sha256: str, suffix: str) -> Path:
        """Where the file of this content is, or would be; ``suffix`` has its dot."""
        if not _SUFFIX.fullmatch(suffix):
            raise ValueError(f"A kept file's suffix is a dot and a few small letters: {suffix!r}.")
        return self.root / sha256[:2] / f"{sha256}{suffix}"

    async def keep(self, source: Path, suffix: str) -> str:
        """Copy a file in and return its SHA-256; the same content is kept once.

        The file is on the disk for good when this returns; ``source`` stays.

        Raises:
            DiskFull: no room; nothing is left behind.
            StorageError: ``source`` cannot be read, or the folder cannot be written.
        """
        return await on_disk(self._copy_in, source, suffix)

    async def sweep(self, known: set[str], *, settled_s: float = SETTLED_S) -> Swept:
        """Remove files that no row names, and what an interrupted ``keep`` left.

        ``known`` are the SHA-256 sums that rows point to. What is younger than ``settled_s`` stays,
        for its row may be on its way: 0 is for the start, when nobody writes yet. Nothing is
        removed while a backup copies files.
        """
        return await on_disk(self._sweep, known, settled_s)

    async def remove(self, sums: set[str], *, kept_before: float) -> Swept:
        """Remove the files of these sums, unless somebody kept one again since ``kept_before``.

        Nothing is removed while a backup copies files: a later sweep does.
        """
        return await on_disk(self._remove, sums, kept_before)

    async def sizes_bytes(self) -> dict[str, int]:
        """The bytes of all files by their suffix."""
        return await on_disk(self._sizes)

    async def check(self, known: set[str]) -> FilesReport:
        """Compare the files with the SHA-256 sums in ``known`` (all that rows point to).

        Reads every file once. Files of the last hour are not called orphans: their row may be
        on its way.
        """
        return await on_disk(self._compare, known)

    async def disk_free_bytes(self) -> int:
        """Room left on the disk that the folder is, or will be, on."""
        return await on_disk(self._free_bytes)

    def _copy_in(self, source: Path, suffix: str) -> str:
        make_folder(self.root)
        # In the store's own folder, for a rename cannot cross file systems.
        incoming = self.root / f"{_INCOMING}{uuid.uuid4().hex}"
        with source.open("rb") as file:
            sha256 = write_hashed(file, incoming)
        try:
            path = self.path(sha256, suffix)
            make_folder(path.parent)
            with self._naming:
                # Over one that is there already as well: that heals it, should it be damaged,
                # and makes it young, so that no sweep takes it before its row is written.
                incoming.replace(path)
            sync_folder(path.parent)
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise
        return sha256

    def _sweep(self, known: set[str], settled_s: float) -> Swept:
        before = time.time() - settled_s
        return self._unlink(
            [
                path
                for path in files_below(self.root)
                if path.name.startswith(_INCOMING) or path.name.partition(".")[0] not in known
            ],
            before,
        )

    def _remove(self, sums: set[str], kept_before: float) -> Swept:
        paths = (path for sha256 in sums for path in (self.root / sha256[:2]).glob(f"{sha256}.*"))
        return self._unlink([*paths], kept_before)

    def _unlink(self, paths: list[Path], before: float) -> Swept:
        files = size_bytes = 0
        with contextlib.ExitStack() as stack:
            if not paths or not stack.enter_context(files_held(self.root, alone=True)):
                return Swept()
            for path in paths:
                with self._naming, contextlib.suppress(FileNotFoundError):
                    stat = path.stat()
                    if stat.st_mtime <= before:
                        path.unlink()
                        files, size_bytes = files + 1, size_bytes + stat.st_size
        return Swept(files, size_bytes)

    def _sizes(self) -> dict[str, int]:
        sizes: dict[str, int] = {}
        for path in files_below(self.root):
            with contextlib.suppress(FileNotFoundError):
                sizes[path.suffix] = sizes.get(path.suffix, 0) + path.stat().st_size
        return sizes

    def _free_bytes(self) -> int:
        folder = self.root.absolute()
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def _compare(self, known: set[str]) -> FilesReport:
        there: set[str] = set()
        orphans: list[Path] = []
        damaged: list[Path] = []
        for path in files_below(self.root):
            if path.name.startswith(_INCOMING):
                continue
            sha256 = path.name.partition(".")[0]
            if sha256 not in known:
                if _age_s(path) > SETTLED_S:
                    orphans.append(path)
                continue
            there.add(sha256)
            if not _is_sound(path):
                damaged.append(path)
        return FilesReport(tuple(sorted(known - there)), tuple(orphans), tuple(damaged))


def _is_sound(path: Path) -> bool:
    try:
        return sha256_of(path) == path.name.partition(".")[0]
    except OSError:
        return False


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:  # renamed in this very moment
        return 0.0
