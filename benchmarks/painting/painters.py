"""How much more two painter processes paint than one, each with one thread of the processor."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.rounds.recipe import Recipe
from bot.imaging.painter import ProcessPainter
from bot.imaging.painters import Painters
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem, PaintRequest
from bot.processes.children import inherited
from bot.wiring.process import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure

TAKES: Final = 4
ROUNDS: Final = 4
TURNS: Final = 4


def painters_2() -> Iterable[Figure]:
    """The ratio with the bundled model."""
    preset = load_presets()["sketch"]
    return [
        {
            "name": "painters_2_ratio",
            "value": asyncio.run(_measure()),
            "unit": "ratio",
            "better": "higher",
            "aim": 1.7,
            "baseline": (
                f"one painter, one thread each: {ROUNDS} rounds of {TAKES} takes, "
                f"{preset.width_px}x{preset.height_px}, {preset.steps} steps"
            ),
        }
    ]


async def _measure() -> float:
    """The median of the turns' ratios, after a turn to warm up."""
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            environ = inherited() | {"OMP_NUM_THREADS": "1"}
            painters = [
                ProcessPainter(Path(folder) / name, SystemClock(), nice=0, environ=environ)
                for name in ("a", "b")
            ]
            for painter in painters:
                stack.push_async_callback(painter.aclose)
            one, two = Painters(painters[:1]), Painters(painters)
            for turn in range(TURNS + 1):
                # Who goes first alternates: a machine that gets warm slows both down alike.
                order = (one, two) if turn % 2 else (two, one)
                seconds = {each.places: await _seconds(each, turn) for each in order}
                if turn:
                    ratios.append(seconds[1] / seconds[2])
    return statistics.median(ratios)


async def _seconds(painters: Painters, turn: int) -> float:
    """How long the rounds of a turn take, asked for at once."""
    preset = load_presets()["sketch"]
    recipe = Recipe.of(preset, preset)
    requests = [
        PaintRequest(
            recipe,
            tuple(
                PaintItem("a lighthouse by the sea", preset.negative, 1000 * turn + 10 * n + take)
                for take in range(TAKES)
            ),
        )
        for n in range(ROUNDS)
    ]
    begun = time.perf_counter()
    await asyncio.gather(*(painters.paint(each, lambda _: None) for each in requests))
    return time.perf_counter() - begun
