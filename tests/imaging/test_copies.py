"""Smaller copies: how far they shrink, and a child process that may fail."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from bot.domain.errors import DiskFull, PainterError
from bot.imaging.copies import LEAST_PX, smaller
from bot.imaging.shrinker import ProcessShrinker

if TYPE_CHECKING:
    from pathlib import Path


def noise(path: Path, size: tuple[int, int]) -> Path:
    """A picture that no format makes small without loss."""
    pixels = random.Random(7).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, pixels).save(path)
    return path


def shown(path: Path) -> tuple[str | None, Image.Image]:
    """A file's format, and the picture in it, decoded."""
    with Image.open(path) as picture:
        return picture.format, picture.convert("RGB")


async def test_copies_fit_and_show_the_same(tmp_path: Path) -> None:
    """In order, as WebP, in a process of its own; the pictures stay as they are."""
    red, blue = tmp_path / "red.png", tmp_path / "blue.png"
    Image.new("RGB", (320, 180), "red").save(red)
    Image.new("RGB", (320, 180), "blue").save(blue)
    before = red.read_bytes()
    copies = await ProcessShrinker().shrink([red, blue], 4000, tmp_path / "small")
    found = [shown(copy) for copy in copies]
    assert [(kind, picture.size) for kind, picture in found] == [("WEBP", (320, 180))] * 2
    assert all(copy.stat().st_size <= 4000 for copy in copies)
    for (_, picture), wanted in zip(found, [(255, 0, 0), (0, 0, 255)], strict=True):
        colour = picture.getpixel((160, 90))
        assert isinstance(colour, tuple)
        assert max(abs(a - b) for a, b in zip(colour, wanted, strict=True)) < 12
    assert red.read_bytes() == before


def test_quality_goes_before_size(tmp_path: Path) -> None:
    """Only what the least quality cannot make fit loses pixels."""
    picture = noise(tmp_path / "a.png", (400, 300))
    sizes = {}
    for limit in (200_000, 90_000, 40_000):
        copy = tmp_path / f"{limit}.webp"
        copy.write_bytes(smaller(picture, limit))
        assert copy.stat().st_size <= limit
        sizes[limit] = shown(copy)[1].size
    assert sizes[200_000] == sizes[90_000] == (400, 300)
    assert sizes[40_000][0] < 400


def test_what_would_be_too_small_to_look_at_is_refused(tmp_path: Path) -> None:
    """A stamp of a picture helps nobody to vote."""
    picture = noise(tmp_path / "a.png", (LEAST_PX + 30, LEAST_PX + 30))
    with pytest.raises(ValueError, match=r"a\.png cannot be shown in 500 bytes"):
        smaller(picture, 500)


async def test_what_is_no_picture_is_an_error_of_the_child(tmp_path: Path) -> None:
    """The bot's process hears a sentence; nothing else happens to it."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG but no more")
    with pytest.raises(PainterError, match=r"bot\.imaging\.copies ended with 1"):
        await ProcessShrinker().shrink([broken], 1000, tmp_path / "small")


async def test_a_full_disk_is_said_as_one(tmp_path: Path) -> None:
    """The copy is written to a device that has no room."""
    picture = noise(tmp_path / "a.png", (200, 200))
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "0.webp").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        await ProcessShrinker().shrink([picture], 100_000, folder)


@pytest.mark.parametrize("mode", ["I;16", "I;16B"])
def test_deep_greys_stay_grey(tmp_path: Path, mode: str) -> None:
    """A 16-bit slope is a slope still, not a white field."""
    slope = (np.arange(256, dtype=np.uint32) * 257)[None, :].repeat(64, axis=0)
    picture = tmp_path / ("a.tiff" if mode == "I;16B" else "a.png")
    kinds = {"I;16": "<u2", "I;16B": ">u2"}
    Image.frombytes(mode, (256, 64), slope.astype(kinds[mode]).tobytes()).save(picture)
    copy = tmp_path / "a.webp"
    copy.write_bytes(smaller(picture, 50_000))
    greys = np.asarray(shown(copy)[1])[32, :, 0].astype(int)
    assert np.abs(greys - np.arange(256)).max() < 8
