"""Offloading on a card that is too small, through diffusers' own hooks: it survives whatever ends
a painting in its middle, and goes down the ladder as far as it must.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from bot.domain.errors import OutOfMemory, PainterError
from bot.imaging.diffusion import DiffusersModel
from bot.imaging.folders import inspect_folder
from bot.imaging.model import Batch
from bot.imaging.opening import open_pipeline
from tests.imaging.card import Card, Pretence
from tests.imaging.conftest import recipe, seeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings(
    # The sampler's own, for numpy's sake, and the old names of parts.
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
)

SIZES = {"text_encoder": 30, "unet": 60, "vae": 20}


class Stop(Exception):
    """Somebody cancelled."""


def model_on(tiny_models: Path, card: Card | None) -> DiffusersModel:
    """The tiny model on ``card``; None for the processor."""
    folder = inspect_folder(tiny_models / "sd")
    pipeline = open_pipeline(folder, torch.float32)
    if card is None:
        return DiffusersModel(pipeline, folder.path, "cpu")
    card.hold(pipeline, SIZES)
    return DiffusersModel(pipeline, folder.path, "cuda", card)


def painted(model: DiffusersModel, stop_at: float = 2.0, prompt: str = "a red sea") -> Any:
    """The pixels of one picture, stopped when the share ``stop_at`` is done."""

    def on_step(share: float) -> None:
        if share >= stop_at:
            raise Stop

    batch = Batch(seeds(prompt, 1), replace(recipe("/tiny"), steps=3))
    (drawn,) = model.draw(batch, on_step, lambda _place, _image: None)
    return np.asarray(drawn.image, dtype=np.int16)


@pytest.fixture(autouse=True)
def pretence() -> Iterator[None]:
    """Let torch take the card for a real one."""
    torch.set_num_threads(1)  # tiny parts: threads would wait for each other
    with Pretence():
        yield


@pytest.fixture(scope="module")
def wanted(tiny_models: Path) -> Any:
    """What the picture looks like."""
    return painted(model_on(tiny_models, None))


def test_what_fits_stays_on_the_card(tiny_models: Path, wanted: Any) -> None:
    """All parts, from the first picture on."""
    card = Card(200)
    model = model_on(tiny_models, card)
    assert np.array_equal(painted(model), wanted)
    assert card.there == SIZES


@pytest.mark.parametrize("known", [True, False])
def test_a_small_card_holds_only_the_part_that_works(
    tiny_models: Path, wanted: Any, *, known: bool
) -> None:
    """Whether the free memory is known beforehand or found out by running out of it."""
    card = Card(70, known=known)
    model = model_on(tiny_models, card)
    assert np.array_equal(painted(model), wanted)
    assert card.most <= 70
    assert card.there == {}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7])
def test_a_cancel_leaves_every_part_where_it_belongs(
    tiny_models: Path, wanted: Any, share: float
) -> None:
    """At any step: the next picture is painted as if nothing had been."""
    card = Card(70)
    model = model_on(tiny_models, card)
    with pytest.raises(Stop):
        painted(model, share)
    assert card.there == {}
    assert np.array_equal(painted(model), wanted)
    assert card.most <= 70


@pytest.mark.parametrize("part", ["text_encoder", "unet"])
def test_memory_that_runs_out_at_any_part_is_survived(
    tiny_models: Path, wanted: Any, part: str
) -> None:
    """The error comes out as ours, and the next picture is good."""
    card = Card(70)
    model = model_on(tiny_models, card)
    card.broken = part
    with pytest.raises(OutOfMemory):
        painted(model, prompt="another sea")
    assert card.there == {}
    assert np.array_equal(painted(model), wanted)


def test_memory_that_runs_out_over_the_autoencoder_costs_nothing(
    tiny_models: Path, wanted: Any
) -> None:
    """The latents are there: they are decoded again, in tiles, and the next ones in one piece."""
    card = Card(70)
    model = model_on(tiny_models, card)
    card.broken = "vae"
    assert np.array_equal(painted(model), wanted)
    assert card.there == {}


def test_single_layers_are_moved_where_no_part_fits(tiny_models: Path, wanted: Any) -> None:
    """After a cancel too, and with the parts shared by the pipeline for variations."""
    card = Card(50)
    model = model_on(tiny_models, card)
    for _ in range(2):
        with pytest.raises(Stop):
            painted(model, 0.5)
        assert np.array_equal(painted(model), wanted)
    assert card.most == 0


def test_more_memory_is_used_again_later(tiny_models: Path, wanted: Any) -> None:
    """Up the rungs that were gone down, and no further than what fits by its size."""
    card = Card(70)
    model = model_on(tiny_models, card)
    assert not model.use_memory()
    assert model.save_memory()
    assert np.array_equal(painted(model), wanted)
    assert model.use_memory()
    assert not model.use_memory()
    assert np.array_equal(painted(model), wanted)
    assert (card.most, card.there) == (60, {})


@pytest.mark.parametrize("budget", [70, 50])
def test_previews_are_shown_while_parts_are_moved(tiny_models: Path, budget: int) -> None:
    """From the second painting on, and without taking the autoencoder to the card for it."""
    card = Card(budget)
    model = model_on(tiny_models, card)
    shown: list[Any] = []

    def on_step(_: float) -> None:
        if shown:
            raise Stop

    def watched(steps: int) -> None:
        items = tuple(replace(item, watched=True) for item in seeds("a sea", 1))
        batch = Batch(items, replace(recipe("/tiny"), steps=steps))
        model.draw(batch, on_step, lambda _place, image: shown.append(image))

    watched(3)
    assert shown == []
    card.broken = "vae"
    with pytest.raises(Stop):
        watched(900)
    assert shown[0].size == (320, 200)
    assert np.asarray(shown[0]).std() > 0
    assert card.broken == "vae"


def test_what_fits_nowhere_is_said_in_numbers(tiny_models: Path) -> None:
    """The weights, and the memory there is."""
    card = Card(110)
    model = model_on(tiny_models, card)
    card.budget = 15
    with pytest.raises(OutOfMemory) as raised:
        painted(model)
    assert (raised.value.weights_bytes, raised.value.device_bytes) == (110, 15)


def test_prompts_that_were_read_keep_the_text_encoder_off_the_card(tiny_models: Path) -> None:
    """It is not even moved when nothing new is to be read."""
    card = Card(70)
    model = model_on(tiny_models, card)
    painted(model)
    card.broken = "text_encoder"
    painted(model)
    assert card.broken == "text_encoder"


def test_the_ladder_has_an_end(tiny_models: Path) -> None:
    """Down rung by rung; on a processor there is none to go."""
    model = model_on(tiny_models, Card(200))
    assert [model.save_memory() for _ in range(4)] == [True, True, True, False]
    assert not model_on(tiny_models, None).save_memory()


def test_a_picture_that_does_not_fit_while_decoded_keeps_its_latents(
    tiny_models: Path, wanted: Any
) -> None:
    """No step is painted again: only the decoding is, in tiles."""
    folder = inspect_folder(tiny_models / "sd")
    pipeline = open_pipeline(folder, torch.float32)
    decode = pipeline.vae.decode
    tries: list[bool] = []

    def short(*args: Any, **kwargs: Any) -> Any:
        tries.append(pipeline.vae.use_tiling)
        if len(tries) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return decode(*args, **kwargs)

    pipeline.vae.decode = short
    model = DiffusersModel(pipeline, folder.path, "cpu")
    assert np.array_equal(painted(model), wanted)
    assert tries == [False, True]


def test_an_empty_picture_is_never_put_to_the_vote(tiny_models: Path) -> None:
    """Numbers that overflow are decoded again in float32; what stays empty is an error."""
    folder = inspect_folder(tiny_models / "sd")
    pipeline = open_pipeline(folder, torch.bfloat16)
    decode = pipeline.vae.decode

    def overflowing(latents: Any, *args: Any, **kwargs: Any) -> Any:
        found = decode(latents, *args, **kwargs)
        wide = pipeline.vae.dtype == torch.float32
        return found if wide else (found[0] * float("inf"), *found[1:])

    pipeline.vae.decode = overflowing
    model = DiffusersModel(pipeline, folder.path, "cpu")
    assert painted(model).std() > 0
    assert pipeline.vae.dtype == torch.bfloat16

    def empty(latents: Any, *_args: Any, **_kwargs: Any) -> Any:
        return (latents * float("nan"),)

    pipeline.vae.decode = empty
    with pytest.raises(PainterError, match="overflowed"):
        painted(DiffusersModel(pipeline, folder.path, "cpu"))
