"""A clip from nothing, by typing and clicking only; nothing leaves the machine on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

from tests.browser import visiting
from tests.e2e.conftest import PATIENT
from tests.e2e.lives import living
from tests.e2e.songs import LYRICS, SONG
from tests.page.visitor import PATIENCE_MS, Visitor, file

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, Locator

    from tests.local_discord.fixtures import OpenWorld

SONG_S: Final = 3.0
_DURATION: Final = """(video) => video.readyState > 0 ? video.duration : new Promise((known) => {
    video.addEventListener("loadedmetadata", () => known(video.duration), {once: true});
})"""


async def test_a_clip_is_made_by_typing_and_clicking_only(
    open_world: OpenWorld, tmp_path: Path, browser: Browser
) -> None:
    """Two people, from an empty channel to the posted clip, with a reload in the middle."""
    world = await open_world(limits=PATIENT)
    for name in ("Ana", "Ben"):
        world.person(name)
    async with living(world, tmp_path, iter(())) as lives, visiting(browser) as visit:
        await lives.until(lambda: True)
        ana = Visitor(await visit.page(f"{world.base_url}/?as=Ana"))
        await ana.is_connected()
        await ana.types("clip new", name="Minuit", artist="Us")
        await ana.sees("Minuit", "Ana")
        await ana.types("lyrics paste")
        await ana.fills_in("Le train de minuit\npart sans bruit")
        await ana.sees("added 2 lines")
        await ana.types("lyrics import", file=file(*LYRICS))
        await ana.types("song set", file=file(*SONG))
        await ana.sees("tone.wav")
        for number, words in (("1", "a train at night"), ("2", "an empty platform")):
            await ana.types("prompt set", line=number, text=words)
            await ana.sees(f"line {number}", words)
        await ana.page.reload()
        await ana.is_connected()
        await ana.types("generate missing", takes="2")
        await ana.sees("Painted: lines 1")  # what comes last: a post would move the page in a click
        for message in [await round_of(ana, line) for line in (1, 2)]:
            await ana.reacts(message, "2️⃣")

        await ana.becomes("Ben")
        await ana.reacts(await round_of(ana, 1), "2️⃣")
        await ana.reacts(await round_of(ana, 2), "1️⃣")

        await ana.becomes("Ana")
        await ana.reacts(await round_of(ana, 2), "2️⃣")  # a change of mind …
        await ana.reacts(await round_of(ana, 2), "1️⃣")  # … that two now share
        for number, take in (("1", "1b"), ("2", "2a")):
            await ana.types("vote close", line=number)
            await ana.sees("🏆", f"ine {number}", take)
        await ana.types("render final")
        video = (await ana.sees("🎬 Minuit", "1280")).get_by_test_id("video")
        duration_s = await video.evaluate(_DURATION)
        assert abs(duration_s - SONG_S) < 0.1
        assert visit.complaints == []
        assert visit.strangers == []
        assert any(address.startswith("ws://127.0.0.1") for address in visit.requests)


async def round_of(visitor: Visitor, line: int) -> Locator:
    """The round of a line, with all of its reactions."""
    message = await visitor.sees(f"Line {line} · round 1")
    again = message.locator("[data-testid=reaction][data-emoji='🔁']")
    await expect(again).to_be_visible(timeout=PATIENCE_MS)
    return message
