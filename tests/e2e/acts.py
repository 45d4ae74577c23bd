"""A clip of fourteen lines made in Chromium by two people, and how many acts it takes them.

An act is one command, press, choice or form that was sent; what is only typed or looked at is none.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local_discord.model.model import InteractionKind
from tests.browser import faults, visiting
from tests.e2e.songs import tone

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, FilePayload, Page

    from tests.browser import Visit
    from tests.cogs.stage import Stage

LINES: Final = (
    "The night train leaves without a sound",
    "and nobody waves from the platform",
    "The city sleeps under the rain",
    "with all its windows shut",
    "I count the lamps along the river",
    "until the last one is behind me",
    "Somewhere a dog is barking",
    "at what it cannot see",
    "The field is white with frost",
    "a fox goes over it alone",
    "The sun comes up between two hills",
    "and finds me still awake",
    "The station has another name",
    "and you are standing there",
)
PATIENCE_MS: Final = 240_000
VIEWPORT: Final = {"width": 1200, "height": 900}
_IN_A_ROW: Final = ("couplet:vote:", "couplet:choose:", "couplet:next:", "couplet:back:")


@dataclass(frozen=True, slots=True)
class Acts:
    """How many acts were votes, from opening the row of them on, and how many all the others."""

    votes: int
    others: int
    faults: tuple[str, ...]
    """What axe-core finds wrong on the page with board and carousel."""


async def make_clip(stage: Stage, browser: Browser, pictures: Path | None = None) -> Acts:
    """Make the clip; ``pictures`` is a folder for screenshots of form, board and carousel."""
    async with AsyncExitStack() as stack:
        ana, bo = [
            await _look(
                stage, await stack.enter_async_context(visiting(browser, viewport=VIEWPORT)), name
            )
            for name in ("Ana", "Bo")
        ]
        await _begin(ana, pictures)
        await _press(ana, "Paint the lyrics as they are")
        for page in (bo, ana):
            await _vote(page, pictures if page is bo else None)
        found = await faults(ana)
        await ana.get_by_test_id("composer-input").press_sequentially("/vote close")
        await ana.keyboard.press("Enter")
        await ana.keyboard.press("Enter")
        await _press(ana, "Make the clip")
        await ana.get_by_test_id("video").last.wait_for()
    acts = [
        one
        for one in stage.world.state.interactions.values()
        if one.kind is not InteractionKind.AUTOCOMPLETE
    ]
    votes = sum(str(one.data.get("custom_id", "")).startswith(_IN_A_ROW) for one in acts)
    return Acts(votes, len(acts) - votes, tuple(found))


async def _look(stage: Stage, visit: Visit, name: str) -> Page:
    visit.context.set_default_timeout(PATIENCE_MS)
    page = await visit.page(f"{stage.world.base_url}/?as={name}")
    await page.get_by_test_id("composer-input").wait_for()
    return page


async def _begin(page: Page, pictures: Path | None) -> None:
    """The one form: name, song and lyrics."""
    await page.get_by_test_id("composer-input").press_sequentially("/clip new")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.locator("[data-custom-id=name] input").fill("Minuit")
    song: FilePayload = {"name": "minuit.wav", "mimeType": "audio/wav", "buffer": tone(14.0)}
    await page.locator("[data-custom-id=files] input").set_input_files([song])
    await page.locator("[data-custom-id=lyrics] textarea").fill("\n".join(LINES))
    await _shot(page, pictures, "form")
    await page.locator("dialog button[type=submit], [role=dialog] button[type=submit]").click()


async def _vote(page: Page, pictures: Path | None) -> None:
    """Vote on every line without scrolling: the first take, or another one."""
    called = page.get_by_test_id("message").filter(has_text="Painted: lines 1–14").last
    await called.get_by_role("button", name="Vote in a row").click()
    for number in range(1, len(LINES) + 1):
        card = page.get_by_test_id("message").filter(has_text="None of these").last
        await card.get_by_text(f"Line {number} · round 1", exact=True).wait_for()
        if number == 2:
            await _shot(page, pictures, "carousel")
        buttons = card.get_by_test_id("component-button")
        await buttons.filter(has_text=f"{number}a").first.click()
    await page.get_by_text("You have voted on everything").last.wait_for()


async def _press(page: Page, label: str) -> None:
    """Press the newest button of this name, as soon as it is there."""
    await page.get_by_role("button", name=label).last.click()


async def _shot(page: Page, pictures: Path | None, name: str) -> None:
    if pictures is not None:
        await page.wait_for_timeout(1500)  # pictures are decoded by then
        await page.screenshot(path=pictures / f"{name}.png")
