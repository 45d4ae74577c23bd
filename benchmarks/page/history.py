"""5,000 messages with pictures in Chromium: the first paint, then end to end and back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, cast

from benchmarks.page.crowded import crowd
from local_discord import LocalDiscord
from tests.browser import open_browser, visiting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure

MESSAGES: Final = 5000
VIEWPORT: Final = {"width": 1280, "height": 800}
SLOW_MS: Final = 50.0
_PATIENCE_MS: Final = 240_000

_NOTE_FIRST_PAINT: Final = """
new MutationObserver((_, observer) => {
    if (document.querySelector('[data-testid=message]') === null) return;
    observer.disconnect();
    // The frame after the next one begins when this one is on the screen.
    requestAnimationFrame(() => requestAnimationFrame((now) => {
        document.documentElement.dataset.firstPaintMs = now;
    }));
}).observe(document, {childList: true, subtree: true});
"""
_SCROLL: Final = """async ([step, patience]) => {
    // Scrolls until nothing moves any more for `patience` frames; the lengths of all frames.
    const box = document.querySelector('[data-testid=messages]');
    const frames = [];
    let last = null, still = 0;
    return new Promise((done) => requestAnimationFrame(function go(now) {
        if (last !== null) frames.push(now - last);
        last = now;
        const before = box.scrollTop;
        box.scrollTop = before + step;
        still = Math.abs(box.scrollTop - before) < 1 ? still + 1 : 0;
        if (still < patience) requestAnimationFrame(go);
        else done(frames.slice(0, frames.length - patience));
    }));
}"""
_STEP_PX: Final = 600
_STILL_FRAMES: Final = 60


def measure() -> Iterable[Figure]:
    """Open the page on a long history, scroll up to its beginning and down again."""
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    async with LocalDiscord.start() as world, open_browser() as browser:
        crowd(world, MESSAGES)
        async with visiting(browser, viewport=VIEWPORT) as visit:
            visit.context.set_default_timeout(_PATIENCE_MS)
            await visit.context.add_init_script(_NOTE_FIRST_PAINT)
            page = await visit.page(f"{world.base_url}/")
            await page.locator("html[data-first-paint-ms]").wait_for(state="attached")
            first_paint_ms = float(
                await page.locator("html").get_attribute("data-first-paint-ms") or 0
            )
            frames_ms: list[float] = []
            for step in (-_STEP_PX, _STEP_PX):
                moved = await page.evaluate(_SCROLL, [step, _STILL_FRAMES])
                frames_ms += cast("list[float]", moved)
            if visit.complaints:
                raise RuntimeError("\n".join(visit.complaints))
    slow = sum(1 for one in frames_ms if one > SLOW_MS)
    told = f"{MESSAGES} messages with pictures, headless Chromium, painted by the processor"
    way = f"{told}; {_STEP_PX} px a frame to the beginning and back, {len(frames_ms)} frames"
    return [
        _record("page_5000_first_paint_s", first_paint_ms / 1000, "s", 2, told),
        _record("page_5000_slow_frames", slow / len(frames_ms), "share", 0.05, way),
        _record("page_5000_longest_frame_ms", max(frames_ms), "ms", None, way),
    ]


def _record(name: str, value: float, unit: str, aim: float | None, baseline: str) -> Figure:
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "better": "lower",
        "aim": aim,
        "baseline": baseline,
    }
