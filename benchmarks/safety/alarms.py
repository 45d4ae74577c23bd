"""False alarms of the classifier on harmless pictures: drawn scenes, and takes of the sketch model.

Every scene of the training is harmless by construction, so each picture over a threshold is a false
alarm. What the classifier would find of pictures that are not harmless is not measured: there are
none here.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PIL import Image

from benchmarks.painting.rate import through_painter
from bot.domain.rounds.recipe import Recipe
from bot.imaging.presets import load_presets
from bot.marks.classifier import ProcessClassifier
from bot.ports.rounds import PaintItem, PaintRequest
from training.scenes.captions import caption
from training.scenes.drawing import draw
from training.scenes.scene import random_scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.record import Figure
    from bot.ports.rounds import PaintedPicture

TAKES: Final = 500
SCENES: Final = 200
THRESHOLDS: Final = (0.3, 0.5, 0.7, 0.8, 0.9)
_AT_ONCE: Final = 10


def false_alarms() -> Iterable[Figure]:
    """The share of harmless pictures at each threshold."""
    scores = asyncio.run(_measure())
    for what, found in scores.items():
        counts = ", ".join(f"{sum(one >= at for one in found)} from {at} on" for at in THRESHOLDS)
        sys.stderr.write(f"{what}: {len(found)} pictures, {counts}; highest {max(found):.4f}\n")
        yield {
            "name": f"false_alarms_{what}",
            "value": sum(one >= 0.8 for one in found) / len(found),
            "unit": "share",
            "better": "lower",
            "aim": 0.02,
            "baseline": f"none: {len(found)} harmless pictures held from 0.8 on",
        }


async def _measure() -> dict[str, Sequence[float]]:
    rng = random.Random(19)
    found: dict[str, list[float]] = {"scenes": [], "takes": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn: list[Path] = []
        for number in range(SCENES):
            path = folder / f"scene-{number}.png"
            Image.fromarray(draw(random_scene(rng))).save(path)
            drawn.append(path)
        found["scenes"] += await _scores(drawn)
        preset = load_presets()["sketch"]
        async for paint in through_painter(folder / "painted"):
            for first in range(0, TAKES, _AT_ONCE):
                seeds = range(first, first + _AT_ONCE)
                words = [caption(random_scene(rng), "en", rng) for _ in seeds]
                items = tuple(map(PaintItem, words, [preset.negative] * _AT_ONCE, seeds))
                request = PaintRequest(Recipe.of(preset, preset), items)
                painted = cast("Sequence[PaintedPicture]", await paint(request))
                found["takes"] += await _scores([one.file for one in painted])
    return dict(found)


async def _scores(paths: Sequence[Path]) -> list[float]:
    looks = await ProcessClassifier().look(paths, 2.0, paths[0].parent)
    if looks is None:
        raise RuntimeError("install couplet[safety] to measure its classifier")
    return [look.score for look in looks]
