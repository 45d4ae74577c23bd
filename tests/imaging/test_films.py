"""Films by tiny Wan and LTX pipelines with random weights: through the real painter process, and in
this one where what goes on inside is to be seen.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import pytest_asyncio
import torch
from PIL import Image

from bot.domain.errors import PainterDied, PainterError, Unpaintable
from bot.domain.prompts.prompt import FilmSettings
from bot.domain.rounds.recipe import Recipe
from bot.imaging.films import DiffusersFilms
from bot.imaging.loader import DiffusersModels
from bot.imaging.metadata import digest, read
from bot.imaging.model import Batch
from bot.imaging.noise import generator
from bot.ports.rounds import PaintItem, PaintRequest
from tests.imaging.conftest import Progress, preset
from tests.imaging.test_painter import quiet, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.rounds.abilities import FilmAbilities
    from bot.imaging.painter import ProcessPainter
    from bot.ports.rounds import PaintedPicture

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    # diffusers' own LTX pipeline hands a tensor to numpy.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

KINDS = ("wan5b", "ltx")
SIZE = (64, 32)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model folders of ``tests.imaging.moving``."""
    folder = tmp_path_factory.mktemp("moving")
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.imaging.moving", str(folder)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ProcessPainter]:
    """The painter process of this module."""
    painter = started(tmp_path_factory.mktemp("films"))
    yield painter
    await painter.aclose()


@pytest.fixture
def winner(tmp_path: Path) -> Path:
    """A picture to begin with: red, and green below."""
    return _picture(tmp_path / "winner.png", (200, 30, 30))


@pytest.fixture
def next_winner(tmp_path: Path) -> Path:
    """A picture to end on."""
    return _picture(tmp_path / "next.png", (20, 20, 220))


def _picture(file: Path, colour: tuple[int, int, int]) -> Path:
    image = Image.new("RGB", SIZE, colour)
    image.paste((10, 160, 10), (0, 20, SIZE[0], SIZE[1]))
    image.save(file)
    return file


def request(
    model: Path, *items: PaintItem, frames: int = 9, steps: int = 2, strength: float | None = None
) -> PaintRequest:
    """Films of ``frames`` frames by a tiny model."""
    usual = dataclasses.replace(
        preset(model),
        film=FilmSettings(rate=24, frames=121, frame_step=8),
        step_px=32,
        width_px=SIZE[0],
        height_px=SIZE[1],
    )
    recipe = Recipe.of_film(usual, SIZE, frames, strength)
    return PaintRequest(dataclasses.replace(recipe, steps=steps), items)


def pixels(film: PaintedPicture) -> list[np.ndarray]:
    """The film's frames."""
    frames: list[np.ndarray] = []
    for file in film.frames:
        with Image.open(file) as image:
            frames.append(np.asarray(image))
    return frames


@pytest.mark.parametrize("kind", KINDS)
async def test_a_film_is_as_long_as_asked_and_says_how_it_was_painted(
    painter: ProcessPainter, films: Path, winner: Path, kind: str
) -> None:
    """A PNG a frame, the first of them with what is needed to paint it again."""
    shares: list[float] = []
    asked = request(films / kind, PaintItem("the sea comes in", "", 3, winner))
    (film,) = await painter.paint(asked, shares.append)
    assert len(film.frames) == 9
    assert film.file == film.frames[0]
    assert {frame.shape for frame in pixels(film)} == {(SIZE[1], SIZE[0], 3)}
    record = read(film.file)
    assert record is not None
    assert record.settings["frames"] == 9
    assert record.settings["rate"] == 24
    assert record.start_sha256 == digest(winner)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert painter.abilities[str(films / kind)].film is not None


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_seed_and_winner_give_the_same_film(
    painter: ProcessPainter, films: Path, winner: Path, next_winner: Path, kind: str
) -> None:
    """Another seed, or another winner, gives another one."""
    item = PaintItem("the sea comes in", "", 3, winner)
    other = dataclasses.replace(item, seed=4)
    elsewhere = dataclasses.replace(item, start=next_winner)
    asked = request(films / kind, item, item, other, elsewhere)
    one, again, another, strange = map(pixels, await painter.paint(asked, quiet))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one, another, strict=True))
    assert not np.array_equal(one[0], strange[0])


@pytest.mark.parametrize("kind", KINDS)
async def test_a_film_is_cancelled_between_two_steps(
    painter: ProcessPainter, films: Path, winner: Path, kind: str
) -> None:
    """No frame is left behind, and the same process paints the next."""
    progress = Progress()
    item = PaintItem("the sea comes in", "", 3, winner)
    task = asyncio.create_task(painter.paint(request(films / kind, item, steps=900), progress.note))
    await progress.begun.wait()
    before = painter.pid
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (film,) = await painter.paint(request(films / kind, item), quiet)
    assert painter.pid == before
    left = set(film.file.parent.iterdir()) - set(film.frames)
    assert not [file for file in left if file.stat().st_mtime > film.file.stat().st_mtime]


async def test_a_film_comes_out_alike_after_a_kill(
    painter: ProcessPainter, films: Path, winner: Path
) -> None:
    """Killed in the middle of its steps; a fresh process paints what the first would have."""
    item = PaintItem("the sea comes in", "", 3, winner)
    (before,) = map(pixels, await painter.paint(request(films / "wan5b", item), quiet))
    progress = Progress()
    endless = request(films / "wan5b", item, steps=900)
    task = asyncio.create_task(painter.paint(endless, progress.note))
    await progress.begun.wait()
    assert painter.pid is not None
    os.kill(painter.pid, signal.SIGKILL)
    with pytest.raises(PainterDied, match="SIGKILL"):
        await task
    (after,) = map(pixels, await painter.paint(request(films / "wan5b", item), quiet))
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


async def test_a_film_shows_what_is_becoming_of_it(
    painter: ProcessPainter, films: Path, winner: Path
) -> None:
    """A small picture of its middle, where its latents show it."""
    shown = asyncio.Event()
    item = PaintItem("the sea comes in", "", 3, winner, watched=True)
    task = asyncio.create_task(
        painter.paint(
            request(films / "wan5b", item, steps=900), quiet, lambda _place, _jpeg: shown.set()
        )
    )
    async with asyncio.timeout(120):
        await shown.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_a_model_for_films_would_not_read_is_refused(
    painter: ProcessPainter, films: Path, tiny_models: Path, winner: Path, next_winner: Path
) -> None:
    """The last frame that Wan 5B ignores, a strength it has none of; pictures of it, and films of a
    model for pictures.
    """
    item = PaintItem("the sea comes in", "", 3, winner)
    wan = films / "wan5b"
    with pytest.raises(Unpaintable, match=r"animate\.no-last"):
        await painter.paint(request(wan, dataclasses.replace(item, end=next_winner)), quiet)
    with pytest.raises(Unpaintable, match=r"animate\.no-strength"):
        await painter.paint(request(wan, item, strength=0.5), quiet)
    with pytest.raises(PainterError, match="a multiple of 4"):
        await painter.paint(request(wan, item, frames=12), quiet)
    with pytest.raises(Unpaintable, match=r"animate\.model-no-films"):
        await painter.paint(request(tiny_models / "sd", item), quiet)
    usual = preset(wan)
    with pytest.raises(Unpaintable, match=r"round\.films-only"):
        await painter.paint(
            PaintRequest(Recipe.of(usual, usual), (PaintItem("a red sea", "", 1),)), quiet
        )


@pytest.mark.parametrize(
    ("kind", "step", "last", "loosens"),
    [("wan5b", 4, False, False), ("wan14b", 4, True, False), ("ltx", 4, True, True)],
)
async def test_abilities_are_read_from_the_pipeline(
    films: Path, kind: str, step: int, *, last: bool, loosens: bool
) -> None:
    """Which of them end on a picture and which let go of one."""
    film = _loaded(films / kind).abilities.film
    assert film is not None
    assert _facts(film) == (step, last, loosens)


def _facts(film: FilmAbilities) -> tuple[int, bool, bool]:
    return film.frame_step, film.last_frame, film.loosens


async def test_the_winner_holds_through_every_step_of_wan(films: Path, winner: Path) -> None:
    """Its encoded latents are the first frame of what the denoiser sees, from first to last."""
    model = _loaded(films / "wan5b")
    with _seen(model) as steps:
        _draw(model, request(films / "wan5b", PaintItem("the sea", "", 3, winner), steps=4))
    expected = _encoded(model, winner).latent_dist.mode()[:, :, 0]
    assert len(steps) == 8  # with and without the words
    for hidden in steps:
        assert torch.equal(hidden[:, :, 0], expected)
        assert not torch.equal(hidden[:, :, 1], expected)


async def test_both_ends_hold_through_every_step_of_ltx(
    films: Path, winner: Path, next_winner: Path
) -> None:
    """The last frame's tokens come first, then those of the film, the winner's foremost."""
    model = _loaded(films / "ltx")
    item = PaintItem("the sea", "", 3, winner, end=next_winner)
    with _seen(model) as steps:
        _draw(model, request(films / "ltx", item, steps=4))
    noise = generator(3)
    latents = (1, 8, 3, SIZE[1] // 4, SIZE[0] // 4)
    torch.randn(latents, generator=noise)
    first = _encoded(model, winner).latent_dist.sample(generator=noise)
    last = _encoded(model, next_winner).latent_dist.sample(generator=noise)
    tokens = SIZE[0] * SIZE[1] // 16
    assert len(steps) == 4
    for hidden in steps:
        assert torch.allclose(hidden[0, :tokens], _tokens(last))
        assert torch.allclose(hidden[0, tokens : 2 * tokens], _tokens(first))
        assert not torch.allclose(hidden[0, 2 * tokens : 3 * tokens], _tokens(first))


async def test_a_strength_lets_a_film_leave_its_picture(films: Path, winner: Path) -> None:
    """What the denoiser sees of the winner changes from step to step."""
    model = _loaded(films / "ltx")
    with _seen(model) as steps:
        item = PaintItem("the sea", "", 3, winner)
        _draw(model, request(films / "ltx", item, steps=16, strength=0.6))
    tokens = SIZE[0] * SIZE[1] // 16
    assert not torch.allclose(steps[0][0, :tokens], steps[-1][0, :tokens])


async def test_the_last_winner_reaches_a_model_that_reads_it(
    films: Path, winner: Path, next_winner: Path
) -> None:
    """Both pictures stand in the channels beside the noise, at every step."""
    model = _loaded(films / "wan14b")
    ends: list[list[Any]] = []
    for end in (next_winner, winner):
        with _seen(model) as steps:
            item = PaintItem("the sea", "", 3, winner, end=end)
            _draw(model, request(films / "wan14b", item, steps=3))
        beside = [hidden[:, 16:] for hidden in steps]
        assert all(torch.equal(one, beside[0]) for one in beside)
        ends.append(beside)
    assert torch.equal(ends[0][0][:, :, 0], ends[1][0][:, :, 0])
    assert not torch.equal(ends[0][0][:, :, -1], ends[1][0][:, :, -1])


async def test_a_film_of_a_hundred_frames_keeps_within_its_memory(
    painter: ProcessPainter, films: Path, winner: Path
) -> None:
    """A hundred frames more cost the process less than ten times their levels."""
    item = PaintItem("the sea comes in", "", 3, winner)
    await painter.paint(request(films / "wan5b", item, frames=5, steps=1), quiet)
    short = painter.peak_bytes
    (film,) = await painter.paint(request(films / "wan5b", item, frames=101, steps=1), quiet)
    assert len(film.frames) == 101
    assert painter.peak_bytes - short < 256 * 1024 * 1024


def _loaded(folder: Path) -> DiffusersFilms:
    model = DiffusersModels("cpu", "float32").get(preset(folder))
    assert isinstance(model, DiffusersFilms)
    return model


def _draw(model: DiffusersFilms, asked: PaintRequest) -> None:
    model.draw(Batch(asked.items, asked.recipe), quiet, lambda _place, _image: None)


class _seen:  # noqa: N801 - used as a block
    """What the denoiser is given at each step, within the block."""

    def __init__(self, model: DiffusersFilms) -> None:
        self._denoiser: Any = model.pipeline.transformer

    def __enter__(self) -> list[Any]:
        steps: list[Any] = []

        def note(_module: Any, _args: Any, given: dict[str, Any]) -> None:
            steps.append(given["hidden_states"].clone())

        self._hook = self._denoiser.register_forward_pre_hook(note, with_kwargs=True)
        return steps

    def __exit__(self, *_: object) -> None:
        self._hook.remove()


def _encoded(model: DiffusersFilms, file: Path) -> Any:
    with Image.open(file) as image, torch.no_grad():
        picture = model.pipeline.video_processor.preprocess(image, height=SIZE[1], width=SIZE[0])
        return model.pipeline.vae.encode(picture.unsqueeze(2))


def _tokens(latents: Any) -> Any:
    """A frame's latents in a row, as LTX lays them."""
    return latents[0].flatten(1).T
