"""``couplet demo``: open the stage, let the team play, and say where everything lies."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.demo.scenario import read
from bot.demo.screen import Screen
from bot.demo.script import play
from bot.demo.stage import BotEndedError, open_stage
from bot.local_discord import PeopleError

if TYPE_CHECKING:
    from collections.abc import Sequence

SCENARIO = Path(__file__).parents[2] / "examples" / "minuit"


def main(argv: Sequence[str]) -> int:
    """Play the demo; the exit status."""
    parser = argparse.ArgumentParser(
        prog="couplet demo",
        description="A team of three makes a clip on a Discord of this machine.",
    )
    parser.add_argument("--out", type=Path, default=Path("demo-out"), help="folder for the results")
    parser.add_argument(
        "--lines", type=int, default=None, help="play with the first lines only, for a short look"
    )
    parser.add_argument("--takes", type=int, default=3, help="takes in each round (3)")
    asked = parser.parse_args(argv)
    scenario = read(SCENARIO)
    folder: Path = asked.out.absolute()
    if folder.exists() and any(folder.iterdir()):
        folder = _beside(folder)
    folder.mkdir(parents=True, exist_ok=True)
    screen = Screen(folder / "transcript.txt")
    with contextlib.closing(screen):
        try:
            clip = asyncio.run(
                _play(folder, screen, asked.lines or len(scenario.lines), asked.takes)
            )
        except (BotEndedError, PeopleError, TimeoutError) as error:
            sys.stderr.write(f"The demo stopped: {error}\nThe bot's log: {folder / 'bot.log'}\n")
            return 1
        except KeyboardInterrupt:
            return 130
    sys.stdout.write(f"\nThe clip: {clip}\nPictures, transcript and log: {folder}\n")
    return 0


async def _play(folder: Path, screen: Screen, lines: int, takes: int) -> Path:
    scenario = read(SCENARIO)
    async with open_stage(folder) as stage:
        return await play(stage, scenario, screen, lines=lines, takes=takes)


def _beside(folder: Path) -> Path:
    """A new folder beside one that has earlier results in it."""
    number = 2
    while (candidate := folder.with_name(f"{folder.name}-{number}")).exists():
        number += 1
    return candidate
