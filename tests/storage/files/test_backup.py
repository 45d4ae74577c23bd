"""Backups made while others write, and the way back."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from storage.clips import clips
from storage.database.database import Database
from storage.files.backup import BackupReport, back_up, restore
from storage.files.files import Files
from storage.files.references import pointed_to
from storage.rounds import takes
from tests.storage.conftest import dump
from tests.storage.keeping import keep_bytes
from tests.storage.made import CHANNEL, NOW, finish_render, make, make_round, new_take

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Where the rows' files are."""
    return Files(tmp_path / "files")


async def _fill(db: Database, files: Files) -> str:
    """Rows of everything, with a file for the render only; returns its hash."""
    sha256 = await keep_bytes(files, b"a clip", ".mp4")
    async with db.writing() as tx:
        made = await make(tx)
        await finish_render(tx, made.render.id, sha256)
        await tx.update("DELETE FROM takes")
        await tx.update("DELETE FROM taps")
        await tx.update("DELETE FROM songs")
    return sha256


def _hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def test_a_backup_restored_elsewhere_is_the_same(
    db: Database, files: Files, tmp_path: Path
) -> None:
    """Rows and files, down to the byte, while the database is open here."""
    sha256 = await _fill(db, files)
    orphan = await keep_bytes(files, b"of no row", ".png")
    report = await back_up(db.path, files.root, tmp_path / "backup")
    name = f"files/{sha256[:2]}/{sha256}.mp4"
    copied = _tree(tmp_path / "backup")
    assert sorted(copied) == ["couplet.db", name]
    assert copied[name] == b"a clip"
    assert report == BackupReport(
        tmp_path / "backup", 1, sum(len(content) for content in copied.values()), ()
    )

    there = tmp_path / "elsewhere" / "couplet.db"
    restored = await restore(tmp_path / "backup", there, tmp_path / "elsewhere" / "files")
    assert restored == BackupReport(there, 1, report.size_bytes, ())
    assert dump(there) == dump(db.path)
    again = Files(tmp_path / "elsewhere" / "files")
    assert again.path(sha256, ".mp4").read_bytes() == b"a clip"
    assert not again.path(orphan, ".png").exists()
    async with await Database.open(there) as other, other.reading() as tx:
        assert await clips.in_channel(tx, CHANNEL) is not None
        assert (await again.check(await pointed_to(tx))).missing == ()


async def test_a_backup_fits_together_while_another_task_writes(
    db: Database, files: Files, tmp_path: Path
) -> None:
    """A picture is kept, then its row; each backup has the files of exactly its rows."""
    async with db.writing() as tx:
        made = await make(tx)
        await tx.update("DELETE FROM takes")
        await tx.update("DELETE FROM taps")
        await tx.update("DELETE FROM songs")
    finished = asyncio.Event()
    painted: asyncio.Queue[str] = asyncio.Queue()
    pictures = itertools.count()

    async def paint() -> None:
        while not finished.is_set():
            sha256 = await keep_bytes(files, f"picture {next(pictures)}".encode() * 5000, ".png")
            async with db.writing() as tx:
                a_round = await make_round(tx, made.clip, made.lines[1])
                await takes.add_all(tx, a_round.id, [new_take(1, sha256)], NOW)
            painted.put_nowait(sha256)

    painting = asyncio.create_task(paint())
    seen: list[int] = []
    before: set[str] = set()
    for n in range(4):
        before |= {await painted.get() for _ in range(3)}
        target = tmp_path / f"backup-{n}"
        report = await back_up(db.path, files.root, target)
        with closing(sqlite3.connect(target / "couplet.db")) as copy:
            rows = {row[0] for row in copy.execute("SELECT sha256 FROM takes")}
            rounds_copied = copy.execute("SELECT count(*) FROM rounds").fetchone()[0]
        copied = _tree(target / "files")
        assert report.missing == ()
        assert {name[3:67] for name in copied} == rows
        assert all(
            hashlib.sha256(content).hexdigest() == name[3:67] for name, content in copied.items()
        )
        assert before <= rows
        assert len(rows) == rounds_copied - 2
        seen.append(len(rows))
    finished.set()
    await painting
    assert seen == sorted(set(seen))


async def test_a_backup_names_what_was_lost_before(
    db: Database, files: Files, tmp_path: Path
) -> None:
    """Missing and damaged files are not copied, and do not keep the rest from being copied."""
    sha256 = await _fill(db, files)
    other = await keep_bytes(files, b"another", ".png")
    async with db.writing() as tx:
        await tx.update("UPDATE renders SET posted_sha256 = ?", (other,))
        lost = "0" * 64
        await tx.update(
            "INSERT INTO songs SELECT 9, id, ?, '', 1, 1, 1, NULL, NULL, '[]', '[]', "
            "'[]', NULL, director_id, 1 FROM clips",
            (lost,),
        )
    files.path(sha256, ".mp4").write_bytes(b"a clap")
    report = await back_up(db.path, files.root, tmp_path / "backup")
    assert (report.files, report.missing) == (1, tuple(sorted((sha256, lost))))
    assert f"files/{other[:2]}/{other}.png" in _tree(tmp_path / "backup")
    restored = await restore(tmp_path / "backup", tmp_path / "b.db", tmp_path / "b")
    assert restored.missing == report.missing


async def test_a_backup_never_overwrites(db: Database, files: Files, tmp_path: Path) -> None:
    """A folder that holds something, or that another backup is filling, is refused."""
    await _fill(db, files)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "diary.txt").write_text("dear diary")
    with pytest.raises(StorageError, match="full is there already"):
        await back_up(db.path, files.root, tmp_path / "full")
    (tmp_path / f".target.{0:032x}.partial").mkdir()
    with pytest.raises(StorageError, match=r"remove .*partial and try again"):
        await back_up(db.path, files.root, tmp_path / "target")
    assert _tree(tmp_path / "full") == {"diary.txt": b"dear diary"}
    assert not (tmp_path / "target").exists()


async def test_a_backup_of_nothing_says_so(files: Files, tmp_path: Path) -> None:
    """A wrong path is not taken for an empty database."""
    with pytest.raises(StorageError, match="no database at"):
        await back_up(tmp_path / "none.db", files.root, tmp_path / "backup")
    (tmp_path / "text.db").write_text("Remember the milk. " * 100)
    with pytest.raises(StorageError, match="not a database"):
        await back_up(tmp_path / "text.db", files.root, tmp_path / "backup")
    assert sorted(_tree(tmp_path)) == ["text.db"]


async def test_a_cancelled_backup_leaves_nothing(
    db: Database, files: Files, tmp_path: Path
) -> None:
    """Or all of it, if it was done by then."""
    await _fill(db, files)
    for n in range(12):
        target = tmp_path / f"backup-{n}"
        task = asyncio.create_task(back_up(db.path, files.root, target))
        for _ in range(2**n):
            await asyncio.sleep(0)
        task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(result, BackupReport | asyncio.CancelledError)
        assert target.exists() or not isinstance(result, BackupReport)
        assert _hidden(tmp_path) == []


async def test_a_restore_never_overwrites(db: Database, files: Files, tmp_path: Path) -> None:
    """Neither a database, nor the log of one, nor files."""
    await _fill(db, files)
    await back_up(db.path, files.root, tmp_path / "backup")
    with pytest.raises(StorageError, match=r"couplet\.db is there already"):
        await restore(tmp_path / "backup", db.path, tmp_path / "new")
    (tmp_path / "b.db-wal").touch()
    with pytest.raises(StorageError, match=r"b\.db-wal is there already"):
        await restore(tmp_path / "backup", tmp_path / "b.db", tmp_path / "new")
    with pytest.raises(StorageError, match="files is there already"):
        await restore(tmp_path / "backup", tmp_path / "c.db", files.root)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "c.db").exists()
    assert _hidden(tmp_path) == []


async def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    """With what is wrong with it."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match=r"not a backup of Couplet: it holds no couplet\.db"):
        await restore(tmp_path / "folder", tmp_path / "a.db", tmp_path / "new")


async def test_a_damaged_backup_is_refused(db: Database, files: Files, tmp_path: Path) -> None:
    """Nothing is put in place of what cannot be trusted."""
    await _fill(db, files)
    await back_up(db.path, files.root, tmp_path / "backup")
    copy = tmp_path / "backup" / "couplet.db"
    content = bytearray(copy.read_bytes())
    content[4096 + 8 : -4096] = bytes(len(content) - 8192 - 8)
    copy.write_bytes(content)
    with pytest.raises(StorageError):
        await restore(tmp_path / "backup", tmp_path / "b.db", tmp_path / "new")
    assert not (tmp_path / "b.db").exists()
    assert not (tmp_path / "new").exists()
