"""Real painting: the real process, the real loader, diffusers' own pipelines with tiny weights.

The process is shared by the tests of this module, as starting one takes seconds.
"""

from __future__ import annotations

import asyncio
import dataclasses
import io
import os
import shutil
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.errors import DiskFull, ModelMissing, OutOfMemory, PainterDied, PainterError
from bot.imaging.folders import weights_hash
from bot.imaging.loader import DiffusersModels
from bot.imaging.metadata import read
from bot.imaging.painter import ProcessPainter
from bot.ports.rounds import PaintItem, PaintRequest
from tests.imaging.conftest import HEIGHT_PX, WIDTH_PX, Pauses, Progress, recipe, request, seeds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.ports.rounds import PaintedPicture

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANOTHER_BATCH_LEVELS = 2
"""How far a channel of a pixel, 0..255, may be off when the batch is another one (on the CPU)."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ProcessPainter]:
    """The painter of this module."""
    painter = started(tmp_path_factory.mktemp("pictures"))
    yield painter
    await painter.aclose()


def started(
    folder: Path,
    command: tuple[str, ...] = (sys.executable, "-m", "bot.imaging"),
    more: tuple[str, ...] = (),
) -> ProcessPainter:
    """A painter for tiny models: threads that wait for each other would cost more than they do."""
    environ = {**os.environ, "OMP_NUM_THREADS": "1"}
    return ProcessPainter(
        folder, Pauses(), device="cpu", nice=0, more=more, environ=environ, command=command
    )


def quiet(_: float) -> None:
    """Listen to no progress."""


def pixels(picture: PaintedPicture) -> np.ndarray:
    """The picture's pixels, (height, width, 3), wide enough to subtract."""
    with Image.open(picture.file) as image:
        return np.asarray(image, dtype=np.int16)


def distance(one: PaintedPicture, other: PaintedPicture) -> float:
    """The mean difference of two pictures' pixels, in levels."""
    return float(np.abs(pixels(one) - pixels(other)).mean())


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
async def test_a_round_is_painted(painter: ProcessPainter, tiny_models: Path, kind: str) -> None:
    """Stable Diffusion and SDXL folders load by the same call and paint what was asked."""
    shares: list[float] = []
    pictures = await painter.paint(
        request(tiny_models / kind, *seeds("a red sea", 3)), shares.append
    )
    assert [picture.seed for picture in pictures] == [1, 2, 3]
    for picture in pictures:
        assert pixels(picture).shape == (HEIGHT_PX, WIDTH_PX, 3)
        record = read(picture.file)
        assert record is not None
        assert (record.prompt, record.seed, record.sampler) == ("a red sea", picture.seed, "Euler")
        assert record.model_hash == weights_hash(tiny_models / kind)
    assert shares == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert distance(pictures[0], pictures[1]) > 1


async def test_the_same_request_gives_the_same_files_in_every_process(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """Painted again, by the same process and by one started after a kill -9 in the middle."""
    asked = request(tiny_models / "sd", *seeds("a red sea", 3))
    first = [picture.file.read_bytes() for picture in await painter.paint(asked, quiet)]
    again = [picture.file.read_bytes() for picture in await painter.paint(asked, quiet)]
    progress = Progress()
    endless = request(tiny_models / "sd", *seeds("a red sea", 1), steps=900)
    task = asyncio.create_task(painter.paint(endless, progress.note))
    await progress.begun.wait()
    killed = painter.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(PainterDied, match="SIGKILL"):
        await task
    elsewhere = [picture.file.read_bytes() for picture in await painter.paint(asked, quiet)]
    assert painter.pid != killed
    assert first == again == elsewhere


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
async def test_a_picture_depends_on_its_own_words_and_seed(
    painter: ProcessPainter, tiny_models: Path, kind: str
) -> None:
    """Rounds painted together give the pictures they give alone, up to rounding."""
    sea, town = seeds("a red sea", 2), seeds("a grey town", 3)
    together = await painter.paint(request(tiny_models / kind, *sea, *town), quiet)
    apart = [
        *(await painter.paint(request(tiny_models / kind, *sea), quiet)),
        *(await painter.paint(request(tiny_models / kind, *town), quiet)),
    ]
    for one, other in zip(together, apart, strict=True):
        assert np.abs(pixels(one) - pixels(other)).max() <= ANOTHER_BATCH_LEVELS
    assert distance(together[0], together[2]) > 0


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
async def test_a_painting_shows_what_is_becoming_of_it(
    painter: ProcessPainter, tiny_models: Path, kind: str
) -> None:
    """Watched items are shown, small, in the midst of a long painting; the others are not."""
    shown: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
    one, other = seeds("a red sea", 2)
    asked = request(tiny_models / kind, one, dataclasses.replace(other, watched=True), steps=900)
    task = asyncio.create_task(
        painter.paint(asked, quiet, lambda place, jpeg: shown.put_nowait((place, jpeg)))
    )
    async with asyncio.timeout(120):
        place, jpeg = await shown.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert place == 1
    with Image.open(io.BytesIO(jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH_PX, HEIGHT_PX))


async def test_being_watched_changes_no_picture(painter: ProcessPainter, tiny_models: Path) -> None:
    """The same bytes, whether somebody looks or not."""
    alone = seeds("a red sea", 2)
    watched = tuple(dataclasses.replace(one, watched=True) for one in alone)
    first = await painter.paint(request(tiny_models / "sd", *alone), quiet)
    second = await painter.paint(request(tiny_models / "sd", *watched), quiet)
    assert [one.file.read_bytes() for one in first] == [one.file.read_bytes() for one in second]


async def test_negative_words_count(painter: ProcessPainter, tiny_models: Path) -> None:
    """With guidance, what is not wanted changes the picture."""
    items = (PaintItem("a red sea", "", 1), PaintItem("a red sea", "fog", 1))
    without, with_them = await painter.paint(request(tiny_models / "sd", *items), quiet)
    assert distance(without, with_them) > 0


async def test_a_variation_stays_nearer_the_slighter_it_is(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """Strength says how far a picture may move away from the one it starts from."""
    (start,) = await painter.paint(request(tiny_models / "sd", *seeds("a red sea", 1)), quiet)

    async def varied(strength: float) -> PaintedPicture:
        asked = PaintRequest(
            replace(recipe(tiny_models / "sd", 10), strength=strength),
            (PaintItem("a red sea", "", 7, start.file),),
        )
        (picture,) = await painter.paint(asked, quiet)
        return picture

    slight, strong = await varied(0.01), await varied(0.9)
    assert 0 < distance(start, slight) < distance(start, strong)


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
async def test_long_prompts_are_read_to_their_end(
    painter: ProcessPainter, tiny_models: Path, kind: str
) -> None:
    """The models' encoders have room for 18 letters: what stands behind them counts as well."""
    calm, wild = "un été à la mer calme", "un été à la mer haute"
    items = [PaintItem(prompt, negative, 1) for prompt in (calm, wild) for negative in ("", calm)]
    pictures = await painter.paint(request(tiny_models / kind, *items), quiet)
    assert [picture.cut for picture in pictures] == [None] * 4
    assert distance(pictures[0], pictures[2]) > 0
    assert distance(pictures[0], pictures[1]) > 0
    (alone,) = await painter.paint(request(tiny_models / kind, items[3]), quiet)
    assert np.abs(pixels(alone) - pixels(pictures[3])).max() <= ANOTHER_BATCH_LEVELS


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
async def test_words_can_be_weighed(painter: ProcessPainter, tiny_models: Path, kind: str) -> None:
    """A number behind a colon in brackets is a weight, 1.0 is none, and bare brackets are text."""
    prompts = ("a (red:1.0) sea", "a red sea", "a (red:1.6) sea", "a (red) sea")
    plain, bare, heavy, brackets = await painter.paint(
        request(tiny_models / kind, *(PaintItem(prompt, "", 1) for prompt in prompts)), quiet
    )
    assert np.abs(pixels(plain) - pixels(bare)).max() <= ANOTHER_BATCH_LEVELS
    assert distance(heavy, bare) > 0
    assert distance(brackets, bare) > 0


async def test_cancelling_stops_between_two_steps(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """A painting of many steps ends soon after its cancel, and the process paints on."""
    progress = Progress()
    endless = request(tiny_models / "sd", *seeds("a red sea", 1), steps=900)
    task = asyncio.create_task(painter.paint(endless, progress.note))
    await progress.begun.wait()
    process = painter.pid
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await painter.paint(request(tiny_models / "sd", *seeds("a red sea", 1)), quiet)
    assert painter.pid == process


async def test_broken_models_are_said_in_a_sentence(
    painter: ProcessPainter, tiny_models: Path, tmp_path: Path
) -> None:
    """Absent, empty, cut off, of another kind: ModelMissing each time, and the process lives."""
    empty, short, odd = tmp_path / "empty", tmp_path / "short", tmp_path / "odd"
    empty.mkdir()
    for folder in (short, odd):
        shutil.copytree(tiny_models / "sd", folder)
    weights = short / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    (odd / "model_index.json").write_text('{"_class_name": "AudioPipeline"}')
    for model, why in (
        (tmp_path / "nowhere", "does not exist"),
        (empty, "no diffusers folder"),
        (short, "is broken"),
        (odd, "does not have"),
    ):
        with pytest.raises(ModelMissing, match=why) as raised:
            await painter.paint(request(model, *seeds("a red sea", 1)), quiet)
        assert "\n" not in str(raised.value)


async def test_a_request_the_model_refuses_is_an_error_of_that_request(
    painter: ProcessPainter, tiny_models: Path
) -> None:
    """A size that is no multiple of 8 is refused by diffusers, and said so."""
    asked = PaintRequest(replace(recipe(tiny_models / "sd"), width_px=63), seeds("a sea", 1))
    with pytest.raises(PainterError, match="divisible by 8"):
        await painter.paint(asked, quiet)


async def test_the_device_is_described(painter: ProcessPainter) -> None:
    """For the doctor: what the painter runs on, with which releases."""
    device = await painter.describe_device()
    assert (device.kind, device.dtype) == ("cpu", DiffusersModels("cpu").device().dtype)
    assert device.torch
    assert device.diffusers


async def test_memory_that_runs_out_makes_batches_smaller(
    tiny_models: Path, tmp_path: Path
) -> None:
    """An allocator's error in a real pipeline: smaller batches, then an error, then work again."""
    stingy = started(tmp_path, (sys.executable, "-m", "tests.imaging.stingy_host"))
    try:
        pictures = await stingy.paint(request(tiny_models / "sd", *seeds("a sea", 5)), quiet)
        assert [picture.seed for picture in pictures] == [1, 2, 3, 4, 5]
        with pytest.raises(OutOfMemory, match="out of memory"):
            await stingy.paint(request(tiny_models / "sd", *seeds("monstrous", 2)), quiet)
        assert len(await stingy.paint(request(tiny_models / "sd", *seeds("a sea", 1)), quiet)) == 1
    finally:
        await stingy.aclose()


async def test_a_full_disk_is_said_as_one(tiny_models: Path, tmp_path: Path) -> None:
    """Not as something that the painter could not do."""
    full = started(tmp_path, (sys.executable, "-m", "tests.imaging.full_host"))
    try:
        with pytest.raises(DiskFull):
            await full.paint(request(tiny_models / "sd", *seeds("a sea", 2)), quiet)
    finally:
        await full.aclose()
