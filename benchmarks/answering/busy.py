"""The real bot with the bundled model: start, memory, and acknowledgements while it is busy."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from bot.demo.play import SCENARIO
from bot.demo.scenario import read
from bot.demo.stage import CHANNEL, open_stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure
    from bot.demo.stage import Stage
    from local_discord import Person

LINES: Final = 6
ASKS: Final = 150
_PAUSE_S: Final = 0.05


def measure() -> Iterable[Figure]:
    """Start the bot, have it paint and render, and ask it things meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))


async def _measured(folder: Path) -> list[Figure]:
    async with open_stage(folder) as stage:
        begun = time.perf_counter()
        await stage.start_bot()
        ready_s = time.perf_counter() - begun
        person = stage.world.person("Ana")
        await _set_up(stage, person)
        waits_s = await _ask_while_busy(stage, person)
        if stage.process is None:
            raise RuntimeError("the bot is gone")
        rss_mib = psutil.Process(stage.process.pid).memory_info().rss / 2**20
    waits_ms = sorted(1000 * wait for wait in waits_s)
    p99 = waits_ms[min(len(waits_ms) - 1, int(0.99 * len(waits_ms)))]
    told = f"{len(waits_ms)} commands while a round was painted and a preview rendered"
    return [
        _record("ack_p50_ms", statistics.median(waits_ms), "ms", None, told),
        _record("ack_p99_ms", p99, "ms", 250, told),
        _record("bot_rss_mib", rss_mib, "MiB", 150, "the bot's process after that work"),
        _record("ready_s", ready_s, "s", 3, "from the process's start to READY"),
    ]


async def _set_up(stage: Stage, person: Person) -> None:
    scenario, channel = read(SCENARIO), stage.world.channel(CHANNEL)
    await person.slash("clip new", channel, name=scenario.title)
    await person.slash("lyrics import", channel, file=scenario.lyrics)
    await person.slash("song set", channel, file=scenario.song, timeout_s=120)
    for number, line in enumerate(scenario.lines[:LINES], start=1):
        await person.slash("prompt set", channel, line=number, text=line.prompt)


async def _ask_while_busy(stage: Stage, person: Person) -> list[float]:
    """Seconds from typing a command to its acknowledgement, for many commands."""
    channel = stage.world.channel(CHANNEL)
    waits_s: list[float] = []
    await person.slash("generate missing", channel, takes=4)
    await person.slash("render preview", channel)
    for number in range(ASKS):
        command = ("clip status", "lyrics show", "queue show", "vote status")[number % 4]
        begun = time.perf_counter()
        await person.slash(command, channel, until="acknowledged", timeout_s=30)
        waits_s.append(time.perf_counter() - begun)
        await asyncio.sleep(_PAUSE_S)
    return waits_s


def _record(name: str, value: float, unit: str, aim: float | None, baseline: str) -> Figure:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "better": "lower",
        "aim": aim,
        "baseline": baseline,
    }
