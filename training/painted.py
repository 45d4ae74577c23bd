"""Latents that the bundled denoiser makes up, which its decoder is trained on as well."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import torch

from training.evaluate import GUIDANCE, STEPS, load
from training.export import MODEL_FOLDER
from training.scenes.captions import caption
from training.scenes.scene import random_scene

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE: Final = 12
_TOLD: Final = 0.6
"""Share of the prompts that leave nothing out."""


def painted_latents(
    count: int, *, device: str = "cpu", folder: Path = MODEL_FOLDER, seed: int = 4242
) -> torch.Tensor:
    """Latents of takes of random prompts in both languages, shape (count, 48, 9, 16)."""
    rng = random.Random(seed)
    prompts = [
        caption(random_scene(rng), rng.choice(("en", "fr")), rng, complete=rng.random() < _TOLD)
        for _ in range(count)
    ]
    pipeline = load(folder).to(device)
    painted: list[torch.Tensor] = []
    for at in range(0, count, _AT_ONCE):
        some = prompts[at : at + _AT_ONCE]
        with torch.autocast(device, torch.bfloat16):
            latents: Any = pipeline(
                some,
                num_inference_steps=STEPS,
                guidance_scale=GUIDANCE,
                generator=[
                    torch.Generator("cpu").manual_seed(seed + at + i) for i in range(len(some))
                ],
                output_type="latent",
                width=512,
                height=288,
            ).images
        painted.append(latents.float().cpu())
    return torch.cat(painted)
