"""How crisp the bundled model is: its autoencoder and its takes, against scenes drawn for it.

Over 60 scenes of fixed seeds. Sharpness is the 99th percentile of the horizontal luma gradient over
that of the drawn scene; error is the mean of absolute differences in levels of 255; overshoot is
the 95th percentile of what lies beyond the drawn range of each 5 x 5 neighbourhood.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import nn

from training.evaluate import load, paint
from training.export import MODEL_FOLDER
from training.scenes.captions import caption
from training.scenes.drawing import draw
from training.scenes.scene import random_scene
from training.seams import as_tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from benchmarks.record import Figure

SCENES: Final = 60
_SEED: Final = 60
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)


def sketch_crispness() -> Iterable[Figure]:
    """Sharpness, error and overshoot through the autoencoder, and the sharpness of takes."""
    rng = random.Random(_SEED)
    scenes = [random_scene(rng, training=False) for _ in range(SCENES)]
    drawn = np.stack([draw(one) for one in scenes])
    pipeline = load(MODEL_FOLDER)
    seen = _through(pipeline.vae, drawn)
    takes = paint(
        pipeline, [caption(one, "en", rng, complete=True) for one in scenes], list(range(SCENES))
    )
    yield _row("sketch_ae_sharpness", sharpness(seen, drawn), "ratio", 0.75)
    yield _row("sketch_ae_error_levels", error_levels(seen, drawn), "levels", 4.0)
    yield _row("sketch_ae_overshoot_levels", overshoot_levels(seen, drawn), "levels", 4.0)
    yield _row("sketch_sharpness", sharpness(takes, drawn), "ratio", 0.6)


def sharpness(pictures: NDArray[np.uint8], drawn: NDArray[np.uint8]) -> float:
    """Mean ratio of the pictures' steepest edges to those of the drawn ones, in this order."""
    ratios = [_steepest(one) / _steepest(meant) for one, meant in zip(pictures, drawn, strict=True)]
    return float(np.mean(ratios))


def error_levels(pictures: NDArray[np.uint8], drawn: NDArray[np.uint8]) -> float:
    """Mean absolute difference."""
    return float(np.abs(pictures.astype(np.float32) - drawn).mean())


def overshoot_levels(pictures: NDArray[np.uint8], drawn: NDArray[np.uint8]) -> float:
    """Halos: how far pictures leave the range that the drawn neighbourhood has."""
    beyond: list[float] = []
    for one, meant in zip(pictures, drawn, strict=True):
        given, told = (as_tensor(p.transpose(2, 0, 1).astype(np.float32)) for p in (one, meant))
        highest = nn.functional.max_pool2d(told[None], 5, 1, 2)[0]
        lowest = -nn.functional.max_pool2d(-told[None], 5, 1, 2)[0]
        over = torch.maximum(given - highest, lowest - given).clamp_min(0.0)
        beyond.append(float(np.percentile(over.numpy(), 95)))
    return float(np.mean(beyond))


def _steepest(picture: NDArray[np.uint8]) -> float:
    luma = picture.astype(np.float32) @ _LUMA
    return float(np.percentile(np.abs(np.diff(luma, axis=1)), 99))


def _through(vae: Any, drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The pictures encoded and decoded again."""
    seen: list[NDArray[np.uint8]] = []
    with torch.no_grad():
        for one in drawn:
            given = as_tensor(one.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1.0)
            sample: Any = vae.decode(vae.encode(given).latents).sample
            levels = (sample[0].clamp(-1, 1) + 1) * 127.5
            seen.append(np.asarray(levels.round().byte().permute(1, 2, 0).numpy(), np.uint8))
    return np.stack(seen)


def _row(name: str, value: float, unit: str, aim: float) -> Figure:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "better": "higher" if unit == "ratio" else "lower",
        "aim": aim,
        "baseline": f"the same {SCENES} scenes as they are drawn",
    }
