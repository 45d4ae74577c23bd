"""Reading each prompt once: takes a second of a round of four, against diffusers' own call.

A text encoder of the size of Stable Diffusion 1.5's stands beside a small denoiser, both with
random weights. Every round has words of its own, so nothing is remembered from the round before but
the empty negative words.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import torch
from transformers import CLIPTextConfig, CLIPTextModel

from bot.domain.rounds.recipe import Recipe
from bot.imaging.diffusion import DiffusersModel
from bot.imaging.model import Batch
from bot.imaging.noise import generator
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem
from tests.imaging.tiny import stable_diffusion, tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure

TAKES: Final = 4
ROUNDS: Final = 5
WIDTH_PX, HEIGHT_PX, STEPS = 256, 144, 8
_TOKENS: Final = 77
_WIDTH: Final = 768


def embedding_cache() -> Iterable[Figure]:
    """The ratio of the medians, turn by turn."""
    with tempfile.TemporaryDirectory() as folder:
        bare, painter = _pipeline(), _pipeline()
        painter.save_pretrained(folder)
        model = DiffusersModel(painter, Path(folder), "cpu")
        bare.set_progress_bar_config(disable=True)
        ours: list[float] = []
        theirs: list[float] = []
        for number in range(ROUNDS + 1):
            words = f"a lighthouse by the sea at night, number {number}"
            for paint, times in ((_drawn, ours), (_called, theirs))[:: 1 if number % 2 else -1]:
                begun = time.perf_counter()
                paint(model if paint is _drawn else bare, words)
                if number:
                    times.append(time.perf_counter() - begun)
    yield {
        "name": "embedding_cache_ratio",
        "value": statistics.median(theirs) / statistics.median(ours),
        "unit": "ratio",
        "better": "higher",
        "aim": 1.03,
        "baseline": (
            f"diffusers' own call: {TAKES} takes of new words, {WIDTH_PX}x{HEIGHT_PX}, {STEPS} "
            "steps of a small denoiser, CLIP ViT-L's text encoder"
        ),
    }


def _drawn(model: DiffusersModel, words: str) -> None:
    preset = load_presets()["sketch"]
    recipe = replace(Recipe.of(preset, preset), width_px=WIDTH_PX, height_px=HEIGHT_PX, steps=STEPS)
    items = [PaintItem(words, "", seed) for seed in range(TAKES)]
    model.draw(Batch(items, recipe), lambda _share: None, lambda _place, _image: None)


def _called(pipeline: Any, words: str) -> None:
    pipeline(
        prompt=[words] * TAKES,
        generator=[generator(seed) for seed in range(TAKES)],
        num_inference_steps=STEPS,
        guidance_scale=load_presets()["sketch"].guidance,
        width=WIDTH_PX,
        height=HEIGHT_PX,
    )


def _pipeline() -> Any:
    cast("Any", torch).manual_seed(0)
    pipeline = stable_diffusion(width=_WIDTH)
    pipeline.tokenizer = tokenizer(_TOKENS)
    pipeline.text_encoder = cast(
        "Any",
        CLIPTextModel(
            CLIPTextConfig(
                vocab_size=49_408,
                hidden_size=_WIDTH,
                intermediate_size=4 * _WIDTH,
                num_hidden_layers=12,
                num_attention_heads=12,
                max_position_embeddings=_TOKENS,
                bos_token_id=0,
                eos_token_id=1,
                pad_token_id=1,
            )
        ),
    ).eval()
    return pipeline
