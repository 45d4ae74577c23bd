"""Tapping along, the whole way: Discord, link, browser, song, space bar or finger, database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser import browser, faults, visiting
from tests.e2e.looking import rows
from tests.e2e.songs import tone
from tests.tapping.conftest import free_port
from tests.tapping.hands import Hands, link_in

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from storage.database.transaction import Value
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage

__all__ = ["browser"]

SONG = ("ton.wav", tone(12.0))
LYRICS = ("Le train de minuit", "part sans bruit", "la ville dort", "et moi je veille")
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LEAST_TARGET_PX = 44
SLACK_S = 0.06
"""How exactly a browser tells where a song is."""


async def prepared(open_stage: OpenStage, **settings: object) -> Stage:
    """A clip of four lines without times, and its song."""
    settings.setdefault("page_port", free_port())
    stage = await open_stage(**settings)
    await stage.clip(*LYRICS)
    await stage.ana.slash("song set", stage.channel, file=SONG)
    return stage


async def times(stage: Stage) -> list[tuple[Value, ...]]:
    """When each line begins in the database, and whether that is a guess."""
    return await rows(stage, "SELECT start_s, guessed FROM lines ORDER BY position")


async def test_lines_are_tapped_with_the_space_bar(open_stage: OpenStage, browser: Browser) -> None:
    """Play, mark, drag, nudge, reload, save: the times are Bo's, and the link is dead."""
    stage = await prepared(open_stage)
    link = link_in(await stage.bo.slash("lyrics tap", stage.channel))
    async with visiting(browser, viewport=DESK) as visit:
        hands = await Hands.open(visit, link)
        await expect(hands.page.locator("#clip")).to_have_text("Minuit")
        await expect(hands.page.locator("#save")).to_be_disabled()
        assert await faults(hands.page) == []
        await hands.page.keyboard.press("Space")
        pressed = [await hands.press_at(at) for at in (0.6, 1.5, 2.6)]
        await hands.rest()
        made = await hands.marks()
        for number, (earliest, latest) in enumerate(pressed, 1):
            assert earliest - SLACK_S <= made[number] <= latest + SLACK_S

        await hands.drag(2, 40)
        dragged = await hands.marks()
        moved = 40 * await hands.seconds_a_pixel()
        assert dragged[2] == pytest.approx(made[2] + moved, abs=0.01)
        await hands.page.locator('.handle[data-line="3"]').focus()
        await hands.page.keyboard.press("ArrowRight")
        await hands.page.keyboard.press("Shift+ArrowRight")
        nudged = await hands.marks()
        assert nudged[3] == pytest.approx(made[3] + 0.11, abs=0.002)
        await hands.page.keyboard.press("Shift+ArrowLeft")
        await hands.page.keyboard.press("Backspace")
        assert await hands.marks() == nudged
        await hands.page.reload()
        await hands.page.wait_for_selector("body[data-ready]")
        assert await hands.marks() == pytest.approx(nudged)
        assert await faults(hands.page) == []

        assert await hands.save() == "3 lines now have your times."
        assert await faults(hands.page) == []
        assert visit.strangers == []
        assert visit.complaints == []
    stored = await times(stage)
    assert [at for at, _ in stored[:3]] == [pytest.approx(nudged[n], abs=0.001) for n in (1, 2, 3)]
    assert stored[3][0] is None
    assert {guessed for _, guessed in stored} == {0}
    async with aiohttp.ClientSession() as http, http.get(link) as response:
        assert response.status == 404
    told = await stage.ana.wait_message(stage.channel, "🥁")
    assert "Bo has tapped 3 lines along with the song (1–3)." in told.text
    assert "Bo" in (await stage.cleo.slash("lyrics undo", stage.channel)).text
    assert [at for at, _ in await times(stage)] == [None] * 4


async def test_lines_are_tapped_on_a_phone(open_stage: OpenStage, browser: Browser) -> None:
    """By touch alone, in French, at three quarters of the speed, with a late finger."""
    stage = await prepared(open_stage)
    link = link_in(await stage.cleo.slash("lyrics tap", stage.channel))
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    async with visiting(browser, **phone) as visit:
        hands = await Hands.open(visit, link)
        page = hands.page
        await expect(page.locator("#tap")).to_contain_text("Appuie pour lancer la chanson")
        for button in await page.locator("button:visible").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["width"] >= LEAST_TARGET_PX - 0.5, await button.inner_text()
            assert box["height"] >= LEAST_TARGET_PX - 0.5, await button.inner_text()
        await page.locator("#late").fill("100")
        await page.locator("#tap").tap()
        await expect(page.locator("#tap")).to_contain_text("Appuie quand cette ligne commence")
        touched = [await hands.touch_at(0.8)]
        await page.locator("[name=speed][value='0.75']").tap()
        touched.append(await hands.touch_at(1.8))
        await hands.rest()
        made = await hands.marks()
        for number, (earliest, latest), late in zip((1, 2), touched, (0.1, 0.075), strict=True):
            assert earliest - late - SLACK_S <= made[number] <= latest - late + SLACK_S
        await hands.drag_by_finger(1, -20)
        dragged = await hands.marks()
        moved = 20 * await hands.seconds_a_pixel()
        assert dragged[1] == pytest.approx(made[1] - moved, abs=0.01)
        wide = await page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        assert await faults(page) == []
        assert await hands.save() == "2 lignes ont maintenant tes temps."
        assert visit.strangers == []
        assert visit.complaints == []
    assert [at for at, _ in await times(stage)][:2] == [
        pytest.approx(dragged[1], abs=0.001),
        pytest.approx(dragged[2], abs=0.001),
    ]


async def test_what_can_not_be_saved_is_kept_as_a_file(
    open_stage: OpenStage, browser: Browser
) -> None:
    """The link was used on another screen meanwhile: the marks go into an LRC that imports."""
    stage = await prepared(open_stage)
    link = link_in(await stage.bo.slash("lyrics tap", stage.channel))
    async with visiting(browser) as here, visiting(browser) as there:
        late, first = await Hands.open(here, link), await Hands.open(there, link)
        for hands, at in ((late, 0.5), (first, 1.0)):
            await hands.page.keyboard.press("Space")
            await hands.press_at(at)
            await hands.rest()
        await first.save()
        assert "lets nobody in" in await late.save()
        async with late.page.expect_download() as coming:
            await late.page.locator("#end-file").click()
        file = await (await coming.value).path()
        kept = Path(file).read_bytes()  # noqa: ASYNC240 - a few bytes
        (mark,) = (await late.marks()).values() or (None,)
    assert mark is not None
    assert "[--:--.--]part sans bruit" in kept.decode()
    told = await stage.bo.slash("lyrics import", stage.channel, file=("minuit.lrc", kept))
    assert "1" in told.text
    assert (await times(stage))[0][0] == pytest.approx(mark, abs=0.006)


async def test_without_a_page_lines_are_timed_by_file(open_stage: OpenStage) -> None:
    """A sheet to fill in with any editor, and back by import."""
    stage = await prepared(open_stage, page_port=0)
    told = await stage.bo.slash("lyrics tap", stage.channel)
    assert "no page" in told.text
    assert "http" not in told.text
    assert told.message is not None
    assert told.message.is_ephemeral
    (file,) = told.message.files
    assert file.filename.endswith(".lrc")
    sheet = (await stage.bo.download(file)).decode()
    assert sheet.count("[--:--.--]") == len(LYRICS)
    filled = sheet.replace("--:--.--", "00:01.25", 1).replace("--:--.--", "00:02.5", 1)
    await stage.bo.slash("lyrics import", stage.channel, file=("minuit.lrc", filled.encode()))
    assert [at for at, _ in await times(stage)] == [1.25, 2.5, None, None]


async def test_a_page_of_this_machine_comes_with_the_file(open_stage: OpenStage) -> None:
    """Who sits elsewhere fills it in; with an address that others reach, the link is enough."""
    stage = await prepared(open_stage)
    told = await stage.bo.slash("lyrics tap", stage.channel)
    assert "own machine only" in told.text
    assert told.message is not None
    assert len(told.message.files) == 1
    assert link_in(told).startswith("http://127.0.0.1:")


async def test_a_named_address_is_all_that_is_told(open_stage: OpenStage) -> None:
    """No file beside a link that works everywhere."""
    stage = await prepared(open_stage, page_address="https://couplet.example.org")
    told = await stage.cleo.slash("lyrics tap", stage.channel)
    assert link_in(told).startswith("https://couplet.example.org/tap/")
    assert "Ta page pour marquer" in told.text
    assert told.message is not None
    assert told.message.files == ()


async def test_there_must_be_something_to_tap(open_stage: OpenStage) -> None:
    """Without lines or song: one sentence with what to do, to the person alone."""
    stage = await open_stage(page_port=0)
    await stage.clip()
    assert "no lyrics yet" in (await stage.bo.slash("lyrics tap", stage.channel)).text
    asked = await stage.ana.slash("lyrics paste", stage.channel)
    await stage.ana.submit(asked, lyrics="La mer")
    assert "no song yet" in (await stage.bo.slash("lyrics tap", stage.channel)).text
