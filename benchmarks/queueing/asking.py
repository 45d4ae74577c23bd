"""How soon the first round of many is there, and how often models are loaded when clips differ.

The queue, the worker and, for the first, the painter's process are the product's own.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import Person
from bot.domain.jobs.job import JobKind
from bot.domain.lyrics.line import NewLine
from bot.domain.votes.ballot import BallotRules
from bot.imaging.painter import ProcessPainter
from bot.imaging.presets import load_presets
from bot.services.clips.clips import Clips
from bot.services.ground.bell import Bell
from bot.services.jobs.worker import Worker
from bot.services.prompts.guard import Guard
from bot.services.prompts.prompts import Prompts
from bot.services.rounds.performer import RoundPerformer
from bot.services.rounds.previews import Previews
from bot.services.rounds.requests import RoundRequests, Wish
from bot.settings import Settings
from bot.wiring.process import SystemClock
from storage.database.database import Database
from storage.files.files import Files
from storage.lyrics import lines
from tests.fakes.painter import FakePainter

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from benchmarks.record import Figure
    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.prompt import Preset
    from bot.ports.rounds import Painter

LINES: Final = 13
TAKES: Final = 4
WAITING: Final = 8
TURNS: Final = 3
MOST_TAKES: Final[int] = Settings.model_fields["painter_batch_takes"].default
DIRECTOR: Final = Person(1, "Director")
WORDS: Final = "a lighthouse by the sea at night"


def first_round() -> Iterable[Figure]:
    """The first round's time over that of a round alone, and what all of them cost for it."""
    # Sketches of a quarter of the size: thirteen rounds are painted many times over.
    preset = replace(load_presets()["sketch"], width_px=256, height_px=160)
    first, rate = asyncio.run(_measure_first(preset))
    asked = f"{LINES} rounds of {TAKES} takes asked for at once, {preset.width_px}x160"
    yield _figure("first_round_ratio", first, "lower", 1.3, f"one round alone; {asked}")
    yield _figure(
        "growing_rate_ratio",
        rate,
        "higher",
        0.97,
        f"as many together as may from the start; {asked}",
    )


def reloads() -> Iterable[Figure]:
    """How often a model is loaded for two clips with a model each."""
    count = asyncio.run(_count_loads())
    against = f"{2 * WAITING}, one a round: two clips with different models, {WAITING} rounds each"
    figure = _figure("reload_count", count, "lower", 4, against)
    figure["unit"] = "loads"
    yield figure


def _figure(name: str, value: float, better: str, aim: float, baseline: str) -> Figure:
    return {
        "name": name,
        "value": value,
        "unit": "ratio",
        "better": "lower" if better == "lower" else "higher",
        "aim": aim,
        "baseline": baseline,
    }


async def _measure_first(preset: Preset) -> tuple[float, float]:
    alone: list[float] = []
    firsts: list[float] = []
    growing: list[float] = []
    at_once: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        painter = ProcessPainter(Path(name) / "painted", SystemClock(), nice=0)
        try:
            for turn in range(TURNS + 1):
                _, alone_s = await _asked_s(Path(name) / f"{turn}-1", painter, preset, 1)
                first_s, all_s = await _asked_s(Path(name) / f"{turn}-2", painter, preset, LINES)
                _, at_once_s = await _asked_s(
                    Path(name) / f"{turn}-3", painter, preset, LINES, together=False
                )
                if turn:  # the first one loads the model
                    alone.append(alone_s)
                    firsts.append(first_s)
                    growing.append(all_s)
                    at_once.append(at_once_s)
        finally:
            await painter.aclose()
    first = statistics.median(firsts) / statistics.median(alone)
    return first, statistics.median(at_once) / statistics.median(growing)


async def _asked_s(
    folder: Path, painter: Painter, preset: Preset, count: int, *, together: bool = True
) -> tuple[float, float]:
    """Seconds until the first of ``count`` rounds is painted, and until all of them are.

    What is not asked for ``together`` is painted with as much beside it as may be from the start.
    """
    async with _house(folder, painter, {preset.name: preset}) as (db, worker):
        clip = await _clip(db, 1, preset, count)
        asking = RoundRequests(db, SystemClock(), Bell(), waiting_limit=count)
        if together:
            await asking.ask_missing(DIRECTOR, clip, Wish(TAKES))
        else:
            for line in range(1, count + 1):
                await asking.ask_line(DIRECTOR, clip, line, Wish(TAKES))
        begun = time.perf_counter()
        await worker.work_once()
        first_s = time.perf_counter() - begun
        while await worker.work_once():
            pass
        return first_s, time.perf_counter() - begun


async def _count_loads() -> int:
    sketch = load_presets()["sketch"]
    presets = {name: replace(sketch, name=name, model=name) for name in ("one", "two")}
    with tempfile.TemporaryDirectory() as name:
        painter = FakePainter(Path(name) / "painted")
        async with _house(Path(name), painter, presets) as (db, worker):
            asking = RoundRequests(db, SystemClock(), Bell(), waiting_limit=WAITING)
            for number, preset in enumerate(presets.values(), start=1):
                clip = await _clip(db, number, preset, WAITING)
                for line in range(1, WAITING + 1):
                    await asking.ask_line(Person(number, preset.name), clip, line, Wish(TAKES))
            while await worker.work_once():
                pass
    models = ["", *(request.recipe.preset.model for request in painter.requests)]
    return sum(one != other for one, other in pairwise(models))


@asynccontextmanager
async def _house(
    folder: Path, painter: Painter, presets: dict[str, Preset]
) -> AsyncGenerator[tuple[Database, Worker]]:
    clock = SystemClock()
    async with await Database.open(folder / "couplet.db") as db:
        performer = RoundPerformer(
            db,
            Files(folder / "files"),
            clock,
            painter,
            presets,
            previews=Previews(wanted=False),
            most_takes=MOST_TAKES,
        )
        yield db, Worker(db, clock, Bell(), JobKind.PAINT, performer, batches=performer.batches)


async def _clip(db: Database, number: int, preset: Preset, count: int) -> Clip:
    clock = SystemClock()
    gathering = Clips(db, clock, Bell(), default_preset=preset.name, default_rules=BallotRules())
    clip = await gathering.create(DIRECTOR, guild_id=1, channel_id=number, name=f"Clip {number}")
    async with db.writing() as tx:
        words = [NewLine(f"line {line}") for line in range(1, count + 1)]
        await lines.append(tx, clip.id, words, DIRECTOR.id, clock.now())
    prompting = Prompts(db, clock, {preset.name: preset}, Guard(db, clock))
    for line in range(1, count + 1):
        await prompting.write(DIRECTOR, clip, line, WORDS)
    return clip
