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
from bot.domain.cut.morph import PICTURES
from bot.domain.rounds.recipe import Recipe
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem, PaintRequest, Towards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure
    from bot.domain.prompts.prompt import Preset

_PROMPT: Final = "a red car under a blue balloon, by the sea at night"
_OTHER: Final = "a yellow house on a hill, stars in the sky"
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


def sketch_morph() -> Iterable[Figure]:
    """Median seconds for what is painted between two takes: a morph of 12 with its ends."""
    preset = load_presets()["sketch"]

    def between(number: int) -> tuple[PaintItem, ...]:
        ends = ((_PROMPT, 2 * number), (_OTHER, 2 * number + 1))
        shares = [k / (PICTURES - 1) for k in range(1, PICTURES - 1)]
        return tuple(
            PaintItem(words, preset.negative, seed, towards=Towards(*goal, share))
            for (words, seed), goal, share in (
                (*ends, share) if share <= 0.5 else (*ends[::-1], 1 - share) for share in shares
            )
        )

    yield {
        "name": "morph_12_frames_s",
        "value": asyncio.run(_median_of(preset, between)),
        "unit": "s",
        "better": "lower",
        "aim": 10.0,
        "baseline": f"none: {PICTURES - 2} of {preset.width_px}x{preset.height_px} px between two "
        f"takes, {preset.steps} steps, painter process",
    }


async def _median_s(preset: Preset, takes: int) -> float:
    def round_(number: int) -> tuple[PaintItem, ...]:
        seeds = range(number * takes, (number + 1) * takes)
        return tuple(PaintItem(_PROMPT, preset.negative, seed) for seed in seeds)

    return await _median_of(preset, round_)


async def _median_of(preset: Preset, asked: Callable[[int], tuple[PaintItem, ...]]) -> float:
    """The median time of a request, each of its own items; the first one loads the model."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async for paint in through_painter(Path(folder)):
            for number in range(_TIMES + 1):
                begun = time.perf_counter()
                await paint(PaintRequest(Recipe.of(preset, preset), asked(number)))
                times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])
