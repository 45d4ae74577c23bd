"""Takes per second through the painter process, against a bare diffusers loop.

Both paint the same rounds with the same model, size and settings, turn by turn in one run, so that
whatever else the machine does slows both down. The bare loop runs in a process of its own too, as
a script of a few lines would, and does nothing with its pictures but drop them.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.rounds.recipe import Recipe
from bot.imaging.painter import ProcessPainter
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintItem, PaintRequest
from bot.wiring.process import SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable

    from benchmarks.record import Figure
    from bot.domain.prompts.prompt import Preset

    PaintRound = Callable[[PaintRequest], Awaitable[object]]

TAKES: Final = 4
ROUNDS: Final = 8
AIM: Final = 0.97


def takes_rate_ratio() -> Iterable[Figure]:
    """The ratio with the bundled model."""
    preset = load_presets()["sketch"]
    ratio = asyncio.run(measure(preset, through_painter))
    return [
        {
            "name": "takes_rate_ratio",
            "value": ratio,
            "unit": "ratio",
            "better": "higher",
            "aim": AIM,
            "baseline": (
                f"bare diffusers loop in one run, {TAKES} takes a batch, "
                f"{preset.width_px}x{preset.height_px}, {preset.steps} steps"
            ),
        }
    ]


async def measure(
    preset: Preset, through: Callable[[Path], AsyncGenerator[PaintRound]], rounds: int = ROUNDS
) -> float:
    """Median speed of ``through`` over that of the bare loop, after a round each to warm up."""
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        dtype = await _dtype(Path(folder))
        async with (
            asynccontextmanager(through)(Path(folder)) as paint,
            _bare(preset, dtype) as bare,
        ):
            for number in range(rounds + 1):
                request = _round(preset, number)
                # Who goes first alternates: a machine that gets warm slows both down alike.
                for one, times in ((paint, ours), (bare, theirs))[:: 1 if number % 2 else -1]:
                    begun = time.perf_counter()
                    await one(request)
                    if number:
                        times.append(time.perf_counter() - begun)
    return statistics.median(theirs) / statistics.median(ours)


async def through_painter(folder: Path) -> AsyncGenerator[PaintRound]:
    """Rounds through the painter process, up to the PNG files, at the bare loop's priority."""
    painter = ProcessPainter(folder, SystemClock(), nice=0)
    try:
        yield lambda request: painter.paint(request, lambda _: None)
    finally:
        await painter.aclose()


def _round(preset: Preset, number: int) -> PaintRequest:
    items = tuple(
        PaintItem("a lighthouse by the sea at night", preset.negative, number * TAKES + take)
        for take in range(TAKES)
    )
    return PaintRequest(Recipe.of(preset, preset), items)


async def _dtype(folder: Path) -> str:
    """What ours computes with here, so that both do the same arithmetic."""
    painter = ProcessPainter(folder, SystemClock(), nice=0)
    try:
        return (await painter.describe_device()).dtype
    finally:
        await painter.aclose()


@asynccontextmanager
async def _bare(preset: Preset, dtype: str) -> AsyncGenerator[PaintRound]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.painting.bare", preset.model, dtype),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # As our process sets it: it is the overhead that is measured, not who gets on with whom.
        env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None  # noqa: S101  # opened as a pipe above
    assert stdout is not None  # noqa: S101  # opened as a pipe above

    async def paint(request: PaintRequest) -> None:
        seeds, recipe = " ".join(str(item.seed) for item in request.items), request.recipe
        stdin.write(f"{recipe.steps} {recipe.guidance} {seeds}\n".encode())
        stdin.write(f"{recipe.width_px} {recipe.height_px} {request.items[0].prompt}\n".encode())
        await stdin.drain()
        if await stdout.readline() != b"done\n":
            raise RuntimeError("the bare loop cannot paint: run benchmarks.painting.bare by hand")

    try:
        yield paint
    finally:
        stdin.close()
        await process.wait()
