"""When things go wrong: one sentence, no half file, no process left behind."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import psutil
import pytest

from bot.domain.cut.edit import Codec, EncoderSettings
from bot.domain.cut.source import Still
from bot.domain.errors import DiskFull, EncoderError, UserError
from bot.ports.cut import RenderProgress, RenderStage
from bot.processes.children import child_environment
from bot.video.assembly import Assembler
from tests.video.footage import (
    edit_of,
    flat,
    lines_at,
    look_at,
    textured,
    tone,
    unheard,
    with_encoder,
)

if TYPE_CHECKING:
    from bot.domain.cut.edit import Edit


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Four lines with a picture each."""
    pictures = [textured(tmp_path / f"{k}.png", k, (256, 144)) for k in range(4)]
    song = tone(tmp_path / "song.wav", 8.0)
    return edit_of(song, 8.0, lines_at([0, 2, 4, 6], "mots"), pictures)


def ffmpeg_that(folder: Path, instead: str) -> Path:
    """An ffmpeg that answers questions as the real one does, and does ``instead`` for work."""
    real = str(imageio_ffmpeg.get_ffmpeg_exe())
    path = folder / "ffmpeg"
    path.write_text(
        "#!/bin/sh\n"
        f'case "$*" in -version|*-encoders) exec "{real}" "$@";; esac\n'
        f'REAL="{real}"\n{instead}\n'
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def left_in(folder: Path) -> list[str]:
    """Everything unfinished in a folder."""
    return [path.name for path in folder.rglob("*") if ".part" in path.name]


async def test_a_missing_picture_becomes_a_card_and_is_named(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """A file that is gone does not stop the clip."""
    picture = edit.cuts[1].source
    assert picture is not None
    picture.path.unlink()
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert made.broken == (2,)
    assert made.carded == ()
    assert len(look_at(made.path).frames) == 192


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(400)])
async def test_a_broken_picture_becomes_a_card_and_is_named(
    assembler: Assembler, edit: Edit, tmp_path: Path, content: bytes
) -> None:
    """A file that is no picture is found out by the worker; the rest is made once."""
    picture = edit.cuts[2].source
    assert picture is not None
    picture.path.write_bytes(content)
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert made.broken == (3,)
    assert max(look_at(made.path).colour(110)) < 110


async def test_a_line_without_a_picture_is_named_as_a_card(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """An animatic says which shots are still missing."""
    cuts = tuple(replace(cut, source=None) if k == 0 else cut for k, cut in enumerate(edit.cuts))
    made = await assembler.render(
        replace(edit, cuts=cuts), tmp_path / "clip.mp4", on_progress=unheard
    )
    assert (made.carded, made.broken) == ((1,), ())


async def test_cancelling_kills_every_process_and_leaves_no_file(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """At once; and the next render goes on from what was finished."""
    slow = with_encoder(edit, EncoderSettings(preset="slow"))
    finished = asyncio.Event()

    def note(progress: RenderProgress) -> None:
        if progress.stage is RenderStage.PAINTING and progress.done > 140:
            finished.set()

    task = asyncio.create_task(
        assembler.render(slow, tmp_path / "out" / "clip.mp4", on_progress=note)
    )
    await finished.wait()
    assert psutil.Process().children(recursive=True)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [p for p in psutil.Process().children(recursive=True) if p.is_running()] == []
    assert left_in(tmp_path) == []
    assert not (tmp_path / "out" / "clip.mp4").exists()
    again = await assembler.render(slow, tmp_path / "clip.mp4", on_progress=unheard)
    assert again.made < again.segments


async def test_a_worker_ends_when_its_bot_is_gone() -> None:
    """A bot killed outright leaves no encoder running: the worker notices the silence."""
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.video.render_worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        env=dict(child_environment()),
    )
    assert worker.stdin is not None
    worker.stdin.close()
    async with asyncio.timeout(20):
        assert await worker.wait() == 0


async def test_workers_run_below_the_bots_priority(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """Whatever answers people goes first."""
    seen: set[int] = set()

    def note(progress: RenderProgress) -> None:
        if progress.stage is RenderStage.PAINTING and progress.done:
            for child in psutil.Process().children(recursive=True):
                try:
                    seen.add(child.nice())
                except psutil.NoSuchProcess:
                    continue

    await assembler.render(edit, tmp_path / "clip.mp4", on_progress=note)
    assert seen
    assert min(seen) >= os.getpriority(os.PRIO_PROCESS, 0) + 10


async def test_a_full_disk_is_said_and_nothing_stays(edit: Edit, tmp_path: Path) -> None:
    """Ffmpeg's own words for it become ours, whichever encoder met it."""
    full = ffmpeg_that(
        tmp_path, 'cat >/dev/null; echo "av_interleaved_write_frame(): No space left" >&2; exit 1'
    )
    assembler = Assembler(tmp_path / "cache", workers=2, ffmpeg=full)
    with pytest.raises(DiskFull):
        await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert left_in(tmp_path) == []
    assert not (tmp_path / "clip.mp4").exists()


async def test_a_failing_encoder_says_its_last_words(edit: Edit, tmp_path: Path) -> None:
    """What ffmpeg said is in the error, for the log."""
    broken = ffmpeg_that(tmp_path, 'cat >/dev/null; echo "the sky is falling" >&2; exit 7')
    assembler = Assembler(tmp_path / "cache", workers=1, ffmpeg=broken)
    with pytest.raises(EncoderError, match="the sky is falling"):
        await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert left_in(tmp_path) == []


async def test_a_clip_with_too_few_frames_is_not_delivered(edit: Edit, tmp_path: Path) -> None:
    """A join that lost frames is an error, never a clip."""
    short = ffmpeg_that(
        tmp_path,
        'case "$*" in *concat*) printf "frame=24\\nprogress=end\\n";; *) exec "$REAL" "$@";; esac',
    )
    assembler = Assembler(tmp_path / "cache", workers=2, ffmpeg=short)
    with pytest.raises(EncoderError, match="24 frames, not 192"):
        await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert not (tmp_path / "clip.mp4").exists()


async def test_no_ffmpeg_is_said(edit: Edit, tmp_path: Path) -> None:
    """A setting that names nothing is found before any work begins."""
    assembler = Assembler(tmp_path / "cache", ffmpeg=tmp_path / "nowhere")
    with pytest.raises(UserError) as caught:
        await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert caught.value.key == "video.ffmpeg-missing"


async def test_something_else_in_ffmpegs_place_is_said(edit: Edit, tmp_path: Path) -> None:
    """A program that is no ffmpeg is not tried any further."""
    assembler = Assembler(tmp_path / "cache", ffmpeg=Path("/bin/echo"))
    with pytest.raises(UserError) as caught:
        await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert caught.value.key == "video.ffmpeg-missing"


async def test_a_missing_encoder_is_said(edit: Edit, tmp_path: Path) -> None:
    """NVENC is listed by every build; without its hardware it is tried and found missing."""
    none = ffmpeg_that(tmp_path, 'echo "no device" >&2; exit 1')
    assembler = Assembler(tmp_path / "cache", ffmpeg=none)
    wanted = with_encoder(edit, EncoderSettings(codec=Codec.NVENC))
    with pytest.raises(UserError, match="nvenc") as caught:
        await assembler.render(wanted, tmp_path / "clip.mp4", on_progress=unheard)
    assert caught.value.key == "video.encoder-missing"


async def test_a_folder_that_cannot_be_written_is_said(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """Neither the cache nor the clip can go where a file stands in the way."""
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"")
    with pytest.raises(UserError) as caught:
        await assembler.render(edit, blocked / "clip.mp4", on_progress=unheard)
    assert caught.value.key == "video.folder-unwritable"
    with pytest.raises(UserError) as caught:
        await Assembler(blocked / "cache").render(edit, tmp_path / "c.mp4", on_progress=unheard)
    assert caught.value.key == "video.folder-unwritable"


async def test_a_song_that_is_gone_is_said(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """The song's file may have been removed since it was set."""
    edit.song.unlink()
    with pytest.raises(UserError) as caught:
        await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert caught.value.key == "song.gone"
    assert left_in(tmp_path) == []


async def test_progress_only_grows_and_ends_complete(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """The bar never goes back while frames are painted, and every frame is counted."""
    told: list[RenderProgress] = []
    await assembler.render(edit, tmp_path / "clip.mp4", on_progress=told.append)
    painted = [one.done for one in told if one.stage is RenderStage.PAINTING]
    assert painted == sorted(painted)
    assert painted[-1] == 192
    assert [one.stage for one in (told[0], told[-1])] == [RenderStage.PREPARING, RenderStage.DONE]
    assert told[-1].share == 1.0
    shares = [one.share for one in told]
    assert shares == sorted(shares)


async def test_hundreds_of_shots_are_no_trouble(assembler: Assembler, tmp_path: Path) -> None:
    """A shot a third of a second, for two hundred shots."""
    picture = flat(tmp_path / "a.png", (90, 120, 40))
    song = tone(tmp_path / "song.wav", 25.0)
    edit = edit_of(song, 25.0, lines_at([k / 8 for k in range(200)]), [Still(picture.path)] * 200)
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert made.frames == 600
    assert made.segments >= 200
