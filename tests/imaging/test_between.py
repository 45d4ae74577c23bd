"""Pictures between two takes, through the real process: the ends are the takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.errors import PainterError
from bot.ports.rounds import PaintItem, Towards
from tests.imaging.conftest import request
from tests.imaging.test_painter import quiet, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.imaging.painter import ProcessPainter
    from bot.ports.rounds import PaintedPicture

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE, THERE = "a red boat", "a blue house by the sea"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ProcessPainter]:
    """The painter of this module."""
    painter = started(tmp_path_factory.mktemp("pictures"))
    yield painter
    await painter.aclose()


def pixels(picture: PaintedPicture) -> np.ndarray:
    """The picture's pixels, wide enough to subtract."""
    with Image.open(picture.file) as image:
        return np.asarray(image, dtype=np.int16)


def between(share: float) -> PaintItem:
    """A picture on the way from the one take to the other."""
    if share > 0.5:
        return PaintItem(THERE, "", 8, towards=Towards(HERE, 7, 1 - share))
    return PaintItem(HERE, "", 7, towards=Towards(THERE, 8, share))


async def test_a_way_leads_from_one_take_to_the_other(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """Both ends are the takes to a level or two; what lies between is neither, and comes again."""
    plain = [PaintItem(HERE, "", 7), PaintItem(THERE, "", 8)]
    ends = await painter.paint(request(tiny_models / "sd", *plain), quiet)
    way = [between(k / 4) for k in range(5)]
    painted = await painter.paint(request(tiny_models / "sd", *way), quiet)
    again = await painter.paint(request(tiny_models / "sd", *way), quiet)
    assert np.abs(pixels(painted[0]) - pixels(ends[0])).max() <= 2
    assert np.abs(pixels(painted[-1]) - pixels(ends[1])).max() <= 2
    for inner in painted[1:-1]:
        assert min(np.abs(pixels(inner) - pixels(end)).mean() for end in ends) > 0.5
    assert [p.file.read_bytes() for p in painted] == [p.file.read_bytes() for p in again]


async def test_only_the_words_change_the_way(painter: ProcessPainter, tiny_models: Path) -> None:
    """Of two takes with the same noise, half of the way is painted from words between theirs."""
    items = [
        PaintItem(HERE, "", 7),
        PaintItem(HERE, "", 7, towards=Towards(THERE, 7, 0.5)),
        PaintItem(THERE, "", 7),
    ]
    here, half, there = [
        pixels(p) for p in await painter.paint(request(tiny_models / "sd", *items), quiet)
    ]
    assert np.abs(here - there).max() > 0
    assert np.abs(half - here).max() > 0
    assert np.abs(half - there).max() > 0


async def test_prompts_in_pieces_are_refused(painter: ProcessPainter, tiny_models: Path) -> None:
    """Nothing is painted in vain between prompts that the model reads in several pieces."""
    item = PaintItem("(boat:1.4)", "", 7, towards=Towards("a house", 8, 0.3))
    with pytest.raises(PainterError):
        await painter.paint(request(tiny_models / "sd", item), quiet)
