"""Models of all sorts on disk are opened: precisions, fewer bits, and packages that are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import torch
from PIL import Image

from bot.domain.errors import ModelMissing
from bot.domain.rounds.recipe import Recipe
from bot.imaging.batches import BatchPainter
from bot.imaging.folders import inspect_folder
from bot.imaging.loader import DiffusersModels
from bot.imaging.metadata import read
from bot.imaging.opening import open_pipeline
from bot.imaging.packages import advice, missing_in
from bot.imaging.placement import size_bytes
from bot.ports.rounds import PaintRequest
from tests.imaging import tiny
from tests.imaging.conftest import preset, seeds

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.prompts.prompt import Preset
    from bot.ports.rounds import PaintedPicture

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def saved(folder: Path, **variants: str) -> Path:
    """A tiny model whose parts are saved in these variants, or plain."""
    cast("Any", torch).manual_seed(5)
    pipeline = tiny.stable_diffusion()
    pipeline.save_pretrained(folder, safe_serialization=True)
    for name, variant in variants.items():
        for file in (folder / name).glob("*.safetensors"):
            file.rename(file.with_suffix(f".{variant}.safetensors"))
    return folder


def painted(models: DiffusersModels, wanted: Preset, folder: Path) -> PaintedPicture:
    """One picture by the preset ``wanted``, in ``folder``."""
    wish = PaintRequest(Recipe.of(wanted, wanted), seeds("a red sea", 1))
    (picture,) = BatchPainter(models).paint(
        wish, folder, lambda _: None, lambda _place, _jpeg: None
    )
    return picture


def test_precisions_may_be_mixed(tmp_path: Path) -> None:
    """A denoiser in one, a reader in another, plain for the rest: the same weights, all of them."""
    whole = open_pipeline(inspect_folder(saved(tmp_path / "plain")), torch.float32)
    for number, variants in enumerate(
        ({"unet": "fp16"}, {"vae": "fp16"}, {"unet": "fp16", "text_encoder": "bf16"})
    ):
        folder = saved(tmp_path / str(number), **variants)
        mixed = open_pipeline(inspect_folder(folder), torch.float32)
        for name in ("unet", "vae", "text_encoder"):
            ours = getattr(mixed, name).state_dict()
            theirs = getattr(whole, name).state_dict()
            assert ours.keys() == theirs.keys()
            assert all(torch.equal(tensor, theirs[key]) for key, tensor in ours.items())


@pytest.mark.parametrize("quantise", ["int8", "fp8"])
def test_a_preset_can_ask_for_fewer_bits(tmp_path: Path, quantise: str) -> None:
    """The picture is near to the full one, its file says so, and memory is counted truly."""
    folder = saved(tmp_path / "model")
    models = DiffusersModels("cpu", "float32")
    plain: Preset = preset(folder)
    wanted = replace(plain, quantise=quantise)
    full, fewer = (painted(models, one, tmp_path) for one in (plain, wanted))
    ours, theirs = (np.asarray(Image.open(one.file), np.int16) for one in (full, fewer))
    assert 0 < np.abs(ours - theirs).mean() < 8
    assert models.loaded[-1] == wanted.weights != plain.weights
    large, small = (
        size_bytes(open_pipeline(inspect_folder(folder), torch.float32, how).unet)
        for how in ("", quantise)
    )
    assert small < 0.9 * large
    record = read(fewer.file)
    assert record is not None
    assert record.settings["quantise"] == quantise


def test_four_bits_want_a_card_and_a_package(tmp_path: Path) -> None:
    """Whichever is missing is said before anything is loaded."""
    folder = inspect_folder(saved(tmp_path / "model"))
    with pytest.raises(ModelMissing, match=r'quantise = "nf4" needs (bitsandbytes|a card)'):
        open_pipeline(folder, torch.float32, "nf4")


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("T5Tokenizer requires the SentencePiece library but it was not found", ["sentencepiece"]),
        ("you need to have sentencepiece or tiktoken installed", ["sentencepiece", "tiktoken"]),
        ("This modeling file requires torch and diffusers", []),
    ],
)
def test_a_missing_package_is_told_from_the_error(text: str, packages: list[str]) -> None:
    """Any of our extras that is not there and is named, however a library words it."""
    assert missing_in(text, lambda _: False) == packages
    assert missing_in(text, lambda _: True) == []


def test_packages_of_several_extras_are_advised_in_one_line() -> None:
    """And one that no extra of ours brings by its own name."""
    said = advice("it", ["sentencepiece", "bitsandbytes", "quanto"])
    assert said == (
        "it needs bitsandbytes and quanto and sentencepiece: pip install "
        "'couplet[models,quantise]' 'quanto', and start again"
    )
