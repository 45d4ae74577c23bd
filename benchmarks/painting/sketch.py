"""How long people wait for the bundled model: one take, and a round of four, at full size.

Both go through the painter process, from the request to the PNG files, model loaded.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.painting.rate import through_painter
from bot.domain.rounds.recipe import Recipe
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem, PaintRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure
    from bot.domain.prompts.prompt import Preset

_PROMPT: Final = "a red car under a blue balloon, by the sea at night"
_TIMES: Final = 7


def sketch_takes() -> Iterable[Figure]:
    """Median seconds for one take and for a round of four."""
    preset = load_presets()["sketch"]
    return [
        {
            "name": name,
            "value": seconds,
            "unit": "s",
            "better": "lower",
            "aim": aim,
            "baseline": (
                f"none: {takes} of {preset.width_px}x{preset.height_px} px, {preset.steps} steps, "
                "painter process"
            ),
        }
        for name, takes, aim, seconds in (
            ("sketch_take_s", 1, 1.5, asyncio.run(_median_s(preset, 1))),
            ("sketch_round_of_4_s", 4, 3.0, asyncio.run(_median_s(preset, 4))),
        )
    ]


async def _median_s(preset: Preset, takes: int) -> float:
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async for paint in through_painter(Path(folder)):
            for number in range(_TIMES + 1):
                seeds = range(number * takes, (number + 1) * takes)
                items = tuple(PaintItem(_PROMPT, preset.negative, seed) for seed in seeds)
                begun = time.perf_counter()
                await paint(PaintRequest(Recipe.of(preset, preset), items))
                times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])  # the first one loads the model
