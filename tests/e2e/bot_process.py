"""The whole bot as a process of its own, with a painter that needs no model, for killing.

    python -m tests.e2e.bot_process --die-at 17 --moment before

It takes its settings from the environment, says ``ready`` when the votes are counted and ``commit
N`` after each commit. Pictures, votes, jobs, posts and ffmpeg are the product's own.
"""

from __future__ import annotations

import argparse
import asyncio

from bot.settings import load
from bot.wiring.build import house
from bot.wiring.process import log_to_stderr
from tests.e2e.mortal import Fate, doom
from tests.fakes.painter import FakePainter


async def live() -> None:
    """Be the bot until killed."""
    settings = load(None)
    log_to_stderr(settings.log_level)
    painter = FakePainter(settings.work_folder / "painted")
    async with house(settings, painter=painter) as built, asyncio.TaskGroup() as group:
        group.create_task(built.serve(settings.require_token()))
        await built.desk.deadlines.counted.wait()
        _say("ready")


def main() -> None:
    """Read when to die, and live until then."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-at", type=int, default=0)
    parser.add_argument("--moment", choices=("before", "after"), default="after")
    asked = parser.parse_args()
    doom(Fate(asked.die_at, asked.moment, lambda number: _say(f"commit {number}")))
    asyncio.run(live())


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - standard output is how the test hears of it


if __name__ == "__main__":
    main()
