"""A part of a take painted again, the whole way: button, form, link, brush, finger, new round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

from bot.domain.rounds.part import Area, boxed
from tests.browser import browser, faults, visiting
from tests.tapping.conftest import free_port

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from local_discord import Outcome
    from local_discord.people.people import Person
    from local_discord.people.views import MessageView
    from tests.browser import Visit
    from tests.e2e.conftest import OpenStage

__all__ = ["browser"]

_LINK = re.compile(r"<(http\S+/tap/brush/\S+)>")
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


async def asked(person: Person, message: MessageView, button: str, **chosen: str) -> Outcome:
    """Press ✂️ and send the form."""
    form = await person.click(message, button)
    return await person.submit(form, **chosen)


async def link_of(person: Person, message: MessageView, button: str = "A part again") -> str:
    """The link to draw a part of the round's first take."""
    told = await asked(person, message, button, take="1", area="drawn", filling="a lamp")
    assert told.message is not None
    assert told.message.is_ephemeral
    found = _LINK.search(told.text)
    assert found, told.text
    return found[1]


async def opened(visit: Visit, link: str) -> Page:
    """The page, with its picture."""
    page = await visit.page(link)
    await page.wait_for_selector("body[data-ready]")
    return page


async def stroke(page: Page, *shares: tuple[float, float]) -> None:
    """Draw with the mouse through places of the picture."""
    box = await page.locator("#picture").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shares]
    await page.mouse.move(*places[0])
    await page.mouse.down()
    for place in places[1:]:
        await page.mouse.move(*place, steps=4)
    await page.mouse.up()


async def test_a_half_is_painted_again_without_words_or_page(open_stage: OpenStage) -> None:
    """The form offers areas alone; the round tells what it is, and so does ℹ️."""
    stage = await open_stage()
    await stage.clip("The tide is out", prompts=True)
    message = await stage.round(takes=2)
    told = await asked(
        stage.bo, message, "A part again", take="2", area="left", filling="a boat", strength="alike"
    )
    assert "line 1" in told.text
    shown = await stage.bo.wait_message(stage.channel, "A part again")
    assert "the left half, with “a boat” · asked by Bo" in shown.text
    request = stage.painter.requests[-1]
    assert {item.mask for item in request.items} == {boxed(Area.LEFT, 64, 64)}
    assert request.recipe.strength == 0.55
    about = await stage.bo.click(shown, "ℹ️")
    assert "the left half of 1b painted again: a boat" in about.text


async def test_a_part_is_drawn_with_the_mouse(open_stage: OpenStage, browser: Browser) -> None:
    """Draw, take back, rub out, send: the round is painted there, and the link is dead."""
    stage = await open_stage(page_port=free_port())
    await stage.clip("The tide is out", prompts=True)
    link = await link_of(stage.bo, await stage.round(takes=2))
    async with visiting(browser, viewport=DESK) as visit:
        page = await opened(visit, link)
        await expect(page.locator("#take")).to_have_text("Take 1a: a part again")
        await expect(page.locator("#save")).to_be_disabled()
        assert await faults(page) == []
        await stroke(page, (0.1, 0.1), (0.4, 0.1))
        await expect(page.locator("#save")).to_be_enabled()
        await page.locator("#back").click()
        await expect(page.locator("#save")).to_be_disabled()
        await page.locator("#size").fill("40")
        await stroke(page, (0.2, 0.2), (0.2, 0.8))
        await page.get_by_label("Erase").check()
        await stroke(page, (0.2, 0.8), (0.9, 0.8))
        assert await faults(page) == []
        await page.locator("#save").click()
        await expect(page.locator("#end-text")).to_contain_text("2 takes of line 1")
        assert visit.strangers == []
        assert visit.complaints == []
        await stage.bo.wait_message(stage.channel, "A part again")
        gone = await visit.page(link)
        await expect(gone.locator("h1")).to_have_text("This link has ended")
    mask = stage.painter.requests[-1].items[0].mask
    assert mask is not None

    def drawn(x: float, y: float) -> bool:
        cell = int(y * mask.height) * mask.width + int(x * mask.width)
        return bool(mask.bits[cell // 8] & 128 >> cell % 8)

    assert drawn(0.2, 0.3)
    assert not drawn(0.2, 0.8)
    assert not drawn(0.8, 0.3)


async def test_a_part_is_drawn_with_a_finger_in_french(
    open_stage: OpenStage, browser: Browser
) -> None:
    """On a phone all is within reach, and a touch is a dot."""
    stage = await open_stage(page_port=free_port())
    await stage.clip("The tide is out", prompts=True)
    link = await link_of(stage.cleo, await stage.round(takes=1))
    async with visiting(browser, viewport=PHONE, has_touch=True, is_mobile=True) as visit:
        page = await opened(visit, link)
        await expect(page.locator("#save")).to_have_text("Repeindre")
        for tool in ("#save", "#picture", "#size", "#back"):
            await expect(page.locator(tool)).to_be_in_viewport(ratio=1)
        await page.locator("#picture").tap()
        await page.locator("#save").click()
        await expect(page.locator("#end-text")).to_contain_text("1 prise de la ligne 1")
        assert visit.complaints == []
    mask = stage.painter.requests
    shown = await stage.bo.wait_message(stage.channel, "asked by Cléo")
    assert "I draw it with a brush" not in shown.text
    assert mask
