"""`make pictures`: play the demo, look at its channel in Chromium, keep what is seen.

The team plays with the real bot and the bundled model, in a shorter clip; then the three visitors
paint and vote on a round of their own, as anybody can after the demo.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.demo import visit
from bot.demo.play import SCENARIO
from bot.demo.scenario import read
from bot.demo.screen import Screen
from bot.demo.script import play
from bot.demo.stage import open_stage
from tests.browser import open_browser
from tools.pictures.camera import Camera, play_until

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.demo.stage import Stage

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
LINE: Final = 2
_PATIENCE_S: Final = 600.0
_CLIP_AT_S: Final = 13.0
_VOTES: Final = {"Ana": "2️⃣", "Ben": "2️⃣", "Chloé": "4️⃣", "Bastien": "2️⃣", "Zoé": "1️⃣"}


def main(argv: list[str]) -> int:
    """Take all pictures; the exit status."""
    parser = argparse.ArgumentParser(prog="make pictures", description=__doc__)
    parser.add_argument("--lines", type=int, default=6, help="lines that the team plays (6)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the pictures")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take_all(args.lines, args.out))
    return 0


async def _take_all(lines: int, out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="couplet-") as temp:
        folder = Path(temp)
        async with open_stage(folder) as stage, open_browser() as browser:
            camera = Camera(browser, stage.world.base_url, out)
            visit.arrive(stage)
            with closing(Screen(folder / "transcript.txt")) as screen:
                await play(stage, read(SCENARIO), screen, lines=lines, takes=3)
            await _clip(camera)
            await _round(camera, stage)
            await _status(camera)
            await _board(camera, stage)
            await _form(camera)


async def _clip(camera: Camera) -> None:
    """The posted clip, the newest message after the demo."""
    for name, phone in (("clip", False), ("clip-phone", True)):
        async with camera.looking("Inès", phone=phone) as page:
            await play_until(page.get_by_test_id("video").last, _CLIP_AT_S)
            await _kept(camera, page, name)


async def _round(camera: Camera, stage: Stage) -> None:
    """A round while it is painted, and while people vote on it."""
    channel = stage.channel
    director, asker = stage.world.person(read(SCENARIO).team[0]), stage.world.person("Ana")
    await director.slash("vote reopen", channel, line=LINE)
    async with camera.looking("Ben", dark=False) as page:
        before = {message.id for message in await asker.sees(channel)}
        await asker.slash("generate line", channel, line=LINE, takes=4)
        await _newest(page, "▰")
        await _kept(camera, page, "progress")
    post = await asker.wait_message(
        channel,
        lambda message: message.id not in before and "🔁" in message.reactions,
        timeout_s=_PATIENCE_S,
    )
    await asker.wait_message(
        channel, lambda message: message.id not in before and "🔀" in message.text
    )
    await _carousel(camera)
    for name, emoji in _VOTES.items():
        await stage.world.person(name).react(post, emoji)
    for name, phone in (("round", False), ("round-phone", True)):
        async with camera.looking("Ana", phone=phone) as page:
            await _kept(camera, page, name)


async def _status(camera: Camera) -> None:
    """What a command answers to the one who typed it."""
    async with camera.looking("Ana", dark=False) as page:
        await _typed(page, "/clip status")
        await _newest(page, "▰")
        await _kept(camera, page, "status")


async def _carousel(camera: Camera) -> None:
    """Votes in a row, as one person alone sees them."""
    async with camera.looking("Ana") as page:
        await _typed(page, "/vote status")
        newest = page.get_by_test_id("message").last
        await newest.get_by_role("button", name="Vote in a row").click()
        await _newest(page, "None of these")
        await _kept(camera, page, "carousel")


async def _board(camera: Camera, stage: Stage) -> None:
    """All shots at a glance: deleted where it stands, far above, it comes back below."""
    owner = stage.world.person("Owner")
    seen = await owner.sees(stage.channel)
    await owner.delete(next(one for one in seen if one.text.startswith("### 🎞️")))
    async with camera.looking("Ben") as page:
        await page.get_by_test_id("message").filter(has_text="🎞️").last.wait_for()
        await _kept(camera, page, "board")


async def _form(camera: Camera) -> None:
    """The form that begins a clip."""
    async with camera.looking("Ana", dark=False) as page:
        await _typed(page, "/clip new")
        await page.locator("[data-custom-id=name] input").fill("Minuit")
        await _kept(camera, page, "form")


async def _typed(page: Page, command: str) -> None:
    await page.get_by_test_id("composer-input").press_sequentially(command)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")


async def _newest(page: Page, words: str) -> None:
    """Wait until the newest message has these words."""
    newest = page.get_by_test_id("message").last
    await newest.filter(has_text=words).wait_for(timeout=1000 * _PATIENCE_S)


async def _kept(camera: Camera, page: Page, name: str) -> None:
    file = await camera.take(page, name)
    sys.stdout.write(f"{file}: {file.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
