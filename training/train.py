"""Train the sketch model: `python -m training.train --help`.

Everything is kept under the checkpoints folder (autoencoder, pool of latents, denoiser); a run
that is stopped goes on where it was, and one without checkpoints goes on from the stored weights
unless it is to begin afresh. Time is the budget: the learning rate falls to nothing as
the given minutes are used up.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import time
from pathlib import Path
from typing import Final

import numpy as np
import torch

from bot.imaging.sketch.tokenizer import build_tokenizer
from training.autoencoder import load_or_fit, train_decoder
from training.denoiser import Learner
from training.export import MODEL_FOLDER
from training.painted import painted_latents
from training.pool import Pool, fill_pool, scene_of
from training.scenes.captions import caption
from training.scenes.drawing import subject_cells
from training.seams import as_tensor, load_autoencoder, save_model, seed_all

_SAVE_EVERY_S: Final = 240.0
_DENOISER: Final = "denoiser.pt"
_SEED: Final = 11
_UNTOLD: Final = 0.1
"""Share of pictures shown without words, which is what guidance stands on."""
_WHOLLY_TOLD: Final = 0.4
"""Share of the other captions that leave nothing out: from these words are learned fastest."""


def main() -> None:
    """Parse the command line and train what it asks for."""
    parser = argparse.ArgumentParser(prog="training.train", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("checkpoints"))
    parser.add_argument("--minutes", type=float, default=60.0, help="for the denoiser, in all")
    parser.add_argument("--decoder-minutes", type=float, default=0.0)
    parser.add_argument("--decoder-full-minutes", type=float, default=0.0)
    parser.add_argument("--painted", type=int, default=1200, help="latents for the decoder")
    parser.add_argument("--scenes", type=int, default=60_000, help="size of the pool")
    parser.add_argument("--afresh", action="store_true", help="not from the stored weights")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    asked = parser.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    stored = None if asked.afresh else MODEL_FOLDER
    vae = load_or_fit(asked.folder, stored / "vae" if stored else None)
    for full, minutes in ((False, asked.decoder_minutes), (True, asked.decoder_full_minutes)):
        if minutes > 0:
            latents = painted_latents(asked.painted, device=asked.device) if full else None
            train_decoder(
                vae, full=full, budget_s=minutes * 60, device=asked.device, painted=latents
            )
            save_model(vae, asked.folder / "vae")
    if asked.minutes > 0:
        context = multiprocessing.get_context("spawn")
        drawing = context.Process(
            target=_draw, args=(asked.folder, asked.scenes, os.getpid()), daemon=True
        )
        drawing.start()
        seed_all(_SEED)
        learner = Learner(build_tokenizer(), asked.device)
        if stored and not (asked.folder / _DENOISER).exists():
            learner.begin_with(stored)
        train_denoiser(learner, asked.folder, minutes=asked.minutes, batch=asked.batch)
        drawing.terminate()


def _draw(folder: Path, scenes: int, parent: int) -> None:
    """Fill the pool, as a politer process; ends with its parent at the next shard."""
    os.nice(19)
    torch.set_num_threads(1)
    vae = load_autoencoder(folder / "vae")
    for part in range(1000, scenes + 1, 1000):
        if os.getppid() != parent:
            return
        fill_pool(folder / "pool", vae, scenes=part)


def train_denoiser(
    learner: Learner, folder: Path, *, minutes: float, batch: int, seed: int = _SEED
) -> None:
    """Train denoiser and text encoder until they have had that many minutes in all."""
    stored = folder / _DENOISER
    if stored.exists():
        learner.restore(torch.load(stored, map_location=learner.device, weights_only=True))
    rng = random.Random(seed + learner.steps)
    seed_all(seed + learner.steps)
    pool = Pool(folder / "pool")
    while not pool.refresh():
        time.sleep(1.0)
    budget_s, before_s = minutes * 60, learner.elapsed_s
    start = saved = time.monotonic()
    mean, known = 0.0, 0
    first = learner.steps
    while learner.elapsed_s < budget_s:
        known = pool.refresh() if learner.steps % 20 == 0 or learner.steps == first else known
        numbers = [rng.randrange(known) for _ in range(batch)]
        scenes = [scene_of(n) for n in numbers]
        captions = [
            ""
            if rng.random() < _UNTOLD
            else caption(one, rng.choice(("en", "fr")), rng, complete=rng.random() < _WHOLLY_TOLD)
            for one in scenes
        ]
        latents = as_tensor(pool.latents(numbers))
        subjects = as_tensor(np.stack([subject_cells(one) for one in scenes]).astype(np.float32))
        loss = learner.step(latents, subjects, captions, learner.elapsed_s / budget_s)
        mean = loss if learner.steps == first + 1 else 0.98 * mean + 0.02 * loss
        learner.elapsed_s = before_s + time.monotonic() - start
        if learner.steps % 20 == 0:
            rate = batch * (learner.steps - first) / (time.monotonic() - start)
            left = budget_s - learner.elapsed_s
            print(  # noqa: T201 - progress on the console is what a trainer is asked for
                f"denoiser step {learner.steps} loss {mean:.4f} scenes {known} "
                f"{rate:.1f} pictures/s left {left / 60:.1f} min",
                flush=True,
            )
        if time.monotonic() - saved > _SAVE_EVERY_S:
            _save(learner, stored)
            saved = time.monotonic()
    _save(learner, stored)


def _save(learner: Learner, target: Path) -> None:
    part = target.with_suffix(".part")
    torch.save(learner.state(), part)
    part.replace(target)


if __name__ == "__main__":
    main()
