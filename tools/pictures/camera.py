"""A camera before the page: whose eyes, how wide, dark or light; a file small enough for a page."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.browser import visiting

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

LARGEST_BYTES: Final = 200_000
_QUALITIES: Final = (88, 80, 72, 64, 56, 48)
_DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1200, "height": 880}}
_PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
_ALL_SHOWN: Final = """() => Promise.all([
    document.fonts.ready,
    ...[...document.images].map((image) => image.decode().catch(() => null)),
])"""
# Plays a little before the moment, silently: the player's buttons leave what is played alone.
_PLAY_UNTIL: Final = """(video, seconds) => new Promise((done) => {
    video.muted = true;
    video.currentTime = Math.max(0, seconds - 5);
    video.addEventListener("timeupdate", () => { if (video.currentTime >= seconds) done(); });
    void video.play();
})"""


@dataclass
class Camera:
    """Takes pictures of the page at ``address`` into ``folder``."""

    browser: Browser
    address: str
    folder: Path

    @asynccontextmanager
    async def looking(
        self, who: str, *, phone: bool = False, dark: bool = True
    ) -> AsyncGenerator[Page]:
        """The page as ``who`` sees it, at the newest message.

        Raises:
            RuntimeError: it complained, or asked another machine for something.
        """
        form = _PHONE if phone else _DESKTOP
        scheme = "dark" if dark else "light"
        async with visiting(self.browser, color_scheme=scheme, **form) as visit:
            page = await visit.page(f"{self.address}/?as={who}")
            await page.get_by_test_id("message").last.wait_for()
            yield page
            if visit.complaints or visit.strangers:
                raise RuntimeError("\n".join([*visit.complaints, *visit.strangers]))

    async def take(self, page: Page, name: str) -> Path:
        """Keep what the page shows as ``name``.jpg, of at most 200 kB.

        Raises:
            RuntimeError: it cannot be made so small.
        """
        await page.evaluate(_ALL_SHOWN)
        for quality in _QUALITIES:
            picture = await page.screenshot(type="jpeg", quality=quality, animations="disabled")
            if len(picture) <= LARGEST_BYTES:
                file = self.folder / f"{name}.jpg"
                file.write_bytes(picture)
                return file
        raise RuntimeError(f"{name} is over {LARGEST_BYTES} bytes even at the lowest quality.")


async def play_until(video: Locator, seconds: float) -> None:
    """Let a video play up to a moment, and on."""
    await video.evaluate(_PLAY_UNTIL, seconds)
