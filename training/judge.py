"""The judge: a small classifier that says what is in a picture, taught on drawn scenes only.

It looks at a picture through the autoencoder's linear encoder, so it judges any 512 x 288 picture,
drawn or painted. It knows nothing of prompts or of the denoiser.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import torch
from torch import nn

from training.autoencoder import CHANNELS
from training.pool import Pool, scene_of
from training.scenes.drawing import draw
from training.scenes.scene import (
    COLOURS,
    LOOKS,
    PLACES,
    SUBJECTS,
    TIMES,
    WEATHERS,
    Scene,
    random_scene,
)
from training.seams import advance, as_tensor, load_tensors, save_tensors, seed_all

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.autoencoder import HalfEncoder

ATTRIBUTES: Final = {
    "time": TIMES,
    "weather": WEATHERS,
    "place": PLACES,
    "look": LOOKS,
    "subject": SUBJECTS,
    "colour": COLOURS,
}
_UNSAID: Final = -100
"""The class of what a scene has not: cross entropy passes over it."""


class Judge(nn.Module):
    """Latents, shape (n, 48, 9, 16), to one row of scores for each attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(CHANNELS, 96, 3, padding=1),
            nn.BatchNorm2d(96),
            nn.ReLU(),
            nn.Conv2d(96, 128, 3, padding=1),
            nn.BatchNorm2d(128),
            nn.ReLU(),
            nn.Conv2d(128, 160, 3, padding=1, stride=2),
            nn.BatchNorm2d(160),
            nn.ReLU(),
            nn.Conv2d(160, 160, 3, padding=1),
            nn.BatchNorm2d(160),
            nn.ReLU(),
        )
        self.heads = nn.ModuleDict(
            {name: nn.Linear(320, len(classes)) for name, classes in ATTRIBUTES.items()}
        )

    def forward(self, latents: torch.Tensor) -> dict[str, torch.Tensor]:
        """Scores by attribute, shape (n, classes) each."""
        seen = self.body(latents)
        flat = torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)
        return {name: head(flat) for name, head in self.heads.items()}


def classes_of(scene: Scene) -> list[int]:
    """The right class for each of `ATTRIBUTES`, in their order."""
    one = scene.subjects[0] if len(scene.subjects) == 1 else None
    values = (
        scene.time,
        scene.weather,
        scene.place,
        scene.look,
        one.kind if one else None,
        one.colour if one and scene.look != "sepia" else None,
    )
    return [
        _UNSAID if value is None else classes.index(value)
        for value, classes in zip(values, ATTRIBUTES.values(), strict=True)
    ]


def look_at(judge: Judge, latents: NDArray[np.float32]) -> dict[str, list[str]]:
    """What the judge says of each picture, by attribute."""
    with torch.no_grad():
        scores = judge(as_tensor(latents))
    return {
        name: [ATTRIBUTES[name][at] for at in cast("list[int]", score.argmax(1).tolist())]
        for name, score in scores.items()
    }


def train_judge(
    pool_folder: Path, encode: HalfEncoder, target: Path, *, budget_s: float, extra: int = 8000
) -> None:
    """Teach a judge on the pool and on `extra` scenes that may have pairs kept from the model."""
    seed_all(3)
    rng = random.Random(77)
    pool = Pool(pool_folder)
    known = pool.refresh()
    free = [random_scene(rng, training=False) for _ in range(extra)]
    drawn = np.concatenate(
        [
            encode(np.stack([draw(one, 256, 144) for one in free[at : at + 50]]))
            for at in range(0, extra, 50)
        ]
    )
    classes = torch.tensor([classes_of(scene_of(n)) for n in range(known)])
    classes_free = torch.tensor([classes_of(one) for one in free])
    judge = Judge()
    optimiser = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.02)
    start, step = time.monotonic(), 0
    while (done := (time.monotonic() - start) / budget_s) < 1.0:
        numbers = [rng.randrange(known) for _ in range(48)]
        others = [rng.randrange(extra) for _ in range(16)]
        latents = as_tensor(np.concatenate([pool.latents(numbers), drawn[others]]))
        latents += 0.1 * torch.rand(len(latents), 1, 1, 1) * torch.randn_like(latents)
        right = torch.cat([classes[numbers], classes_free[others]])
        losses = [
            nn.functional.cross_entropy(score, right[:, i])
            for i, score in enumerate(judge(latents).values())
        ]
        torch.autograd.backward(torch.stack(losses).sum())
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (1.0 - done) / 0.6)
        advance(optimiser)
        optimiser.zero_grad()
        step += 1
        if step % 100 == 0:
            said = " ".join(f"{one.item():.3f}" for one in losses)
            print(f"judge step {step} losses {said}", flush=True)  # noqa: T201 - progress
    half = {name: one.half().contiguous() for name, one in judge.state_dict().items()}
    save_tensors(half, target)


def load_judge(path: Path) -> Judge:
    """The stored judge, ready to look."""
    judge = Judge()
    stored = load_tensors(path)
    judge.load_state_dict(
        {name: one.to(judge.state_dict()[name].dtype) for name, one in stored.items()}
    )
    return judge.eval()
