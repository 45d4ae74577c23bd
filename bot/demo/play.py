"""``couplet demo``: open the stage, let the team play, and leave the channel to the visitor."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.demo import visit
from bot.demo.scenario import read
from bot.demo.screen import Screen
from bot.demo.script import play
from bot.demo.stage import BotEndedError, open_stage
from local_discord import PeopleError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from bot.demo.stage import Stage

T = TypeVar("T")

SCENARIOS: Final = {
    language: Path(__file__).with_name("songs") / song
    for language, song in (("en", "harbour"), ("fr", "minuit"))
}
SCENARIO: Final = SCENARIOS["fr"]
_PACE_S: Final = 0.8
_FAILED: Final = 1
_INTERRUPTED: Final = 130
_HITCH: Final = (PeopleError, TimeoutError)
_TROUBLE: Final = (BotEndedError, OSError, *_HITCH)


def main(argv: Sequence[str]) -> int:
    """Play the demo; the exit status."""
    args = _parser().parse_args(argv)
    folder: Path = args.out.absolute()
    if folder.exists() and any(folder.iterdir()):
        folder = _beside(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Screen(folder / "transcript.txt")) as screen:
        try:
            status = asyncio.run(_perform(args, folder, screen))
        except _TROUBLE as error:
            sys.stderr.write(f"The demo stopped: {error}\nThe bot's log: {folder / 'bot.log'}\n")
            return _FAILED
    sys.stdout.write(f"\nPictures, transcript, log and the bot's data: {folder}\n")
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="couplet demo",
        description="A team of three makes a clip on a Discord of this machine, in a page that you "
        "can open; then the channel is yours.",
    )
    parser.add_argument("--headless", action="store_true", help="no page: play, and end")
    parser.add_argument("--out", type=Path, default=Path("demo-out"), help="folder for the results")
    parser.add_argument(
        "--lines", type=int, default=None, help="play with the first lines only, for a short look"
    )
    parser.add_argument(
        "--language",
        choices=tuple(SCENARIOS),
        default=_language(),
        help="the team's language, and its song (this machine's)",
    )
    parser.add_argument("--takes", type=int, default=3, help="takes in each round (3)")
    parser.add_argument("--port", type=int, default=0, help="port of the page (any free one)")
    parser.add_argument(
        "--no-browser", action="store_true", help="print the page's address, but do not open it"
    )
    return parser


def _language() -> str:
    """The machine's language, where the demo speaks it."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "fr" if next(filter(None, named), "").startswith("fr") else "en"


async def _perform(args: argparse.Namespace, folder: Path, screen: Screen) -> int:
    """Play, and stay for the visitor until told to stop; the exit status."""
    stop = _stop_signal()
    pace_s = 0.0 if args.headless else _PACE_S
    director = read(SCENARIOS[args.language]).team[0]
    async with open_stage(folder, port=args.port, pace_s=pace_s) as stage:
        visit.arrive(stage)
        status = await _unless(stop, _play(args, stage, screen))
        if status is not None and not args.headless:
            await _unless(stop, visit.hand_over(stage, screen, director))
        if stop.is_set():
            screen.notice("\nEnding: the bot is asked to stop.")
    if status is None:  # a visitor may leave at any time; a run that nobody watches was cut short
        return _INTERRUPTED if args.headless else 0
    return status


async def _play(args: argparse.Namespace, stage: Stage, screen: Screen) -> int:
    """Have the team make the clip; the exit status so far."""
    scenario = read(SCENARIOS[args.language])
    if not args.headless:
        await visit.invite(stage, screen, browser=not args.no_browser)
    lines = args.lines or len(scenario.lines)
    try:
        clip = await play(stage, scenario, screen, lines=lines, takes=args.takes)
    except _HITCH as error:
        if args.headless:
            raise
        screen.notice(f"\nThe team stopped: {error}\nThe bot's log: {stage.log_file}")
        return _FAILED
    screen.notice(f"\nThe clip: {clip}")
    return 0


def _stop_signal() -> asyncio.Event:
    """Set by Ctrl-C, by whoever ends the process, and when its terminal is closed."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What ``work`` gives; None when ``stop`` comes first, and then the work is left undone."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


def _beside(folder: Path) -> Path:
    """A new folder beside one that has earlier results in it."""
    number = 2
    while (candidate := folder.with_name(f"{folder.name}-{number}")).exists():
        number += 1
    return candidate
