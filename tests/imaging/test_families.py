"""Every family of models through the real painter: what it does is what its abilities say.

The table in docs/models.md is written from what was seen here, when all families were tried.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import pytest_asyncio

from bot.domain.errors import ModelMissing, PainterError
from bot.domain.rounds.abilities import Abilities, Guidance, Variation, Wish
from bot.domain.rounds.part import Area, boxed
from bot.imaging.metadata import read
from bot.imaging.parts import spread
from bot.ports.rounds import PaintItem, PaintRequest
from tests.imaging.conftest import recipe, seeds
from tests.imaging.test_painter import pixels, quiet, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from bot.imaging.painter import ProcessPainter
    from bot.ports.rounds import PaintedPicture

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAMILIES: Final = (
    *("sd15", "sd21-v", "sdxl", "sd3", "sd3-without-t5", "flux-dev", "flux-schnell"),
    *("flux2-klein", "z-image", "qwen-image", "sana", "sana-sprint", "pixart-sigma", "lumina2"),
    *("cogview4", "chroma", "kandinsky22", "bria", "hidream", "hunyuan-dit"),
)
ANOTHER_BATCH_LEVELS: Final = 2
SIZE_PX: Final = (128, 64)
PAGE: Final = Path(__file__).parents[2] / "docs" / "models.md"
BEGIN, END = "<!-- families -->", "<!-- /families -->"
CHECKS: Final = (
    *("paint", "batch equals alone", "same bytes", "negative", "guidance", "previews"),
    *("variation", "a part again", "sizes", "cancel", "metadata"),
)


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model of each family."""
    folder = tmp_path_factory.mktemp("families")
    names = (*FAMILIES, "sdxl-refiner")
    command = (sys.executable, "-W", "ignore", "-m", "tests.imaging.families")
    subprocess.run([*command, str(folder), *names], check=True, capture_output=True)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ProcessPainter]:
    """The painter of this module."""
    painter = started(tmp_path_factory.mktemp("pictures"))
    yield painter
    await painter.aclose()


@pytest.fixture(scope="module")
def rows() -> Iterator[dict[str, Sequence[str]]]:
    """What was seen, by family; at the end the page's table."""
    seen: dict[str, Sequence[str]] = {}
    yield seen
    if set(seen) == set(FAMILIES):
        _write(seen)


def _write(seen: dict[str, Sequence[str]]) -> None:
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    table = [f"| family | {' | '.join(CHECKS)} |", "|---" * (len(CHECKS) + 1) + "|"]
    table += [f"| {name} | {' | '.join(seen[name])} |" for name in FAMILIES]
    PAGE.write_text(head + "\n".join((BEGIN, *table, END)) + tail, "utf-8")


class Studio:
    """One family's model, asked for pictures of 128 by 64 pixels in few steps."""

    def __init__(self, painter: ProcessPainter, folder: Path) -> None:
        self._painter = painter
        self._folder = folder

    async def paint(
        self,
        *items: PaintItem,
        guidance: float = 4.0,
        strength: float | None = None,
    ) -> Sequence[PaintedPicture]:
        """Paint ``items``."""
        return await self._painter.paint(self._request(items, 3, guidance, strength), quiet)

    async def stopped(self, abilities: Abilities) -> bool:
        """Begin an endless painting, stop it when it shows itself; whether it did."""
        shown = asyncio.Event()
        begun = asyncio.Event()
        items = tuple(replace(item, watched=True) for item in seeds("a red sea", 1))
        task = asyncio.create_task(
            self._painter.paint(
                self._request(items, 900, 4.0, None),
                lambda share: begun.set() if share > 0 else None,
                lambda _place, _jpeg: shown.set(),
            )
        )
        async with asyncio.timeout(300):
            await (shown if abilities.previews else begun).wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return shown.is_set()

    def _request(
        self, items: tuple[PaintItem, ...], steps: int, guidance: float, strength: float | None
    ) -> PaintRequest:
        width_px, height_px = SIZE_PX
        wish = replace(
            recipe(self._folder, steps),
            width_px=width_px,
            height_px=height_px,
            guidance=guidance,
            strength=strength,
        )
        return PaintRequest(wish, items)


def differ(one: PaintedPicture, other: PaintedPicture) -> bool:
    """Whether the two show anything different."""
    return bool(np.abs(pixels(one) - pixels(other)).max() > 0)


@pytest.mark.parametrize("name", FAMILIES)
async def test_a_family_does_what_its_abilities_say(
    painter: ProcessPainter, families: Path, rows: dict[str, Sequence[str]], name: str
) -> None:
    """Each check of the table: it holds, or the picture says that the wish was not read."""
    studio = Studio(painter, families / name)
    sea, town = PaintItem("a red sea", "", 1), PaintItem("a grey town by night", "", 2)

    together = await studio.paint(sea, town)
    (alone,) = await studio.paint(town)
    abilities = painter.abilities[str(families / name)]
    assert np.abs(pixels(together[1]) - pixels(alone)).max() <= ANOTHER_BATCH_LEVELS
    assert differ(*together)
    sizes = (alone.width_px, alone.height_px) == SIZE_PX
    assert sizes or Wish.SIZE in alone.ignored

    (again,) = await studio.paint(town)
    assert again.file.read_bytes() == alone.file.read_bytes()

    (foggy,) = await studio.paint(replace(town, negative="fog and rain"))
    negative = Wish.NEGATIVE not in foggy.ignored
    assert differ(foggy, alone) is negative

    (guided,) = await studio.paint(replace(town, negative="fog and rain"), guidance=9.0)
    guidance = Wish.GUIDANCE not in guided.ignored
    assert differ(guided, foggy) is guidance

    record = read(guided.file)
    assert record is not None
    assert record.negative == ("fog and rain" if negative else "")
    assert record.settings.get("guidance") == (9.0 if guidance else None)

    variation = await _varied(studio, abilities, alone)
    part = await _repainted(studio, abilities, alone)
    shown = await studio.stopped(abilities)
    assert shown is abilities.previews
    (after,) = await studio.paint(town)
    assert after.file.read_bytes() == alone.file.read_bytes()

    rows[name] = (
        *("yes", "yes", "yes", "yes" if negative else "told"),
        {Guidance.CFG: "yes", Guidance.TRUE_CFG: "with negative words"}.get(
            abilities.guidance, "distilled" if guidance else "told"
        ),
        *("yes" if shown else "no", variation, part, "yes" if sizes else "told", "yes", "yes"),
    )


async def _varied(studio: Studio, abilities: Abilities, start: PaintedPicture) -> str:
    """Vary ``start`` a little and a lot; how it is done."""
    item = PaintItem("a grey town by night", "", 7, start.file)
    slight, strong = [(await studio.paint(item, strength=share))[0] for share in (0.34, 0.9)]
    assert differ(slight, start)
    record = read(slight.file)
    assert record is not None
    if abilities.variation is Variation.REFERENCES:
        assert Wish.STRENGTH in slight.ignored
        assert "strength" not in record.settings
    else:
        assert differ(slight, strong)
        assert record.settings["strength"] == 0.34
    assert bool(record.noise) is (abilities.variation is Variation.NOISE)
    if abilities.variation is Variation.NOISE:
        further = PaintItem("a grey town by night", "", 8, slight.file)
        (grandchild,) = await studio.paint(further, strength=0.2)
        path = read(grandchild.file)
        assert path is not None
        assert [leg.seed for leg in path.noise] == [2, 7, 8]
    return abilities.variation.value


async def _repainted(studio: Studio, abilities: Abilities, start: PaintedPicture) -> str:
    """Paint the left of one picture and the top of another in one batch; or be refused."""
    size = start.width_px, start.height_px
    (other,) = await studio.paint(*seeds("a red sea", 1))
    items = [
        PaintItem("a grey town", "", 7, start.file, mask=boxed(Area.LEFT, *size)),
        PaintItem("a green hill", "", 8, other.file, mask=boxed(Area.TOP, *size)),
    ]
    if not abilities.inpainting:
        with pytest.raises(PainterError, match="paints no part"):
            await studio.paint(items[0], strength=0.9)
        return "told"
    painted = await studio.paint(*items, strength=0.9)
    for item, before, after in zip(items, (start, other), painted, strict=True):
        assert item.mask is not None
        inside = np.asarray(spread(item.mask, size)) > 0
        assert np.array_equal(pixels(after)[~inside], pixels(before)[~inside])
        assert not np.array_equal(pixels(after)[inside], pixels(before)[inside])
        (alone,) = await studio.paint(item, strength=0.9)
        assert np.abs(pixels(alone) - pixels(after)).max() <= ANOTHER_BATCH_LEVELS
    return "yes"


async def test_a_refiner_is_refused_in_words(painter: ProcessPainter, families: Path) -> None:
    """It has no words of its own to paint from."""
    with pytest.raises(ModelMissing, match="is a refiner"):
        await Studio(painter, families / "sdxl-refiner").paint(*seeds("a red sea", 1))


async def test_what_the_model_has_no_room_for_is_told(
    painter: ProcessPainter, families: Path
) -> None:
    """The real tokenizer finds the cut; it is given back as it was written, in whole words."""
    items = (PaintItem("un été à la mer calme", "", 1), PaintItem("la mer", "", 2))
    long, short = await Studio(painter, families / "sd3-without-t5").paint(*items)
    assert long.cut == "calme"
    assert short.cut is None


async def test_starts_are_never_mixed(painter: ProcessPainter, families: Path) -> None:
    """A model that looks at references sees those of the one picture, in whatever batch."""
    studio = Studio(painter, families / "flux2-klein")
    red, blue = await studio.paint(*seeds("a sea", 2))
    items = [PaintItem("a town", "", 5, start.file) for start in (red, blue)]
    together = await studio.paint(*items, strength=0.5)
    alone = [(await studio.paint(item, strength=0.5))[0] for item in items]
    assert differ(*together)
    for one, other in zip(together, alone, strict=True):
        assert np.abs(pixels(one) - pixels(other)).max() <= ANOTHER_BATCH_LEVELS
