"""Twelve people ask for a round at once: rounds a minute with batching over without.

The queue, the worker and the painter's process are the product's own, on a real database; only the
channel is left out. Both ways paint the same words, seeds and sizes with the same process, turn by
turn, so that whatever else the machine does slows both down.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from bot.domain.clips.people import Person
from bot.domain.jobs.job import JobKind, JobState
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
from storage.files.files import PICTURE_SUFFIX, Files
from storage.jobs import jobs
from storage.lyrics import lines
from storage.rounds import rounds, takes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure
    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.prompt import Preset

PEOPLE: Final = 12
TAKES: Final = 2
TURNS: Final = 2
MOST_TAKES: Final[int] = Settings.model_fields["painter_batch_takes"].default
DIRECTOR: Final = Person(1, "Director")
SCENES: Final = (
    "a lighthouse by the sea at night",
    "a red train in the snow",
    "a woman in a yellow coat under a tree",
    "an old house with one lit window",
)


def batching() -> Iterable[Figure]:
    """The bundled model on whatever this machine has."""
    return figures("batching", load_presets()["sketch"], aim=1.3)


def figures(name: str, preset: Preset, aim: float) -> Iterable[Figure]:
    """The ratio, and how far the pictures are apart."""
    ratio, rate, apart = asyncio.run(_measure(preset))
    asked = (
        f"{PEOPLE} people, a round of {TAKES} each, {preset.width_px}x{preset.height_px}, "
        f"{preset.steps} steps, up to {MOST_TAKES} takes together"
    )
    return [
        {
            "name": f"{name}_ratio",
            "value": ratio,
            "unit": "ratio",
            "better": "higher",
            "aim": aim,
            "baseline": f"one round at a time in turn, {rate:.1f} rounds a minute; {asked}",
        },
        {
            "name": f"{name}_levels_apart",
            "value": apart,
            "unit": "levels of 255",
            "better": "lower",
            "aim": 2.0,
            "baseline": "the same take painted alone in its round: the largest difference anywhere",
        },
    ]


async def _measure(preset: Preset) -> tuple[float, float, float]:
    clock = SystemClock()
    times: dict[int, list[float]] = {0: [], MOST_TAKES: []}
    pictures: dict[int, dict[int, np.ndarray]] = {}
    with tempfile.TemporaryDirectory() as name:
        painter = ProcessPainter(Path(name) / "painted", clock, nice=0)
        try:
            for turn in range(TURNS + 1):
                for most_takes in (0, MOST_TAKES)[:: 1 if turn % 2 else -1]:
                    folder = Path(name) / f"{turn}-{most_takes}"
                    took_s, painted = await _paint(folder, painter, preset, most_takes)
                    pictures[most_takes] = painted
                    if turn:  # the first one loads the model
                        times[most_takes].append(took_s)
        finally:
            await painter.aclose()
    alone_s, together_s = (statistics.median(times[one]) for one in (0, MOST_TAKES))
    alone, together = pictures[0], pictures[MOST_TAKES]
    apart = max(float(np.abs(alone[seed] - together[seed]).max()) for seed in alone)
    return alone_s / together_s, 60 * PEOPLE / alone_s, apart


async def _paint(
    folder: Path, painter: ProcessPainter, preset: Preset, most_takes: int
) -> tuple[float, dict[int, np.ndarray]]:
    """Let everyone ask and all be painted: seconds, and the pictures by seed."""
    clock, bell, files = SystemClock(), Bell(), Files(folder / "files")
    presets = {preset.name: preset}
    async with await Database.open(folder / "couplet.db") as db:
        clip = await _clip(db, clock, preset)
        prompting = Prompts(db, clock, presets, Guard(db, clock))
        painting = RoundRequests(db, clock, bell, waiting_limit=PEOPLE)
        for number in range(1, PEOPLE + 1):
            person = Person(100 + number, f"Person {number}")
            await prompting.write(person, clip, number, SCENES[number % len(SCENES)])
            await painting.ask_line(person, clip, number, Wish(TAKES, seed=1000 * number))
        unwatched = Previews(wanted=False)
        taking = RoundPerformer(
            db, files, clock, painter, presets, previews=unwatched, most_takes=most_takes
        )
        worker = Worker(db, clock, bell, JobKind.PAINT, taking, batches=taking.batches)
        begun = time.perf_counter()
        while await worker.work_once():
            pass
        took_s = time.perf_counter() - begun
        painted: dict[int, np.ndarray] = {}
        async with db.reading() as tx:
            for line in await lines.all_of(tx, clip.id):
                (made,) = await rounds.of_line(tx, line.id)
                for take in await takes.of_round(tx, made.id):
                    with Image.open(files.path(take.sha256, PICTURE_SUFFIX)) as picture:
                        painted[take.seed] = np.asarray(picture.convert("RGB"), dtype=np.int16)
            assert await jobs.waiting(tx, JobKind.PAINT) == []  # noqa: S101  # nothing failed to end
    if len(painted) != PEOPLE * TAKES:
        raise RuntimeError(f"only {len(painted)} pictures: some jobs did not end {JobState.DONE}")
    return took_s, painted


async def _clip(db: Database, clock: SystemClock, preset: Preset) -> Clip:
    gathering = Clips(db, clock, Bell(), default_preset=preset.name, default_rules=BallotRules())
    clip = await gathering.create(DIRECTOR, guild_id=1, channel_id=2, name="Crowd")
    async with db.writing() as tx:
        words = [NewLine(f"line {number}") for number in range(1, PEOPLE + 1)]
        await lines.append(tx, clip.id, words, DIRECTOR.id, clock.now())
    return clip
