"""A full disk: said as such, nothing half written, and work goes on once there is room again."""

from __future__ import annotations

import resource
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import DiskFull
from storage.clips import people
from storage.database.database import Database
from storage.files.backup import back_up
from storage.files.files import Files
from tests.storage.conftest import dump
from tests.storage.keeping import keep_bytes

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DISK_BYTES = 2 * 1024 * 1024
LARGE_BYTES = 512 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A file system of two mebibytes; it takes root's rights to mount one."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("there is no mount command to make a small disk with")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run([umount, str(disk)], check=True)


@pytest.fixture
def small_files() -> Generator[int]:
    """Every file of this process may grow to so many bytes at most."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = 256 * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def _fill(db: Database) -> int:
    """Write blocks of rows until there is no room; returns how many blocks were committed."""
    committed = 0
    while True:
        async with db.writing() as tx:
            for row in range(20):
                await people.remember(tx, committed * 20 + row, "x" * 2000, 1.0)
        committed += 1


async def _people(db: Database) -> int:
    async with db.reading() as tx:
        (row,) = await tx.fetch_all("SELECT count(*) FROM people")
        return int(row[0])


async def _write_until_full(db: Database) -> None:
    """Check that a full disk takes back one block and no more."""
    for _ in range(2):
        before = await _people(db)
        with pytest.raises(DiskFull, match="No room"):
            await _fill(db)
        after = await _people(db)
        assert after % 20 == 0
        assert after >= before


async def test_a_database_at_its_limit_takes_back_the_whole_block(db: Database) -> None:
    """SQLite's own page limit acts as a full disk does; lifting it lets work go on."""
    async with db.writing() as tx:
        await tx.fetch_all("PRAGMA max_page_count = 120")
    await _write_until_full(db)
    full = await _people(db)
    assert full > 0
    async with db.writing() as tx:
        await tx.fetch_all("PRAGMA max_page_count = 100000")
    async with db.writing() as tx:
        await people.remember(tx, 999_999, "Ana", 1.0)
    assert await _people(db) == full + 1


async def test_a_full_disk_under_the_database(small_disk: Path) -> None:
    """Nothing committed is lost, and a smaller neighbour makes room for more."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(DISK_BYTES // 4))
    async with await Database.open(small_disk / "couplet.db") as db:
        await _write_until_full(db)
        full = await _people(db)
        ballast.unlink()
        async with db.writing() as tx:
            await people.remember(tx, 999_999, "Ana", 1.0)
        assert await _people(db) == full + 1
        before = dump(db.path)
    assert dump(small_disk / "couplet.db") == before


async def test_a_full_disk_under_the_files(small_disk: Path) -> None:
    """What did not fit leaves no trace, and what fits is still kept."""
    files = Files(small_disk / "files")
    small = await keep_bytes(files, b"a small picture", ".png")
    with pytest.raises(DiskFull, match="No room"):
        await keep_bytes(files, bytes(DISK_BYTES), ".mp4")
    assert _names(files.root) == [f"{small}.png"]
    assert await files.disk_free_bytes() > DISK_BYTES * 0.9
    other = await keep_bytes(files, b"another", ".png")
    assert _names(files.root) == sorted((f"{small}.png", f"{other}.png"))


async def test_a_full_disk_under_a_backup(db: Database, small_disk: Path, tmp_path: Path) -> None:
    """Neither a big file nor a big database leaves half a backup."""
    files = Files(tmp_path / "files")
    with_song = await keep_bytes(files, bytes(DISK_BYTES), ".wav")
    async with db.writing() as tx:
        await people.remember(tx, 1, "Ana", 1.0)
        await tx.update(
            """INSERT INTO clips (id, guild_id, channel_id, name, locale, director_id, state,
                   rules, created_at) VALUES (1, 1, 1, '', 'fr', 1, 'active', '{}', 1.0)"""
        )
        await tx.update(
            """INSERT INTO songs (clip_id, sha256, filename, duration_s, sample_rate_hz, channels,
                   beats_s, bars_s, energy, added_by, added_at)
               VALUES (1, ?, '', 1.0, 1, 1, '[]', '[]', '[]', 1, 1.0)""",
            (with_song,),
        )
    with pytest.raises(DiskFull):
        await back_up(db.path, files.root, small_disk / "backup")
    assert _names(small_disk) == []
    async with db.writing() as tx:
        await people.remember(tx, 1, "x" * DISK_BYTES, 2.0)
    with pytest.raises(DiskFull):
        await back_up(db.path, files.root, small_disk / "backup")
    assert _names(small_disk) == []


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file of ``LARGE_BYTES``."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(LARGE_BYTES))
    return path


async def test_a_file_over_the_limit_of_the_process_is_no_room_either(
    large_file: Path, small_files: int, tmp_path: Path
) -> None:
    """A quota or a file size limit is a full disk to whoever writes."""
    assert small_files < LARGE_BYTES
    files = Files(tmp_path / "files")
    with pytest.raises(DiskFull, match="No room"):
        await files.keep(large_file, ".mp4")
    assert _names(files.root) == []
