"""A bot that starts a painting which never ends, says the painter's process id, and waits."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.imaging.painter import ProcessPainter
from tests.imaging.conftest import Pauses, request, seeds


async def main() -> None:
    """Paint until killed."""
    command = (sys.executable, "-m", "tests.imaging.paper_host")
    painter = ProcessPainter(Path(sys.argv[1]), Pauses(), command=command)

    def begun(_: float) -> None:
        sys.stdout.write(f"{painter.pid}\n")
        sys.stdout.flush()

    await painter.paint(request("/paper", *seeds("hang", 1)), begun)


if __name__ == "__main__":
    asyncio.run(main())
