"""LoRA through the real process: put on, taken off without a trace, refused where none fits."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import pytest_asyncio

from bot.domain.errors import LoraUnfit, ModelMissing
from bot.domain.prompts.lora import LoraUse
from bot.domain.rounds.part import Area, boxed
from bot.imaging.loras import loras_in
from bot.imaging.metadata import read
from bot.ports.rounds import PaintItem, PaintRequest
from tests.imaging.conftest import HEIGHT_PX, WIDTH_PX, preset, recipe, seeds
from tests.imaging.test_painter import pixels, quiet, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.imaging.painter import ProcessPainter
    from bot.ports.rounds import PaintedPicture

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEA = seeds("a red sea", 2)


@pytest.fixture(scope="module")
def folder(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with LoRA that a test may change."""
    return shutil.copytree(tiny_models / "loras", tmp_path_factory.mktemp("loras") / "own")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painter(
    tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> AsyncIterator[ProcessPainter]:
    """The painter of this module, which knows the folder."""
    painter = started(tmp_path_factory.mktemp("pictures"), more=("--loras", str(folder)))
    yield painter
    await painter.aclose()


def worn(model: Path, *uses: tuple[str, float], items: tuple[PaintItem, ...] = SEA) -> PaintRequest:
    """A request in which these are worn."""
    loras = tuple(LoraUse(name, weight, name.title(), "CC0") for name, weight in uses)
    return PaintRequest(replace(recipe(model), loras=loras), items)


async def painted(painter: ProcessPainter, request: PaintRequest) -> list[bytes]:
    """The bytes of the pictures."""
    return [one.file.read_bytes() for one in await painter.paint(request, quiet)]


def distance(one: PaintedPicture, other: PaintedPicture) -> float:
    """How far apart two pictures are, in levels."""
    return float(np.abs(pixels(one) - pixels(other)).mean())


async def test_what_is_taken_off_leaves_no_trace(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """On it changes the pictures, by its weight; off they are the base's to the byte."""
    model = tiny_models / "sd"
    base = await painter.paint(worn(model), quiet)
    ink = await painter.paint(worn(model, ("ink", 1.0)), quiet)
    faint = await painter.paint(worn(model, ("ink", 0.2)), quiet)
    assert 0 < distance(faint[0], base[0]) < distance(ink[0], base[0])
    off = await painted(painter, worn(model))
    assert off == [one.file.read_bytes() for one in base]
    assert await painted(painter, worn(model, ("ink", 1.0))) == [
        one.file.read_bytes() for one in ink
    ]
    record = read(ink[0].file)
    assert record is not None
    assert record.settings["loras"] == [
        {"name": "ink", "weight": 1.0, "title": "Ink", "licence": "CC0"}
    ]
    bare = read(base[0].file)
    assert bare is not None
    assert "loras" not in bare.settings


async def test_several_are_worn_at_once(painter: ProcessPainter, tiny_models: Path) -> None:
    """Each counts, whatever was worn before."""
    model = tiny_models / "sd"
    both = await painted(painter, worn(model, ("ink", 1.0), ("gold", 1.0)))
    ink = await painted(painter, worn(model, ("ink", 1.0)))
    gold = await painted(painter, worn(model, ("gold", 1.0)))
    assert len({both[0], ink[0], gold[0]}) == 3
    assert await painted(painter, worn(model, ("ink", 1.0), ("gold", 1.0))) == both


async def test_switching_loads_no_model(painter: ProcessPainter, tiny_models: Path) -> None:
    """It is heard that a model is loaded; after the first time nothing is."""
    model = tiny_models / "sd"
    await painter.paint(worn(model), quiet)
    heard: list[str] = []
    for uses in ((("ink", 1.0),), (("gold", 0.5),), ()):
        await painter.paint(worn(model, *uses), quiet, on_stage=heard.append)
    assert heard == []


@pytest.mark.parametrize("name", ["xl", "foreign", "void"])
async def test_what_does_not_fit_is_refused_and_harms_nothing(
    painter: ProcessPainter, tiny_models: Path, name: str
) -> None:
    """Of another base, with names nobody knows, or without any effect: not painted in vain."""
    model = tiny_models / "sd"
    base = await painted(painter, worn(model))
    with pytest.raises(LoraUnfit, match=f"^{name}$"):
        await painter.paint(worn(model, (name, 1.0)), quiet)
    assert await painted(painter, worn(model)) == base
    with pytest.raises(LoraUnfit):
        await painter.paint(worn(model, ("ink", 1.0), (name, 1.0)), quiet)
    assert await painted(painter, worn(model)) == base


async def test_one_for_sdxl_fits_sdxl(painter: ProcessPainter, tiny_models: Path) -> None:
    """The same file that another model refuses."""
    model = tiny_models / "sdxl"
    assert await painted(painter, worn(model)) != await painted(painter, worn(model, ("xl", 1.0)))


async def test_parts_and_variations_wear_them_too(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """The parts of a model are one and the same."""
    model = tiny_models / "sd"
    (start, _) = await painter.paint(worn(model), quiet)
    mask = boxed(Area.LEFT, WIDTH_PX, HEIGHT_PX)
    for item in (
        PaintItem("a door", "", 3, start.file),
        PaintItem("a door", "", 3, start.file, mask=mask),
    ):
        plain, inked = (
            replace(request, recipe=replace(request.recipe, strength=0.9))
            for request in (
                PaintRequest(replace(recipe(model), strength=0.9), (item,)),
                PaintRequest(
                    replace(recipe(model), strength=0.9, loras=(LoraUse("ink", 1.0),)), (item,)
                ),
            )
        )
        assert await painted(painter, plain) != await painted(painter, inked)


async def test_a_file_that_is_gone_or_replaced_is_noticed(
    painter: ProcessPainter, tiny_models: Path, folder: Path
) -> None:
    """Gone is said; a new file of the same name is what is worn then."""
    model = tiny_models / "sd"
    with pytest.raises(ModelMissing, match="nothing"):
        await painter.paint(worn(model, ("nothing", 1.0)), quiet)
    shutil.copy(folder / "ink.safetensors", folder / "mine.safetensors")
    first = await painted(painter, worn(model, ("mine", 1.0)))
    shutil.copy(folder / "gold.safetensors", folder / "mine.safetensors")
    assert await painted(painter, worn(model, ("mine", 1.0))) != first


async def test_a_preset_brings_its_own(
    painter: ProcessPainter, tiny_models: Path, folder: Path
) -> None:
    """Beside presets of the same model without it, which stay as they are; steps as it says."""
    model = tiny_models / "sd"
    base = await painted(painter, worn(model))
    quick = replace(preset(model), lora=str(folder / "ink.safetensors"), spacing="trailing")
    request = PaintRequest(replace(recipe(model), preset=quick), SEA)
    first = await painted(painter, request)
    unspaced = replace(request.recipe, preset=replace(quick, spacing=""))
    assert await painted(painter, PaintRequest(unspaced, SEA)) != first
    assert await painted(painter, worn(model)) == base
    assert await painted(painter, request) == first


def _toml(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, "utf-8")


async def test_the_folder_is_read_with_what_stands_beside_the_files(
    tiny_models: Path, tmp_path: Path
) -> None:
    """Title, base, words and licence; what is no LoRA is left out, what is wrong ignored."""
    folder = shutil.copytree(tiny_models / "loras", tmp_path / "loras")
    words = 'title = "Ink wash"\nbase = "SD 1.5"\ntrigger = "inkwash"\nlicence = "CC BY 4.0"\n'
    _toml(folder, "ink", words + "weight = 0.8\n")
    _toml(folder, "gold", "weight = 99\nbase = 5\n")
    _toml(folder, "void", "not toml at all [")
    (folder / "broken.safetensors").write_bytes(b"nothing")
    shutil.copy(
        tiny_models / "sd" / "unet" / "diffusion_pytorch_model.safetensors",
        folder / "model.safetensors",
    )
    found = loras_in(folder)
    assert set(found) == {"ink", "gold", "void", "foreign", "xl"}
    ink = found["ink"]
    assert (ink.title, ink.family, ink.trigger) == ("Ink wash", "sd", "inkwash")
    assert (ink.licence, ink.weight) == ("CC BY 4.0", 0.8)
    assert ink.worn(None) == LoraUse("ink", 0.8, "Ink wash", "CC BY 4.0")
    assert (found["gold"].weight, found["gold"].title) == (1.0, "gold")
    assert loras_in(None) == {}
    _toml(folder, "ink", 'base = "sdxl"\n')
    assert loras_in(folder)["ink"].family == "sdxl"
