"""A pool of drawn scenes as latents on disk, so that training draws and encodes each once.

Scene `n` of a pool is made up from the pool's seed and `n`, so only latents are stored; captions
are made anew each time a scene is used. Shards appear whole, and training may begin with the first.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

import numpy as np

from training.autoencoder import HalfEncoder
from training.scenes.drawing import draw
from training.scenes.scene import random_scene

if TYPE_CHECKING:
    from pathlib import Path

    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from numpy.typing import NDArray

    from training.scenes.scene import Scene

SHARD: Final = 1000
SEED: Final = 20_000_003


def scene_of(number: int) -> Scene:
    """The pool's scene of that number."""
    return random_scene(random.Random(SEED + number))


def fill_pool(
    folder: Path, vae: AutoencoderTiny, *, scenes: int, first: int = 0, of: int = 1
) -> None:
    """Draw until the pool has that many scenes; shards already there are kept.

    Of `of` processes that share the work, this one draws each `of`-th shard, from `first` on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encode = HalfEncoder(vae)
    for shard in range(first, scenes // SHARD, of):
        target = folder / f"{shard:04d}.npy"
        if target.exists():
            continue
        begin = shard * SHARD
        latents = [
            encode(np.stack([draw(scene_of(n), 256, 144) for n in range(at, at + 50)]))
            for at in range(begin, begin + SHARD, 50)
        ]
        half = folder / f"{shard:04d}.part.npy"
        np.save(half, np.concatenate(latents).astype(np.float16))
        half.rename(target)


class Pool:
    """What has been drawn so far; `refresh` looks for new shards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shards: list[NDArray[np.float16]] = []

    def refresh(self) -> int:
        """The number of scenes there are now."""
        while (path := self._folder / f"{len(self._shards):04d}.npy").exists():
            self._shards.append(np.load(path, mmap_mode="r"))
        return len(self._shards) * SHARD

    def latents(self, numbers: list[int]) -> NDArray[np.float32]:
        """The latents of these scenes, shape (n, 48, 9, 16)."""
        return np.stack([self._shards[n // SHARD][n % SHARD] for n in numbers]).astype(np.float32)
