"""The bundled weights: what they paint, always the same, in both languages."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import torch
from diffusers.pipelines.auto_pipeline import AutoPipelineForImage2Image

from bot.imaging.sketch.language import BOUNDARY, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Paint = Callable[..., NDArray[np.float32]]

# diffusers' sampler hands torch tensors to numpy in a way that numpy 2 will stop taking.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

PROMPTS = (
    "a red car under a blue balloon, at night",
    "une voiture rouge sous un ballon bleu, la nuit",
    "Le dernier train, l'océan brûle; cœur d'or, zorglub!",
    "hot-air balloon over the sea — film noir (1950)",
    "",
)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_models_tokenizer_reads_as_the_bot_does(pipeline: Any, prompt: str) -> None:
    """What the bot says of a prompt is what the model sees of it."""
    ids = pipeline.tokenizer(prompt)["input_ids"]
    seen = pipeline.tokenizer.convert_ids_to_tokens(ids)[1:-1]
    names = {None: "[UNK]", BOUNDARY: "c_and"}
    assert seen == [names.get(token, f"c_{token}") for token in read(prompt).tokens]


def test_the_weights_are_small_enough_to_live_in_the_repository() -> None:
    """60 MB at the most."""
    folder = files("bot.imaging.sketch").joinpath("model")
    total = sum(
        len(part.read_bytes())
        for part in (
            folder / "unet" / "diffusion_pytorch_model.safetensors",
            folder / "text_encoder" / "model.safetensors",
            folder / "vae" / "diffusion_pytorch_model.safetensors",
        )
    )
    assert total < 60e6


def test_the_same_request_is_the_same_picture(paint: Paint) -> None:
    """Seed and words decide a take, whatever was painted in between."""
    first = paint("a castle in the mountains")
    paint("neon city", seed=9)
    assert np.array_equal(first, paint("a castle in the mountains"))


def test_another_process_paints_the_same_picture(paint: Paint) -> None:
    """A take can be painted again tomorrow, on the same machine with as many threads."""
    script = (
        "import hashlib, torch\n"
        "import numpy as np\n"
        "from diffusers.pipelines.auto_pipeline import AutoPipelineForText2Image as P\n"
        f"torch.set_num_threads({torch.get_num_threads()})\n"
        "from importlib.resources import files\n"
        "p = P.from_pretrained(str(files('bot.imaging.sketch').joinpath('model')))\n"
        "i = p('la mer', negative_prompt='', width=512, height=288, num_inference_steps=8,"
        " guidance_scale=3.5, generator=torch.Generator('cpu').manual_seed(1),"
        " output_type='np').images[0]\n"
        "print(hashlib.sha256((i * 255).round().astype('uint8').tobytes()).hexdigest())\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    here = (paint("la mer") * 255).round().astype(np.uint8)
    assert ran.stdout.strip().splitlines()[-1] == hashlib.sha256(here.tobytes()).hexdigest()


def test_other_seeds_are_clearly_other_pictures(paint: Paint) -> None:
    """A round's takes give the team something to choose from."""
    takes = [paint("a boat on the sea", seed=seed) for seed in (1, 2)]
    assert np.sqrt(np.mean((takes[0] - takes[1]) ** 2)) > 0.08


def test_the_same_things_in_french_are_the_same_picture(paint: Paint) -> None:
    """Where only words differ, both languages paint the same take."""
    assert np.array_equal(paint("sea, storm, night"), paint("mer, orage, nuit"))


def test_night_is_dark_and_day_is_bright(paint: Paint) -> None:
    """The time of day is seen, asked for in either language."""
    assert paint("the city at night").mean() + 0.1 < paint("la ville, le jour").mean()


def test_sepia_takes_the_colours_away(paint: Paint) -> None:
    """A look restyles the whole picture."""
    sepia, plain = paint("sepia, a house in a field"), paint("a house in a field, summer, day")
    assert np.all(np.diff(sepia.mean((0, 1))) < 0)  # more red than green than blue
    assert sepia[..., 1].mean() - sepia[..., 2].mean() > plain[..., 1].mean() - plain[..., 2].mean()


def test_a_stage_has_its_red_curtains(paint: Paint) -> None:
    """A place is recognised by what belongs to it."""
    left, right = (
        paint("une scène de théâtre")[60:200, side] for side in (slice(0, 60), slice(-60, None))
    )
    assert all(part[..., 0].mean() > 1.8 * part[..., 1].mean() for part in (left, right))


def test_negative_words_push_away(paint: Paint) -> None:
    """What is not wanted becomes less."""
    assert paint("the sea", negative="night").mean() > paint("the sea", negative="day").mean()


def test_guidance_changes_the_picture(paint: Paint) -> None:
    """The setting reaches the model."""
    assert not np.array_equal(paint("a horse", guidance=1.0), paint("a horse", guidance=6.0))


def test_an_unknown_word_moves_the_picture_no_more_than_a_seed_would(paint: Paint) -> None:
    """Words the model can't know do not change what is seen."""
    plain, strange = paint("the city at night"), paint("the city at night zorglub")
    other = paint("the city at night", seed=2)
    assert np.mean((plain - strange) ** 2) < np.mean((plain - other) ** 2)


def test_a_variation_keeps_to_its_picture(pipeline: Any, paint: Paint) -> None:
    """The same weights vary a given picture, gently at low strength."""
    loader: Any = AutoPipelineForImage2Image
    vary: Any = loader.from_pipe(pipeline)
    vary.set_progress_bar_config(disable=True)
    given = paint("a house in the forest, day")
    changed = vary(
        "a house in the forest, day",
        image=given[None],
        strength=0.4,
        num_inference_steps=10,
        guidance_scale=4.0,
        generator=torch.Generator("cpu").manual_seed(3),
        output_type="np",
    ).images[0]
    other = paint("a house in the forest, day", seed=2)
    apart = float(np.square(np.asarray(changed, np.float32) - given).mean())
    assert 0 < apart < float(np.square(other - given).mean())


def test_the_folder_needs_no_code_of_ours() -> None:
    """Every part is a class of diffusers or transformers."""
    text = files("bot.imaging.sketch").joinpath("model", "model_index.json").read_text("utf-8")
    index = cast("dict[str, list[str | None]]", json.loads(text))
    names = ("scheduler", "text_encoder", "tokenizer", "unet", "vae")
    assert {index[name][0] for name in names} == {"diffusers", "transformers"}
