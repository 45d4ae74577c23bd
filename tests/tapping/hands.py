"""What somebody does on the tap page, by keys, mouse and fingers; waits are for the song itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page

    from local_discord import Outcome
    from tests.browser import Visit

_LINK: Final = re.compile(r"<(http\S+/tap/\S+)>")
_NOW: Final = "() => document.getElementById('song').currentTime"
_REACHED: Final = """(at) => new Promise((reached) => {
    const song = document.getElementById('song');
    const look = () => song.currentTime >= at ? reached() : requestAnimationFrame(look);
    look();
})"""


def link_in(outcome: Outcome) -> str:
    """The link that ``/lyrics tap`` answered with, for nobody else to see."""
    assert outcome.message is not None
    assert outcome.message.is_ephemeral
    found = _LINK.search(outcome.text)
    assert found, outcome.text
    return found[1]


@dataclass
class Hands:
    """The page, open and ready."""

    page: Page

    @classmethod
    async def open(cls, visit: Visit, link: str) -> Hands:
        """Open a link, and wait until the song can be tapped to."""
        page = await visit.page(link)
        await page.wait_for_selector("body[data-ready]")
        return cls(page)

    async def now(self) -> float:
        """Where the song is, in seconds."""
        return float(await self.page.evaluate(_NOW))

    async def reached(self, at_s: float) -> None:
        """Listen until the song is there."""
        await self.page.evaluate(_REACHED, at_s)

    async def marks(self) -> dict[int, float]:
        """The marks that are seen, in seconds, by the lines' numbers."""
        found = await self.page.locator(".handle").evaluate_all(
            "(all) => all.map((one) => [+one.dataset.line, +one.getAttribute('aria-valuenow')])"
        )
        return {int(number): float(at) for number, at in found}

    async def press_at(self, at_s: float) -> tuple[float, float]:
        """Press the space bar then; when that was, at the earliest and at the latest."""
        await self.reached(at_s)
        earliest = await self.now()
        await self.page.keyboard.press("Space")
        return earliest, await self.now()

    async def touch_at(self, at_s: float) -> tuple[float, float]:
        """Touch the large button then; when that was, at the earliest and at the latest."""
        await self.reached(at_s)
        earliest = await self.now()
        await self.page.locator("#tap").tap()
        return earliest, await self.now()

    async def rest(self) -> None:
        """Let the song pause."""
        await self.page.locator("#play").click()
        await expect(self.page.locator("#play")).to_have_accessible_name(re.compile("Play|Lecture"))

    async def seconds_a_pixel(self) -> float:
        """How much of the song a pixel is."""
        bar = await self.page.locator("#wave").bounding_box()
        assert bar is not None
        return (8 if bar["width"] < 600 else 16) / bar["width"]

    async def grip(self, number: int) -> tuple[float, float]:
        """Where a line's mark is held, in pixels."""
        box = await self.page.locator(f'.handle[data-line="{number}"]').bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def drag(self, number: int, pixels: float) -> None:
        """Drag a line's mark with the mouse."""
        x, y = await self.grip(number)
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x + pixels / 2, y)
        await self.page.mouse.move(x + pixels, y)
        await self.page.mouse.up()

    async def drag_by_finger(self, number: int, pixels: float) -> None:
        """Drag a line's mark as a finger does, which is no mouse."""
        x, y = await self.grip(number)
        session: Any = await self.page.context.new_cdp_session(self.page)
        send: Callable[[str, dict[str, Any]], Awaitable[Any]] = session.send
        for kind, at in (
            ("touchStart", x),
            ("touchMove", x + pixels / 2),
            ("touchMove", x + pixels),
            ("touchEnd", None),
        ):
            points = [] if at is None else [{"x": at, "y": y}]
            await send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    async def save(self) -> str:
        """Save, and read what the page says of it."""
        await self.page.locator("#save").click()
        await expect(self.page.locator("#end")).to_be_visible()
        return await self.page.locator("#end-text").inner_text()
