"""Takes the picture of the tap page that the documents show, from a real run.

    python -m tests.tapping.picture docs/tap-page.jpg

The real bot on a Discord of this machine, the example's song and words, a desktop and a phone.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from bot.demo.play import SCENARIO
from bot.demo.scenario import read
from local_discord import LocalDiscord
from tests.browser import open_browser, visiting
from tests.cogs.stage import staged
from tests.tapping.conftest import free_port
from tests.tapping.hands import Hands, link_in

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from local_discord.people.people import Person
    from tests.cogs.stage import Stage

DESK: Final[dict[str, Any]] = {"viewport": {"width": 1180, "height": 760}, "color_scheme": "dark"}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 760},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "light",
}
_BEGIN_S: Final = 2.0
_GAP_PX: Final = 24
_LARGEST_BYTES: Final = 150_000
_PATIENCE_S: Final = 60.0


async def take(file: Path) -> None:
    """Tap some lines on both screens, and put the two pictures side by side."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            LocalDiscord.start() as world,
            staged(world, Path(folder), page_port=free_port()) as stage,
            open_browser() as browser,
        ):
            await prepare(stage)
            desk = await seen(stage, stage.bo, browser, DESK)
            phone = await seen(stage, stage.cleo, browser, PHONE)
    size = (desk.width + _GAP_PX + phone.width, max(desk.height, phone.height))
    both = Image.new("RGB", size, "#ffffff")
    both.paste(desk, (0, 0))
    both.paste(phone, (desk.width + _GAP_PX, 0))
    for quality in (90, 80, 70, 60):
        made = io.BytesIO()
        both.save(made, "JPEG", quality=quality, optimize=True)
        if len(made.getvalue()) <= _LARGEST_BYTES:
            file.write_bytes(made.getvalue())  # noqa: ASYNC240 - nothing else runs any more
            return


async def prepare(stage: Stage) -> None:
    """The example's words without their times, and its song."""
    scenario = read(SCENARIO)
    stage.ana.timeout_s = _PATIENCE_S
    await stage.ana.slash("clip new", stage.channel, name=scenario.title, artist=scenario.artist)
    words = scenario.lyrics.with_suffix(".txt")
    await stage.ana.slash("lyrics import", stage.channel, file=words)
    await stage.ana.slash("song set", stage.channel, file=scenario.song)
    await stage.ana.slash("lyrics time", stage.channel, line=3, at="0:10.9")


async def seen(stage: Stage, who: Person, browser: Browser, screen: dict[str, Any]) -> Image.Image:
    """The page as ``who`` sees it after tapping two lines, the song still playing."""
    link = link_in(await who.slash("lyrics tap", stage.channel))
    async with visiting(browser, **screen) as visit:
        hands = await Hands.open(visit, link)
        await hands.page.keyboard.press("Space")
        for at in (_BEGIN_S, 2 * _BEGIN_S):
            await hands.press_at(at)
        await hands.reached(3 * _BEGIN_S)
        return Image.open(io.BytesIO(await hands.page.screenshot()))


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
