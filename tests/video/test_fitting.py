"""Clips made to fit: never over the limit, never far under it, never inflated."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.edit import EncoderSettings, Metadata
from bot.domain.errors import EncoderError, UserError
from bot.ports.cut import RenderProgress, RenderStage
from bot.video.upload_fit import ClipFile, choose, closest
from tests.video.footage import (
    RATE,
    edit_of,
    lines_at,
    look_at,
    textured,
    tone,
    unheard,
    with_encoder,
)

if TYPE_CHECKING:
    from bot.video.assembly import Assembler
    from bot.video.graph import Shrink


def size_of(path: Path) -> int:
    """The file's bytes."""
    return path.stat().st_size


def contents(path: Path) -> bytes:
    """All of a file."""
    return path.read_bytes()


def left_in(folder: Path) -> list[Path]:
    """Everything unfinished in a folder."""
    return list(folder.rglob("*.part*"))


@pytest.fixture
async def clip(assembler: Assembler, tmp_path: Path) -> Path:
    """Six seconds of moving detail, encoded generously."""
    pictures = [textured(tmp_path / f"{k}.png", k) for k in range(3)]
    edit = edit_of(tone(tmp_path / "s.wav", 6.0), 6.0, lines_at([0, 2, 4]), pictures)
    edit = replace(
        with_encoder(edit, EncoderSettings(preset="veryfast", quality=10)),
        metadata=Metadata(title="La mer", comment="made with AI"),
    )
    await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    return tmp_path / "clip.mp4"


@pytest.mark.parametrize("share", [0.9, 0.5, 0.2])
async def test_a_clip_uses_its_limit_and_keeps_it(
    assembler: Assembler, clip: Path, tmp_path: Path, share: float
) -> None:
    """At most the limit, at least 92 % of it; every frame, the sound and the tags are kept."""
    limit = int(size_of(clip) * share)
    fitted = await assembler.fit(clip, limit, tmp_path / "fit.mp4", on_progress=unheard)
    assert 0.92 * limit <= size_of(fitted.path) == fitted.size_bytes <= limit
    seen = look_at(fitted.path)
    assert len(seen.frames) == 144
    assert seen.sound_s == pytest.approx(6.0, abs=1 / 24)
    assert (seen.metadata["title"], seen.metadata["comment"]) == ("La mer", "made with AI")
    assert left_in(tmp_path) == []


async def test_a_clip_that_fits_is_not_touched(
    assembler: Assembler, clip: Path, tmp_path: Path
) -> None:
    """Nothing is inflated, not even by a byte."""
    out = tmp_path / "fit.mp4"
    fitted = await assembler.fit(clip, 10_000_000, out, on_progress=unheard)
    assert fitted.untouched
    assert contents(out) == contents(clip)


async def test_what_cannot_fit_is_said(assembler: Assembler, clip: Path, tmp_path: Path) -> None:
    """Below a rate that can be watched there is a sentence instead of a smear."""
    with pytest.raises(UserError) as caught:
        await assembler.fit(clip, 20_000, tmp_path / "fit.mp4", on_progress=unheard)
    assert caught.value.key == "video.cannot-fit"
    assert left_in(tmp_path) == []


async def test_what_is_no_clip_is_an_error(assembler: Assembler, tmp_path: Path) -> None:
    """Only our own clips are fitted."""
    path = tmp_path / "clip.mp4"
    await asyncio.to_thread(path.write_bytes, b"no clip")
    with pytest.raises(EncoderError):
        await assembler.fit(path, 10, tmp_path / "fit.mp4", on_progress=unheard)


async def test_both_passes_tell_their_progress(
    assembler: Assembler, clip: Path, tmp_path: Path
) -> None:
    """Each pass counts all frames."""
    told: list[RenderProgress] = []
    limit = size_of(clip) // 2
    await assembler.fit(clip, limit, tmp_path / "fit.mp4", on_progress=told.append)
    ends = [
        one for one in told if one.stage is RenderStage.FITTING and one.done == one.total == 144
    ]
    assert len(ends) >= 2


def full_length(limit_mb: float) -> tuple[int, int, int]:
    """The height, the video's and the sound's kb/s chosen for four minutes of 720p."""
    clip = ClipFile(Path("x"), 200_000_000, 240 * 24, RATE, 1280, 720)
    shrink, audio = choose(clip, int(limit_mb * 1_000_000))
    return shrink.height_px, shrink.video_bps // 1000, audio


def test_four_minutes_look_well_in_ten_megabytes_as_in_a_hundred() -> None:
    """Small limits take a smaller frame and thinner sound; large ones take nothing away."""
    height, video, audio = full_length(10)
    assert 360 <= height <= 480
    assert 48 <= audio <= 80
    assert video > 220
    assert full_length(100)[0] == 720
    assert full_length(100)[2] == 160


class Spread:
    """An encoder that misses the limit as it was told to; what it keeps is remembered."""

    def __init__(self, limit_bytes: int, *shares: float) -> None:
        self._sizes = [int(share * limit_bytes) for share in shares]
        self._last = 0
        self.kept: list[int] = []

    async def video(self, shrink: Shrink) -> int:
        """The next size."""
        del shrink
        self._last = self._sizes.pop(0)
        return self._last

    async def keep(self) -> None:
        """Remember it."""
        self.kept.append(self._last)


@pytest.mark.parametrize(
    ("shares", "best"),
    [
        ((0.90, 1.01, 1.005, 1.002), 0.90),
        ((1.01, 0.85, 0.90, 1.002), 0.90),
        ((1.01, 0.90, 0.85, 1.002), 0.90),
        ((1.01, 0.97), 0.97),
        ((1.03, 1.02, 1.01, 1.001), None),
    ],
)
async def test_the_best_try_that_fits_is_kept(
    shares: tuple[float, ...], best: float | None
) -> None:
    """A later one that is too large, or smaller, does not take its place."""
    limit = 10_000_000
    clip = ClipFile(Path("x"), 200_000_000, 240 * 24, RATE, 1280, 720)
    spread = Spread(limit, *shares)
    found = await closest(spread, choose(clip, limit)[0], clip, 4_000_000, limit)
    assert (None if found is None else found[1]) == (None if best is None else int(best * limit))
    assert spread.kept[-1:] == ([] if best is None else [int(best * limit)])
