"""The page is for everyone: axe-core finds no serious fault, however it is looked at."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from benchmarks.page.crowded import crowd
from tests.browser import faults, visiting
from tests.e2e.conftest import PATIENT
from tests.e2e.lives import living
from tests.page.visitor import PATIENCE_MS, Visitor

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, Page, ViewportSize

    from tests.local_discord.fixtures import OpenWorld

LOOKS: Final = ("dark", "light")
SIZES: Final[dict[str, ViewportSize]] = {
    "desk": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}


async def test_nobody_is_kept_out(open_world: OpenWorld, tmp_path: Path, browser: Browser) -> None:
    """Messages, a command, a form, a picture and the settings; dark, light, desk and phone."""
    world = await open_world(limits=PATIENT)
    crowd(world, 12)
    async with living(world, tmp_path, iter(())) as lives, visiting(browser) as visit:
        await lives.until(lambda: True)
        page = await visit.page(f"{world.base_url}/?as=Ana")
        ana = Visitor(page)
        await ana.is_connected()
        await ana.sees("Number")
        await assert_for_everyone(page, "messages")

        await page.get_by_test_id("composer-input").press_sequentially("/prompt")
        await page.get_by_role("option").first.wait_for(timeout=PATIENCE_MS)
        await assert_for_everyone(page, "commands")
        await page.keyboard.press("Enter")
        await page.get_by_test_id("command-form").wait_for()
        await assert_for_everyone(page, "a command's options")
        await page.keyboard.press("Escape")

        await page.get_by_test_id("picture").last.click()
        await page.get_by_test_id("lightbox").wait_for()
        await assert_for_everyone(page, "a picture")
        await page.keyboard.press("Escape")

        await page.get_by_test_id("you").click()
        await page.get_by_test_id("settings").wait_for()
        await assert_for_everyone(page, "settings")
        await page.keyboard.press("Escape")

        await ana.types("clip new", name="Minuit")
        await ana.types("lyrics paste")
        await page.get_by_test_id("modal").wait_for(timeout=PATIENCE_MS)
        await assert_for_everyone(page, "a form")
        assert visit.complaints == []


async def assert_for_everyone(page: Page, where: str) -> None:
    """Nothing that somebody cannot read, reach or understand; nothing wider than the screen."""
    for size, look in itertools.product(SIZES, LOOKS):
        await page.set_viewport_size(SIZES[size])
        await page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        assert await faults(page) == [], f"{where}, {look}, {size}"
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{where}, {look}, {size}"
    await page.set_viewport_size(SIZES["desk"])
