"""Files named by their content: whole, kept once, and held against the rows."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError
from storage.files.disk import files_held
from storage.files.files import SETTLED_S, Files, FilesReport, Swept
from tests.storage.keeping import keep_bytes

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = b"\x89PNG a picture" * 200_000  # more than one piece of the copying
SHA = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A store whose folder is not there yet."""
    return Files(tmp_path / "data" / "files")


def _below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


async def test_a_file_is_kept_under_the_hash_of_its_content(files: Files, tmp_path: Path) -> None:
    """The source stays where it is; only the finished copy is left."""
    source = tmp_path / "painted.png"
    source.write_bytes(PICTURE)
    assert await files.keep(source, ".png") == SHA
    assert files.path(SHA, ".png").read_bytes() == PICTURE
    assert source.read_bytes() == PICTURE
    assert _below(files.root) == [f"{SHA[:2]}/{SHA}.png"]


async def test_the_same_content_is_kept_once(files: Files) -> None:
    """However often, and however many at a time."""
    found = await asyncio.gather(*(keep_bytes(files, PICTURE, ".png") for _ in range(8)))
    assert set(found) == {SHA}
    assert _below(files.root) == [f"{SHA[:2]}/{SHA}.png"]


async def test_keeping_again_heals_a_damaged_file(files: Files) -> None:
    """The content just written is known to be sound, the one there is not."""
    await keep_bytes(files, PICTURE, ".png")
    files.path(SHA, ".png").write_bytes(b"rotten")
    await keep_bytes(files, PICTURE, ".png")
    assert files.path(SHA, ".png").read_bytes() == PICTURE


async def test_a_source_that_is_gone_is_said_and_leaves_nothing(
    files: Files, tmp_path: Path
) -> None:
    """The disk's complaint becomes a StorageError."""
    with pytest.raises(StorageError, match="The disk refused"):
        await files.keep(tmp_path / "gone.png", ".png")
    with pytest.raises(StorageError, match="The disk refused"):
        await files.keep(tmp_path, ".png")
    assert _below(tmp_path) == []


@pytest.mark.parametrize("suffix", ["", "png", ".PNG", "./../x", ".tar.gz", ".p/g", "." + "x" * 9])
async def test_a_path_is_never_built_from_what_a_person_named(files: Files, suffix: str) -> None:
    """Only a dot and a few small letters are a suffix."""
    with pytest.raises(ValueError, match="suffix"):
        await keep_bytes(files, PICTURE, suffix)
    with pytest.raises(ValueError, match="suffix"):
        files.path(SHA, suffix)
    assert _below(files.root) == []


async def test_a_cancelled_keep_is_whole_or_absent(files: Files) -> None:
    """Wherever it is cancelled; the thread is done before the task is."""
    for turns in (0, 1, 2, 5, 50):
        task = asyncio.create_task(keep_bytes(files, PICTURE, ".png"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        assert _below(files.root) in ([], [f"{SHA[:2]}/{SHA}.png"])


async def test_a_sweep_removes_what_no_row_names_once_it_is_old(files: Files) -> None:
    """A young file may still be written, or wait for its row; a named one stays at any age."""
    await keep_bytes(files, PICTURE, ".png")
    orphan = await keep_bytes(files, b"nobody's", ".mp4")
    young = await keep_bytes(files, b"a moment old", ".png")
    temporary = files.root / ".incoming-old", files.root / ".incoming-young"
    for path in temporary:
        path.touch()
    for path in (files.path(SHA, ".png"), files.path(orphan, ".mp4"), temporary[0]):
        _age(path, SETTLED_S + 60)
    assert await files.sweep({SHA}) == Swept(2, len(b"nobody's"))
    assert _below(files.root) == sorted(
        [".incoming-young", f"{SHA[:2]}/{SHA}.png", f"{young[:2]}/{young}.png"]
    )
    assert await files.sweep({SHA}, settled_s=0) == Swept(2, len(b"a moment old"))
    assert _below(files.root) == [f"{SHA[:2]}/{SHA}.png"]


async def test_a_file_that_is_kept_again_is_young_again(files: Files) -> None:
    """Its new row is on its way: neither a sweep nor the erasure of an old row takes it."""
    await keep_bytes(files, PICTURE, ".png")
    _age(files.path(SHA, ".png"), SETTLED_S + 60)
    before = time.time() - 60
    await keep_bytes(files, PICTURE, ".png")
    assert await files.sweep(set()) == Swept()
    assert await files.remove({SHA}, kept_before=before) == Swept()
    assert await files.remove({SHA}, kept_before=time.time() + 1) == Swept(1, len(PICTURE))


async def test_nothing_is_swept_while_a_backup_copies(files: Files) -> None:
    """The rows that it copied first name files that may be nobody's by now."""
    await keep_bytes(files, PICTURE, ".png")
    with files_held(files.root):
        assert await files.sweep(set(), settled_s=0) == Swept()
    assert (await files.sweep(set(), settled_s=0)).files == 1


async def test_a_sweep_of_no_folder_finds_nothing(files: Files) -> None:
    """The first start has nothing to clean up."""
    assert await files.sweep(set()) == Swept()


async def test_rows_and_files_that_fit_together_are_a_clean_report(files: Files) -> None:
    """Whatever a file's suffix."""
    known = {await keep_bytes(files, PICTURE, ".png"), await keep_bytes(files, b"song", ".ogg")}
    assert await files.check(known) == FilesReport(missing=(), orphans=(), damaged=())


async def test_the_report_tells_missing_orphaned_and_damaged_apart(files: Files) -> None:
    """By hash what no file has, by path what no row wants or what has changed on the disk."""
    sound = await keep_bytes(files, b"sound", ".png")
    damaged = await keep_bytes(files, b"damaged", ".png")
    orphan = await keep_bytes(files, b"orphan", ".png")
    files.path(damaged, ".png").write_bytes(b"dam\0ged")
    strange = files.root / "notes.txt"
    strange.touch()
    for path in (files.path(orphan, ".png"), strange):
        _age(path, SETTLED_S + 60)
    report = await files.check({sound, damaged, "0" * 64})
    assert report == FilesReport(
        missing=("0" * 64,),
        orphans=(strange, files.path(orphan, ".png")),
        damaged=(files.path(damaged, ".png"),),
    )


async def test_a_file_whose_row_may_be_on_its_way_is_no_orphan(files: Files) -> None:
    """Files are kept before their rows are written, also while doctor looks."""
    await keep_bytes(files, PICTURE, ".png")
    (files.root / ".incoming-now").touch()
    assert await files.check(set()) == FilesReport((), (), ())


async def test_the_room_left_is_known_before_the_folder_is_there(files: Files) -> None:
    """Of the disk it will be on."""
    assert not files.root.exists()
    assert await files.disk_free_bytes() > 0
