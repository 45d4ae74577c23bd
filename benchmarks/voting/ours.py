"""The whole bot as a process of its own, with a painter that needs no model.

It takes its settings from the environment and says ``ready`` when it listens.
"""

from __future__ import annotations

import asyncio
import sys

from bot.settings import load
from bot.wiring.build import house
from bot.wiring.process import freeze_memory
from tests.fakes.painter import FakePainter


async def live() -> None:
    """Be the bot until killed."""
    settings = load(None)
    painter = FakePainter(settings.work_folder / "painted")
    async with house(settings, painter=painter) as built, asyncio.TaskGroup() as group:
        freeze_memory()
        group.create_task(built.serve(settings.require_token()))
        await built.desk.deadlines.counted.wait()
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(live())
