"""The page's own reckoning, run where it runs: in a browser, from the files that are given out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser import browser, visiting

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from playwright.async_api import Browser, Page

    from tests.tapping.conftest import Tapped

__all__ = ["browser"]

_WITH_MARKS: Final = """async (given) => {
    const { Marks } = await import("../page/marks.js");
    const lines = given.map((start_s, index) => ({
        id: 100 + index, number: index + 1, text: `Line ${index + 1}`, section: null,
        start_s, guessed: index === 1,
    }));
    const marks = new Marks(lines, 60);
"""


@pytest.fixture
async def page(tapped: Tapped, browser: Browser) -> AsyncGenerator[Page]:
    """The page, whose modules a test may ask for."""
    async with visiting(browser) as visit:
        opened = await visit.page(await tapped.link())
        await opened.wait_for_selector("body[data-ready]")
        yield opened


async def reckoned(page: Page, act: str, *starts_s: float | None) -> Any:
    """What ``act``, which ends in a ``return``, makes of ``marks`` on lines with these starts."""
    return await page.evaluate(f"{_WITH_MARKS}{act}}}", list(starts_s))


async def test_taps_follow_the_lines_and_can_be_taken_back(page: Page) -> None:
    """One after the other, to the last; taking back undoes a tap, a drag, a letting go."""
    act = """
        const tapped = [1, 2.5, 4, 5].map((at) => marks.tap(at));
        marks.remember(0); marks.move(0, 1.5);
        marks.letGo(1);
        const before = [0, 1, 2].map((index) => marks.at(index));
        const back = [1, 2, 3, 4, 5, 6].map(() => marks.takeBack());
        return {tapped, before, back, after: [0, 1, 2].map((i) => marks.at(i)), next: marks.next};
    """
    assert await reckoned(page, act, None, 3.0, None) == {
        "tapped": [0, 1, 2, None],
        "before": [1.5, 3.0, 4],
        "back": [1, 0, 2, 1, 0, None],
        "after": [None, 3.0, None],
        "next": 0,
    }


async def test_lines_that_stand_before_their_neighbour_are_found(page: Page) -> None:
    """So that they are seen before they are saved; lines without a time cross nobody."""
    act = "marks.tap(10); return [...marks.crossed()];"
    assert await reckoned(page, act, None, 9.0, None, 10.0, 11.0) == [1, 3]


async def test_marks_stay_within_the_song(page: Page) -> None:
    """However far somebody drags, or how late they say they tap."""
    act = "marks.tap(-3); marks.tap(99); return marks.changes().map((one) => one.start_s);"
    assert await reckoned(page, act, None, None) == [0, 59.999]


async def test_only_what_was_touched_is_sent(page: Page) -> None:
    """With what the person saw, so that others' work in between can be told."""
    act = "marks.choose(1); marks.tap(3.12345); return marks.changes();"
    assert await reckoned(page, act, 1.0, 3.0, 5.0) == [
        {"line": 101, "start_s": 3.123, "shown_text": "Line 2", "shown_start_s": 3.0}
    ]


async def test_a_draft_comes_back_without_lines_that_are_gone(page: Page) -> None:
    """After a reload, whatever happened to the lines or to the browser's store."""
    act = """
        const count = marks.resume({next: 7, own: [[101, 2], [999, 4], [100, null]]});
        return {count, next: marks.next, at: marks.at(1)};
    """
    assert await reckoned(page, act, 1.0, None) == {"count": 1, "next": 2, "at": 2}


async def test_words_come_in_the_form_that_the_number_asks_for(page: Page) -> None:
    """French counts 0 as one, English does not; times are read as people read them."""
    script = """async () => {
        const { clock, say, speak } = await import("../page/words.js");
        const texts = {save: {one: "{n} line", other: "{n} lines"}};
        const told = ["en", "fr"].map((locale) => {
            speak(texts, locale);
            return [0, 1, 2].map((n) => say("save", { n }));
        });
        return {told, clocks: [0, 9.996, 83.456, 600].map(clock)};
    }"""
    assert await page.evaluate(script) == {
        "told": [["0 lines", "1 line", "2 lines"], ["0 line", "1 line", "2 lines"]],
        "clocks": ["0:00.00", "0:10.00", "1:23.46", "10:00.00"],
    }
