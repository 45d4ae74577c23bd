"""Chromium without a window, for tests, benchmarks and pictures of what people see in a browser.

It is the machine's own Chromium: Playwright drives it, and downloads nothing. Nothing that it is
shown may ask another machine for anything, which ``Visit.strangers`` tells.
"""

from __future__ import annotations

import importlib.resources
import os
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from playwright.async_api import Browser, BrowserContext, Page

VARIABLE: Final = "CHROMIUM"
"""Names another Chromium; not COUPLET_…, where the bot refuses every name it does not know."""
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS: Final = (
    "--no-sandbox",  # root, as in most containers, has none
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--no-first-run",
    "--no-default-browser-check",
    "--autoplay-policy=no-user-gesture-required",
)
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HARMFUL: Final = frozenset({"serious", "critical"})
_LOOK_FOR_FAULTS: Final = """async () => {
    const found = await axe.run({resultTypes: ["violations"]});
    return found.violations.map((one) => ({
        id: one.id, impact: one.impact, help: one.help,
        where: one.nodes.map((node) => node.target.join(" ") + " " + node.html.slice(0, 160)),
    }));
}"""


def chromium() -> str | None:
    """The program to start, None where there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass
class Visit:
    """A browser's window of its own: cookies, storage and size belong to nobody else's."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list[str])
    """The address of everything the pages asked for."""
    complaints: list[str] = field(default_factory=list[str])
    """Errors that the pages did not catch, and what they wrote to the console as errors."""

    @property
    def strangers(self) -> list[str]:
        """Requests to any other machine than this one."""
        return [
            address
            for address in self.requests
            if urlsplit(address).scheme not in {"data", "blob", "about"}
            and urlsplit(address).hostname not in _HERE
        ]

    async def page(self, address: str) -> Page:
        """Open an address in a new page."""
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on(
            "console",
            lambda told: self.complaints.append(told.text) if told.type == "error" else None,
        )
        await page.goto(address)
        return page


@asynccontextmanager
async def open_browser() -> AsyncGenerator[Browser]:
    """Chromium, until the context is left.

    Raises:
        LookupError: this machine has none; the sentence says how to get it.
    """
    program = chromium()
    if program is None:
        raise LookupError(
            f"There is no Chromium here: install it (on Debian, apt-get install chromium), "
            f"or name it in {VARIABLE}."
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visiting(browser: Browser, **options: Any) -> AsyncGenerator[Visit]:
    """A window with Playwright's ``options`` (``viewport``, ``color_scheme``, ``locale``, …)."""
    context = await browser.new_context(**options)
    visit = Visit(context)
    context.on("request", lambda request: visit.requests.append(request.url))
    try:
        yield visit
    finally:
        await context.close()


async def faults(page: Page) -> list[str]:
    """What axe-core finds seriously or critically wrong for people who see or move otherwise."""
    axe = importlib.resources.files("axe_playwright_python") / "axe.min.js"
    await page.evaluate(axe.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(_LOOK_FOR_FAULTS)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}\n    " + "\n    ".join(one["where"])
        for one in found
        if one["impact"] in _HARMFUL
    ]


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    """Chromium; a test that needs it is skipped where there is none, and says so."""
    if chromium() is None:
        pytest.skip(
            "no Chromium on this machine: apt-get install chromium, or name one in CHROMIUM"
        )
    async with open_browser() as opened:
        yield opened
