"""Pictures of odd depths and dark slopes, seen in the clip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from bot.domain.cut.camera import Move
from bot.domain.cut.edit import FINAL_SETTINGS
from bot.domain.cut.formats import Format
from bot.domain.cut.source import Still
from tests.video.footage import RATE, edit_of, lines_at, look_at, tone, unheard

if TYPE_CHECKING:
    from pathlib import Path

    from bot.video.assembly import Assembler
    from tests.video.footage import Light

FRAME = Format(640, 360, RATE)


async def across(assembler: Assembler, folder: Path, picture: Image.Image) -> Light:
    """The light of a still clip of that picture from left to right, the mean of its rows."""
    picture.save(folder / "picture.png")
    song, pictures = tone(folder / "s.wav", 4.0), [Still(folder / "picture.png")]
    edit = edit_of(song, 4.0, lines_at([0]), pictures, frame=FRAME, move=Move.HOLD)
    edit = replace(edit, encoder=FINAL_SETTINGS)
    made = await assembler.render(edit, folder / "clip.mp4", on_progress=unheard)
    return np.asarray(look_at(made.path).grey(30).mean(axis=0), np.float64)


async def test_a_16_bit_grey_picture_keeps_its_greys(assembler: Assembler, tmp_path: Path) -> None:
    """Read as 8 bits it would be white."""
    slope = np.linspace(0, 65_535, 640)[None, :].repeat(360, axis=0).astype(np.uint16)
    light = await across(assembler, tmp_path, Image.fromarray(slope))
    for share in (0.25, 0.5, 0.75):
        assert light[round(share * 640)] == pytest.approx(255 * share, abs=12)


async def test_a_dark_slope_has_no_steps(assembler: Assembler, tmp_path: Path) -> None:
    """28 levels over the frame are seen as bands where nothing breaks their edges."""
    slope = np.rint(np.linspace(0, 28, 640))[None, :].repeat(360, axis=0).astype(np.uint8)
    light = await across(assembler, tmp_path, Image.fromarray(slope).convert("RGB"))
    steps = np.abs(np.diff(light[40:600]))
    assert steps.max() < 0.7
