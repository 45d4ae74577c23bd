"""Drawn pictures for training, from a process of their own.

Drawing runs beside the training steps; a bounded queue keeps it a few batches ahead.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue as queues
import random
from typing import TYPE_CHECKING, Any

import numpy as np

from training.scenes.drawing import draw
from training.scenes.scene import random_scene
from training.seams import as_tensor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.queues import Queue

    import torch


def crops(count: int, *, full: bool, seed: int) -> Iterator[torch.Tensor]:
    """Endless batches of random crops, shape (count, 3, side, side), 0 to 255.

    Of pictures at full size the side is 192, at half size 96: multiples of what one latent sees.
    """
    context = multiprocessing.get_context("spawn")
    queue: Queue[Any] = context.Queue(8)
    process = context.Process(target=_draw_crops, args=(queue, count, full, seed), daemon=True)
    process.start()
    try:
        while True:
            yield as_tensor(queue.get())
    finally:
        process.terminate()
        process.join()


def _draw_crops(queue: Queue[Any], count: int, full: bool, seed: int) -> None:  # noqa: FBT001
    rng = random.Random(seed)
    width, side = (512, 192) if full else (256, 96)
    height = width * 9 // 16
    parent = os.getppid()
    while os.getppid() == parent:
        batch = np.empty((count, 3, side, side), np.uint8)
        for i in range(count):
            picture = draw(random_scene(rng), width, height)
            x, y = rng.randint(0, width - side), rng.randint(0, height - side)
            batch[i] = picture[y : y + side, x : x + side].transpose(2, 0, 1)
        with contextlib.suppress(queues.Full):  # then see whether anyone is left to draw for
            queue.put(batch, timeout=20)
