"""A part of a picture painted again, through the real process: the rest keeps every pixel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.errors import ModelMissing, PainterError
from bot.domain.rounds.part import Area, Mask, boxed, grid
from bot.domain.rounds.recipe import Recipe
from bot.imaging.metadata import read
from bot.imaging.parts import spread, window
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem, PaintRequest
from tests.imaging.conftest import HEIGHT_PX, WIDTH_PX, recipe
from tests.imaging.test_painter import pixels, quiet, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.imaging.painter import ProcessPainter

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ProcessPainter]:
    """The painter of this module."""
    painter = started(tmp_path_factory.mktemp("pictures"))
    yield painter
    await painter.aclose()


def photo(folder: Path, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> Path:
    """A picture in which no two pixels are alike by rule."""
    levels = np.random.default_rng(0).integers(0, 255, (height_px, width_px, 3))
    file = folder / f"{width_px}x{height_px}.png"
    Image.fromarray(levels.astype(np.uint8)).save(file)
    return file


def part(start: Path, mask: Mask, seed: int = 1, words: str = "a door") -> PaintItem:
    """An item that paints a part of ``start`` again."""
    return PaintItem(words, "", seed, start, mask=mask)


def asked(model: Path, *items: PaintItem) -> PaintRequest:
    """A request for parts."""
    return PaintRequest(replace(recipe(model), strength=0.9), items)


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
@pytest.mark.parametrize("size", [(WIDTH_PX, HEIGHT_PX), (201, 135)])
async def test_outside_of_the_part_every_pixel_stays(
    painter: ProcessPainter, tiny_models: Path, tmp_path: Path, kind: str, size: tuple[int, int]
) -> None:
    """Also of pictures in sizes that the model does not paint; inside it is new."""
    start = photo(tmp_path, *size)
    before = np.asarray(Image.open(start), dtype=np.int16)
    masks = [boxed(area, *size) for area in (Area.LEFT, Area.MIDDLE)]
    painted = await painter.paint(
        asked(tiny_models / kind, *(part(start, mask) for mask in masks)), quiet
    )
    for picture, mask in zip(painted, masks, strict=True):
        inside = np.asarray(spread(mask, size)) > 0
        after = pixels(picture)
        assert (picture.width_px, picture.height_px) == size
        assert picture.ignored == ()
        assert np.array_equal(after[~inside], before[~inside])
        assert np.abs(after - before)[inside].mean() > 5
        record = read(picture.file)
        assert record is not None
        assert record.start_sha256 is not None
        assert record.mask_sha256 is not None
    assert read(painted[0].file) != read(painted[1].file)


async def test_the_bundled_model_paints_parts_too(painter: ProcessPainter, tmp_path: Path) -> None:
    """Its denoiser is of a size of its own; outside of the part every pixel stays."""
    sketch = load_presets()["sketch"]
    start, size = photo(tmp_path, 512, 288), (512, 288)
    mask = boxed(Area.RIGHT, *size)
    quick = replace(Recipe.of(sketch, sketch), steps=2, strength=0.95)
    item = part(start, mask, words="a lighthouse")
    (painted,) = await painter.paint(PaintRequest(quick, (item,)), quiet)
    inside = np.asarray(spread(mask, size)) > 0
    before = np.asarray(Image.open(start), dtype=np.int16)
    assert np.array_equal(pixels(painted)[~inside], before[~inside])
    assert np.abs(pixels(painted) - before)[inside].mean() > 5


async def test_a_part_depends_on_its_own_words_seed_and_mask(
    painter: ProcessPainter, tiny_models: Path, tmp_path: Path
) -> None:
    """Different parts of different pictures in one batch are what they are alone."""
    here, there = photo(tmp_path), photo(tmp_path, 128, 72)
    items = [
        part(here, boxed(Area.LEFT, 64, 40), 1),
        part(there, boxed(Area.TOP, 128, 72), 2, "a window"),
    ]
    together = await painter.paint(asked(tiny_models / "sd", *items), quiet)
    for item, picture in zip(items, together, strict=True):
        (alone,) = await painter.paint(asked(tiny_models / "sd", item), quiet)
        assert np.abs(pixels(alone) - pixels(picture)).max() <= 2
    other = replace(items[0], seed=9)
    (changed,) = await painter.paint(asked(tiny_models / "sd", other), quiet)
    assert np.abs(pixels(changed) - pixels(together[0])).max() > 5


async def test_parts_and_variations_of_one_recipe_share_a_request(
    painter: ProcessPainter, tiny_models: Path, tmp_path: Path
) -> None:
    """Rounds that wait are painted together, whatever they are."""
    start = photo(tmp_path)
    variation = PaintItem("a door", "", 3, start)
    left = boxed(Area.LEFT, WIDTH_PX, HEIGHT_PX)
    first, whole = await painter.paint(
        asked(tiny_models / "sd", part(start, left), variation), quiet
    )
    before = np.asarray(Image.open(start), dtype=np.int16)
    right = np.asarray(spread(left, (WIDTH_PX, HEIGHT_PX))) == 0
    assert np.array_equal(pixels(first)[right], before[right])
    assert not np.array_equal(pixels(whole)[right], before[right])


async def test_nothing_and_all_are_refused(
    painter: ProcessPainter, tiny_models: Path, tmp_path: Path
) -> None:
    """By the painter too, whoever asks."""
    columns, rows = grid(WIDTH_PX, HEIGHT_PX)
    for bits in (b"\x00", b"\xff"):
        mask = Mask(columns, rows, bits * (columns * rows // 8))
        with pytest.raises(PainterError, match="nothing, or all"):
            await painter.paint(asked(tiny_models / "sd", part(photo(tmp_path), mask)), quiet)


async def test_words_find_a_part(
    painter: ProcessPainter, tiny_models: Path, tmp_path: Path
) -> None:
    """The same again each time; what is not there is nothing, and longer words are cut."""
    start = photo(tmp_path, 96, 54)
    heard: list[str] = []
    finder = str(tiny_models / "finder")
    mask = await painter.find(finder, start, "a boat", heard.append)
    assert (mask.width, mask.height) == grid(96, 54)
    assert not mask.is_nothing
    assert not mask.is_all
    assert heard == ["loading 0"]
    assert await painter.find(finder, start, "a boat", heard.append) == mask
    await painter.find(finder, start, "the very long name of a boat " * 9, heard.append)
    blind = await painter.find(str(tiny_models / "blind-finder"), start, "a boat", heard.append)
    assert blind.is_nothing


async def test_a_finder_that_is_not_there_is_named(painter: ProcessPainter, tmp_path: Path) -> None:
    """By its folder's name alone."""
    with pytest.raises(ModelMissing, match=r"^nowhere, which finds parts"):
        await painter.find(str(tmp_path / "nowhere"), photo(tmp_path), "a boat", lambda _: None)


@pytest.mark.parametrize("area", [Area.LEFT, Area.BOTTOM, Area.MIDDLE])
@pytest.mark.parametrize("size", [(64, 40), (40, 64), (48, 48)])
async def test_the_window_holds_the_part_in_the_models_shape(
    area: Area, size: tuple[int, int]
) -> None:
    """And never leaves the picture."""
    painted = spread(boxed(area, 640, 360), (640, 360))
    left, top, right, bottom = window(painted, size)
    assert 0 <= left < right <= 640
    assert 0 <= top < bottom <= 360
    found = painted.getbbox()
    assert found is not None
    assert left <= found[0]
    assert top <= found[1]
    assert right >= found[2]
    assert bottom >= found[3]
    if (right - left, bottom - top) != (640, 360):
        assert abs((right - left) / (bottom - top) - size[0] / size[1]) < 0.02
