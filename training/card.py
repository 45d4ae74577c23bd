"""Train the whole sketch model on one large card, within minutes: `make train-gpu`.

Draws, trains decoder and denoiser from the stored weights, and writes the model's folder into the
folder that the environment variable OUT names. The time is a promise: a card may be lent for
minutes only, so all stages share one clock and the folder is written before it ends.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from bot.imaging.sketch.tokenizer import build_tokenizer
from training.autoencoder import load_or_fit, train_decoder
from training.denoiser import Learner
from training.export import MODEL_FOLDER, export
from training.painted import painted_latents
from training.pool import fill_pool
from training.seams import load_autoencoder, save_model, seed_all
from training.train import train_denoiser

_DECODER_SHARE: Final = 0.25
_WRITING_S: Final = 20.0
_SEED: Final = 17


@dataclass(frozen=True, slots=True)
class Plan:
    """What is spent: seconds, scenes drawn and latents painted, drawing processes, batch."""

    budget_s: float
    scenes: int
    painted: int
    drawers: int
    batch: int
    device: str


def train_all(folder: Path, target: Path, plan: Plan) -> None:
    """Train in `folder` for the plan's time and write the model's folder to `target`."""
    begun = time.monotonic()
    vae = load_or_fit(folder, MODEL_FOLDER / "vae")
    context = multiprocessing.get_context("spawn")
    drawers = [
        context.Process(target=_draw, args=(folder, plan, number), daemon=True)
        for number in range(plan.drawers)
    ]
    for one in drawers:
        one.start()
    try:
        train_decoder(
            vae,
            full=True,
            budget_s=plan.budget_s * _DECODER_SHARE,
            device=plan.device,
            painted=painted_latents(plan.painted, device=plan.device),
        )
        save_model(vae, folder / "vae")
        seed_all(_SEED)
        learner = Learner(build_tokenizer(), plan.device, compiling=plan.device != "cpu")
        learner.begin_with(MODEL_FOLDER)
        left_s = plan.budget_s - (time.monotonic() - begun) - min(_WRITING_S, plan.budget_s / 4)
        train_denoiser(learner, folder, minutes=left_s / 60, batch=plan.batch, seed=_SEED)
    finally:
        for one in drawers:
            one.terminate()
            one.join()
    export(folder, target)


def _draw(folder: Path, plan: Plan, number: int) -> None:
    """Draw this process's part of the pool."""
    torch.set_num_threads(1)
    vae = load_autoencoder(folder / "vae")
    fill_pool(folder / "pool", vae, scenes=plan.scenes, first=number, of=plan.drawers)


def main() -> None:
    """Parse the command line and train into the folder that OUT names."""
    parser = argparse.ArgumentParser(prog="training.card", description=__doc__)
    parser.add_argument("--seconds", type=float, default=440.0, help="in all")
    parser.add_argument("--scenes", type=int, default=200_000)
    parser.add_argument("--painted", type=int, default=600)
    parser.add_argument("--drawers", type=int, default=max(1, (os.cpu_count() or 2) - 2))
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    asked = parser.parse_args()
    out = os.environ.get("OUT")
    if not out:
        parser.error("set OUT to the folder that the weights are to be written into")
    plan = Plan(
        asked.seconds, asked.scenes, asked.painted, asked.drawers, asked.batch, asked.device
    )
    with tempfile.TemporaryDirectory() as folder:
        train_all(Path(folder), Path(out) / "model", plan)


if __name__ == "__main__":
    main()
