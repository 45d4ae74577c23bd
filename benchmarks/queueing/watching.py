"""What it costs to be watched: rounds with previews against rounds without, turn by turn."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from benchmarks.queueing.crowd import SCENES
from bot.domain.rounds.recipe import Recipe
from bot.imaging.painter import ProcessPainter
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem, PaintRequest
from bot.wiring.process import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure
    from bot.domain.prompts.prompt import Preset

ROUNDS: Final = 8
TAKES: Final = 4
STEPS: Final = 100
"""Many more than the preset's: its own rounds are over before anybody could be shown anything."""


def previews() -> Iterable[Figure]:
    """The ratio, by the painter's processor time, and how many previews there were."""
    preset = replace(load_presets()["sketch"], steps=STEPS)
    ratio, shown = asyncio.run(_measure(preset))
    return [
        {
            "name": "previews_cost_ratio",
            "value": ratio,
            "unit": "ratio",
            "better": "lower",
            "aim": 1.06,
            "baseline": (
                f"processor time of {ROUNDS} rounds of {TAKES} takes with previews ({shown} were "
                f"shown) over that of as many without, in turn; {preset.width_px}x"
                f"{preset.height_px}, {preset.steps} steps"
            ),
        }
    ]


async def _measure(preset: Preset) -> tuple[float, int]:
    spent_s: dict[bool, list[float]] = {True: [], False: []}
    shown: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        painter = ProcessPainter(Path(folder), SystemClock(), nice=0)
        try:
            for number in range(ROUNDS + 1):
                for watched in (True, False)[:: 1 if number % 2 else -1]:
                    begun_s = _cpu_s(painter)
                    await painter.paint(
                        _request(preset, number, watched=watched),
                        lambda _: None,
                        lambda place, _: shown.append(place),
                    )
                    if number:  # the first one loads the model
                        spent_s[watched].append(_cpu_s(painter) - begun_s)
        finally:
            await painter.aclose()
    return statistics.mean(spent_s[True]) / statistics.mean(spent_s[False]), len(shown)


def _request(preset: Preset, number: int, *, watched: bool) -> PaintRequest:
    items = tuple(
        PaintItem(SCENES[number % len(SCENES)], "", number * TAKES + take, watched=watched)
        for take in range(TAKES)
    )
    return PaintRequest(Recipe.of(preset, preset), items)


def _cpu_s(painter: ProcessPainter) -> float:
    if painter.pid is None:
        return 0.0  # not started yet
    times = psutil.Process(painter.pid).cpu_times()
    return float(times.user + times.system)
