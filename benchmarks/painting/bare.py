"""The bare diffusers loop that ours is measured against: load, then paint what stdin says.

Two lines a round: steps, guidance and seeds; width, height and prompt. ``done`` is the answer.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import torch

diffusers: Any = import_module("diffusers")


def main(model: str, dtype: str) -> None:
    """Paint until stdin ends."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pipeline = diffusers.AutoPipelineForText2Image.from_pretrained(
        model, dtype=getattr(torch, dtype)
    ).to(device)
    pipeline.set_progress_bar_config(disable=True)
    for line in sys.stdin:
        steps, guidance, *seeds = line.split()
        width, height, prompt = sys.stdin.readline().strip().split(" ", 2)
        pipeline(
            prompt=[prompt] * len(seeds),
            generator=[torch.Generator("cpu").manual_seed(int(seed)) for seed in seeds],
            num_inference_steps=int(steps),
            guidance_scale=float(guidance),
            width=int(width),
            height=int(height),
        )
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
