"""Masks as grids of yes and no, and the size in which a part is painted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.rounds.part import BOXES, Area, Mask, boxed, grid, painted_size
from tests.services.conftest import PRESETS

SIZES = [(1280, 720), (512, 288), (720, 1280), (64, 64), (1920, 300), (300, 1200)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("area", BOXES)
def test_an_area_is_its_share_of_any_picture(area: Area, size: tuple[int, int]) -> None:
    """Half of it, or a quarter for the middle, to a row of cells."""
    mask = boxed(area, *size)
    assert (mask.width, mask.height) == grid(*size)
    assert mask.share == pytest.approx(0.25 if area is Area.MIDDLE else 0.5, abs=0.02)
    assert not mask.is_nothing
    assert not mask.is_all


def test_left_and_right_and_both_halves_are_what_they_are_called() -> None:
    """The first bit is the picture's upper left corner."""
    left, right, top = (boxed(a, 64, 36).bits for a in (Area.LEFT, Area.RIGHT, Area.TOP))
    assert (left[0], left[31], right[0], right[31]) == (255, 0, 0, 255)
    assert (top[0], top[-1]) == (255, 0)


@pytest.mark.parametrize(("width", "height", "size"), [(255, 8, 255), (256, 0, 0), (256, 8, 255)])
def test_what_is_no_grid_is_no_mask(width: int, height: int, size: int) -> None:
    """Whoever sends it."""
    with pytest.raises(ValueError, match="no such grid"):
        Mask(width, height, bytes(size))


@pytest.mark.parametrize("size", SIZES)
def test_a_part_is_painted_in_the_shape_of_its_picture(size: tuple[int, int]) -> None:
    """No larger than the model is used to, and in its steps."""
    preset = replace(PRESETS["tiny"], width_px=512, height_px=288, step_px=32)
    width_px, height_px = painted_size(*size, preset)
    assert width_px % 32 == height_px % 32 == 0
    assert width_px <= size[0] + 16
    assert width_px * height_px <= 512 * 288 * 1.25
    assert painted_size(512, 288, preset) == (512, 288)
