"""How well the sketch model follows prompts: `python -m training.evaluate`.

The prompts ask for pairs of attributes that were kept out of training. The judge, taught on drawn
scenes, says what it sees in painted pictures and, as the ceiling, in drawn ones.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import torch
from diffusers.pipelines.auto_pipeline import AutoPipelineForText2Image

from training.autoencoder import HalfEncoder
from training.export import MODEL_FOLDER
from training.judge import load_judge, look_at, train_judge
from training.scenes.captions import caption
from training.scenes.drawing import draw
from training.scenes.heldout import is_held_out
from training.scenes.scene import Scene, random_scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.judge import Judge

JUDGE_FILE: Final = Path(__file__).parent / "judge.safetensors"
STEPS: Final = 12
GUIDANCE: Final = 3.5
_SEEDS: Final = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """Pictures of the same scenes and what share of each attribute the judge finds in them."""

    shares: dict[str, float]
    counts: dict[str, int]


def held_out_scenes(count: int, *, seed: int = 2024) -> list[Scene]:
    """Scenes with one subject and at least one pair that training never had."""
    rng = random.Random(seed)
    found: list[Scene] = []
    while len(found) < count:
        scene = random_scene(rng, training=False)
        one = scene.subjects[0] if len(scene.subjects) == 1 else None
        if one is not None and one.distance != "far" and is_held_out(scene):
            found.append(scene)
    return found


def paint(
    pipeline: Any, prompts: list[str], seeds: list[int], *, guidance: float = GUIDANCE
) -> NDArray[np.uint8]:
    """Pictures of the prompts, shape (n, 288, 512, 3)."""
    painted: list[NDArray[np.uint8]] = []
    for at in range(0, len(prompts), 8):
        generators = [torch.Generator("cpu").manual_seed(one) for one in seeds[at : at + 8]]
        images = pipeline(
            prompts[at : at + 8],
            num_inference_steps=STEPS,
            guidance_scale=guidance,
            generator=generators,
            output_type="np",
            width=512,
            height=288,
        ).images
        painted.append((np.asarray(images) * 255.0 + 0.5).astype(np.uint8))
    return np.concatenate(painted)


def shrink(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Half the size, by the mean of 2 x 2 pixels."""
    n, h, w, _ = pictures.shape
    blocks = pictures.reshape(n, h // 2, 2, w // 2, 2, 3).astype(np.float32)
    return np.asarray(blocks.mean((2, 4)) + 0.5, np.uint8)


def shown(judge: Judge, latents: NDArray[np.float32], scenes: list[Scene]) -> Shown:
    """How often the judge sees what the scenes ask for."""
    said = look_at(judge, latents)
    right: dict[str, list[bool]] = {name: [] for name in said}
    for i, scene in enumerate(scenes):
        one = scene.subjects[0]
        asked = {
            "time": scene.time,
            "weather": scene.weather,
            "place": scene.place,
            "look": scene.look,
            "subject": one.kind,
            "colour": one.colour if scene.look != "sepia" else None,
        }
        for name, value in asked.items():
            if value is not None:
                right[name].append(said[name][i] == value)
    return Shown(
        {name: float(np.mean(ones)) for name, ones in right.items()},
        {name: len(ones) for name, ones in right.items()},
    )


def _apart(pictures: NDArray[np.uint8]) -> float:
    """Mean distance between pictures of the same caption; shape (captions, seeds, h, w, 3)."""
    small = pictures.astype(np.float32) / 255.0
    apart = [
        math.sqrt(float(np.square(one[i] - one[j]).mean()))
        for one in small
        for i in range(len(one))
        for j in range(i)
    ]
    return sum(apart) / len(apart)


def load(folder: Path) -> Any:
    """The pipeline as any diffusers folder is loaded."""
    loader: Any = AutoPipelineForText2Image  # it has no types
    pipeline: Any = loader.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def evaluate(folder: Path, count: int) -> dict[str, Any]:
    """All figures of the model card."""
    pipeline = load(folder)
    encode, judge = HalfEncoder(pipeline.vae), load_judge(JUDGE_FILE)
    scenes = held_out_scenes(count)
    figures: dict[str, Any] = {"prompts": count, "steps": STEPS, "guidance": GUIDANCE}
    drawn = np.stack([draw(one, 256, 144) for one in scenes])
    ceiling = shown(judge, encode(drawn), scenes)
    figures["drawn"], figures["asked"] = ceiling.shares, ceiling.counts
    languages: tuple[Literal["en", "fr"], ...] = ("en", "fr")
    for language in languages:
        rng = random.Random(7)
        prompts = [caption(one, language, rng, complete=True) for one in scenes]
        start = time.monotonic()
        pictures = shrink(paint(pipeline, prompts, list(range(len(prompts)))))
        figures[f"{language}_s_per_take"] = (time.monotonic() - start) / len(prompts)
        figures[language] = shown(judge, encode(pictures), scenes).shares
    figures["diversity"] = _diversity_ratio(pipeline, scenes[:: max(1, count // 6)][:6])
    return figures


def _diversity_ratio(pipeline: Any, scenes: list[Scene]) -> float:
    rng = random.Random(9)
    prompts = [caption(one, "en", rng, complete=True) for one in scenes]
    painted = shrink(
        paint(pipeline, [one for one in prompts for _ in range(_SEEDS)],
              list(range(_SEEDS)) * len(prompts))
    )  # fmt: skip
    drawn = np.stack(
        [
            draw(
                Scene(one.place, one.time, one.weather, one.season, one.look, one.subjects, seed),
                256,
                144,
            )
            for one in scenes
            for seed in range(_SEEDS)
        ]
    )
    shape = (len(scenes), _SEEDS, 144, 256, 3)
    return _apart(painted.reshape(shape)) / _apart(drawn.reshape(shape))


def main() -> None:
    """Parse the command line; teach the judge if asked, evaluate, print and store the figures."""
    parser = argparse.ArgumentParser(prog="training.evaluate", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--prompts", type=int, default=96, help="for each language")
    parser.add_argument("--judge-minutes", type=float, default=0.0, help="teach the judge anew")
    parser.add_argument("--pool", type=Path, default=Path("checkpoints/pool"))
    parser.add_argument("--write", type=Path, help="a JSON file for the figures")
    asked = parser.parse_args()
    if asked.judge_minutes > 0:
        encode = HalfEncoder(load(asked.model).vae)
        train_judge(asked.pool, encode, JUDGE_FILE, budget_s=asked.judge_minutes * 60)
    if asked.prompts <= 0:
        return
    figures = json.dumps(evaluate(asked.model, asked.prompts), indent=2)
    print(figures)  # noqa: T201 - this is what the command is for
    if asked.write is not None:
        asked.write.write_text(figures + "\n", "utf-8")


if __name__ == "__main__":
    main()
