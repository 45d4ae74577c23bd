"""The channel follows what is said, for those who read its end, and leaves the others in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

from benchmarks.page.crowded import crowd
from tests.browser import visiting
from tests.page.visitor import PATIENCE_MS, Visitor

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.local_discord.fixtures import OpenWorld


async def test_the_newest_message_is_followed_until_one_scrolls_up(
    open_world: OpenWorld, browser: Browser
) -> None:
    """However many pictures arrive at once; who reads what was said before is not moved."""
    world = await open_world()
    crowd(world, 30)
    channel, ben = world.channel("clip"), world.person("Ben")
    async with visiting(browser, viewport={"width": 1200, "height": 800}) as visit:
        page = await visit.page(f"{world.base_url}/?as=Ana")
        ana = Visitor(page)
        await ana.is_connected()
        newest = page.get_by_test_id("message").last
        for count in (2, 3, 4):
            crowd(world, count)
            await ben.say(channel, f"and that was number {count}")
            newest = await ana.sees(f"and that was number {count}")
            await expect(newest).to_be_in_viewport(timeout=PATIENCE_MS)

        await page.get_by_test_id("messages").hover()
        await page.mouse.wheel(0, -2500)
        await expect(newest).not_to_be_in_viewport(timeout=PATIENCE_MS)
        await ben.say(channel, "one more thing")
        await expect(page.get_by_role("log")).to_contain_text("one more thing")
        await expect(newest).not_to_be_in_viewport()


async def test_nothing_moves_under_a_pressed_pointer(
    open_world: OpenWorld, browser: Browser
) -> None:
    """What was pressed is what is clicked, though others speak meanwhile; then it follows again."""
    world = await open_world()
    crowd(world, 30)
    channel, ben = world.channel("clip"), world.person("Ben")
    async with visiting(browser, viewport={"width": 1200, "height": 800}) as visit:
        page = await visit.page(f"{world.base_url}/?as=Ana")
        ana = Visitor(page)
        await ana.is_connected()
        said = await ben.say(channel, "which of the two?")
        await ben.react(said, "2️⃣")
        message = await ana.sees("which of the two?")
        chip = message.locator("[data-testid=reaction][data-emoji='2️⃣']")
        await chip.hover()
        await page.mouse.down()
        await ben.say(channel, "\n".join(["said meanwhile"] * 8))
        await expect(page.get_by_role("log")).to_contain_text("said meanwhile")
        await page.mouse.up()
        await expect(chip).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
        newest = await ana.sees("said meanwhile")
        await expect(newest).to_be_in_viewport(timeout=PATIENCE_MS)


async def test_the_numbers_of_a_vote_show_without_an_emoji_font(
    open_world: OpenWorld, browser: Browser
) -> None:
    """Keycaps are drawn by the page; what is copied or read aloud is the emoji."""
    world = await open_world()
    ana = world.person("Ana")
    said = await ana.say(world.channel("clip"), "1️⃣ or 2️⃣?")
    await ana.react(said, "2️⃣")
    async with visiting(browser) as visit:
        page = await visit.page(f"{world.base_url}/?as=Ana")
        message = await Visitor(page).sees("or")
        keycap = message.locator("[data-testid=reaction] .keycap")
        drawn = await keycap.evaluate("one => getComputedStyle(one, '::before').content")
        assert drawn == '"2"'
        await expect(keycap).to_have_text("2️⃣")
        await expect(message.locator(".markdown .keycap")).to_have_count(2)
