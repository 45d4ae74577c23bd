"""The page goes on when the bot dies and lives again, and speaks each person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.browser import visiting
from tests.e2e.conftest import PATIENT
from tests.e2e.lives import LONG_S, living
from tests.page.visitor import Visitor

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser

    from local_discord import LocalDiscord
    from tests.local_discord.fixtures import OpenWorld


async def test_the_page_and_its_buttons_outlive_the_bot(
    open_world: OpenWorld, tmp_path: Path, browser: Browser
) -> None:
    """What stood there before the bot was killed works as soon as it is back."""
    world = await open_world(limits=PATIENT)
    async with living(world, tmp_path, iter(())) as lives, visiting(browser) as visit:
        await lives.until(lambda: True)
        await paint_a_round(world)
        ana = Visitor(await visit.page(f"{world.base_url}/?as=Ana"))
        await ana.is_connected()
        shown = await ana.sees("Line 1 · round 1", "🔁")
        await lives.end()
        await ana.reacts(shown, "2️⃣")
        await ana.says("Is anybody there?")
        await ana.sees("Is anybody there?")

        await lives.begin()
        await lives.until(lambda: True)
        await shown.get_by_role("button", name="✏️").click()
        await ana.fills_in("a train in the snow")
        await ana.sees("a train in the snow", "version 2")
        await ana.types("vote close", line="1")
        await ana.sees("🏆", "1b")
        assert visit.complaints == []


async def test_each_person_is_answered_in_their_language(
    open_world: OpenWorld, tmp_path: Path, browser: Browser
) -> None:
    """Commands, answers and the page itself turn French, and back."""
    world = await open_world(limits=PATIENT)
    world.person("Ana")
    async with living(world, tmp_path, iter(())) as lives, visiting(browser) as visit:
        await lives.until(lambda: True)
        ana = Visitor(await visit.page(f"{world.base_url}/?as=Ana"))
        await ana.is_connected()
        await ana.speaks("Français")
        await expect(ana.page.locator("html")).to_have_attribute("lang", "fr")
        await ana.types("clip nouveau", nom="Minuit")
        await ana.types("clip état")
        await ana.sees("Réalisation : Ana")
        await ana.page.reload()
        await ana.is_connected()
        await expect(ana.page.locator("html")).to_have_attribute("lang", "fr")
        await ana.speaks("English")
        await ana.types("clip status")
        await ana.sees("Directed by Ana")


async def paint_a_round(world: LocalDiscord) -> None:
    """A clip of one line with a round, made by people somewhere else."""
    ana, channel = world.person("Ana"), world.channel("clip")
    ana.timeout_s = LONG_S
    await ana.slash("clip new", channel, name="Minuit")
    opened = await ana.slash("lyrics paste", channel)
    await ana.submit(opened, lyrics="Le train de minuit")
    await ana.slash("prompt set", channel, line=1, text="a train")
    await ana.slash("generate line", channel, line=1, takes=2)
    await ana.wait_message(channel, lambda message: "🔁" in message.reactions)
