"""Bringing an older database to this code's version, with a copy of it kept from before.

Only ``couplet run`` at its start and ``couplet migrate`` do so, and both hold the data folder's
lock: nobody else writes meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from storage.database.copying import copy_to
from storage.database.database import connected
from storage.database.migration import Migration, migrate, shipped, version_of
from storage.files.disk import make_folder, on_disk, sync_file, sync_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEPT: Final = 3
"""As many copies from before a migration stay; older ones are removed."""

_PREFIX: Final = "couplet-"
_SUFFIX: Final = ".db"
_PARTIAL: Final = ".partial"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The versions before and after; ``backup`` is the copy of before, None if nothing was due."""

    before: int
    after: int
    backup: Path | None


async def upgrade(
    path: Path,
    backups: Path,
    *,
    busy_timeout_s: float = 5.0,
    migrations: Sequence[Migration] | None = None,
) -> Upgrade:
    """Migrate the database at ``path`` after copying it into the folder ``backups``.

    Raises:
        NewerDatabase: a newer Couplet wrote the file; it was left as it was.
        DiskFull: no room for the copy; the database was left as it was.
        StorageError: no database of ours there, locked, or a step failed and was rolled back.
    """
    steps = shipped() if migrations is None else migrations
    async with connected(path, "rw", busy_timeout_s) as connection:
        version = await version_of(connection, len(steps))
        if version in {0, len(steps)}:
            return Upgrade(version, version, None)
        backup = backups / f"{_PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-v{version}{_SUFFIX}"
        partial = backup.with_name(backup.name + _PARTIAL)
        await on_disk(make_folder, backups)
        try:
            await copy_to(connection, partial)
            await on_disk(_name, partial, backup)
        finally:
            await on_disk(partial.unlink, missing_ok=True)
        await migrate(connection, steps)
    # Only now: a step that fails again and again must not push out the copies from before it.
    await on_disk(_prune, backups)
    return Upgrade(version, len(steps), backup)


def _name(partial: Path, backup: Path) -> None:
    sync_file(partial)
    partial.rename(backup)
    sync_folder(backup.parent)


def _prune(folder: Path) -> None:
    """Remove all but the newest copies; their names begin with the time, so they sort by it."""
    for old in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"))[:-KEPT]:
        old.unlink()
    for left in folder.glob(f"{_PREFIX}*{_PARTIAL}"):
        left.unlink()
