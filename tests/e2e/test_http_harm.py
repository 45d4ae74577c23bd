"""A busy Discord and a bad line: every post is made, once, and no answered word is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pytest

from local_discord import Harm
from tests.e2e.looking import assert_each_posted_once, at_rest, rows
from tests.e2e.songs import tone

if TYPE_CHECKING:
    from tests.cogs.stage import Stage

Way = Callable[[Harm, str, str], None]
"""Harms the next request of a method to a path."""

WAYS: Final[dict[str, Way]] = {
    "a rate limit": lambda harm, method, path: harm.rate_limit(0.05, method=method, path=path),
    "500": lambda harm, method, path: harm.fail(500, method=method, path=path),
    "503": lambda harm, method, path: harm.fail(503, method=method, path=path),
    "502 after the work": lambda harm, method, path: harm.lose_answer(
        method=method, path=path, status=502
    ),
    "a cut after the work": lambda harm, method, path: harm.lose_answer(method=method, path=path),
    "a cut before the work": lambda harm, method, path: harm.lose_request(method=method, path=path),
}
POST: Final = ("POST", "/channels/*/messages")
REACT: Final = ("PUT", "/channels/*/reactions/*")


@pytest.mark.parametrize("way", WAYS)
async def test_each_kind_of_post_survives(stage: Stage, way: str) -> None:
    """Progress, round, reactions, decision and clip, each hit once."""
    hit = WAYS[way]
    ana, harm = stage.ana, stage.world.harm
    await stage.clip("Le train de minuit", prompts=True)
    await ana.slash("song set", stage.channel, file=("tone.wav", tone(12.0)))
    stage.painter.hold()
    hit(harm, *POST)
    await ana.slash("generate line", stage.channel, line=1, takes=2)
    await ana.wait_message(stage.channel, "Painting line 1")
    hit(harm, *POST)
    hit(harm, *REACT)
    stage.painter.release()
    shown = await ana.wait_message(stage.channel, lambda one: "🔁" in one.reactions)
    assert shown.reactions == {"1️⃣": 1, "2️⃣": 1, "🔁": 1}
    await ana.react(shown, "2️⃣")
    hit(harm, *POST)
    await ana.slash("vote close", stage.channel, line=1)
    await ana.wait_message(stage.channel, "is decided: take **1b**")
    # Behind a post that is still tried again, progress would only be told when all is over.
    await at_rest(stage)
    await ana.slash("render preview", stage.channel)
    await ana.wait_message(stage.channel, "Making the clip")
    hit(harm, *POST)
    await ana.wait_message(stage.channel, lambda one: "· preview" in one.text and bool(one.files))
    assert_all_hit(harm, POST, REACT)
    made = ("board", "progress", "round", "decision", "call", "progress", "render")
    await assert_each_posted_once(stage, *made)


ACKNOWLEDGE: Final = ("POST", "/interactions/*/callback")
ANSWER: Final = ("PATCH", "/webhooks/*/messages/*")


@pytest.mark.parametrize("place", ["acknowledge", "answer"])
@pytest.mark.parametrize("way", WAYS)
async def test_each_answer_survives(stage: Stage, way: str, place: str) -> None:
    """Who was not heard once is answered all the same, and what they wrote is there."""
    where = {"acknowledge": ACKNOWLEDGE, "answer": ANSWER}[place]
    await stage.clip("Le train de minuit")
    WAYS[way](stage.world.harm, *where)
    told = await stage.bo.slash("prompt set", stage.channel, line=1, text="a boat")
    assert "Prompt of line 1" in told.text
    assert await rows(stage, "SELECT text FROM prompts") == [("a boat",)]
    assert_all_hit(stage.world.harm, where)


@pytest.mark.parametrize("way", ["500", "502 after the work", "a cut before the work"])
async def test_a_long_answer_comes_whole(stage: Stage, way: str) -> None:
    """Its text file is sent with the second try as with the first, not emptied by it."""
    lyrics = [f"Le train numéro {number} part sans bruit" for number in range(1, 81)]
    await stage.clip(*lyrics)
    WAYS[way](stage.world.harm, *ANSWER)
    told = await stage.bo.slash("lyrics show", stage.channel)
    assert told.message is not None
    (file,) = told.message.files
    text = (await stage.bo.download(file)).decode()
    assert all(line in text for line in lyrics)
    assert_all_hit(stage.world.harm, ANSWER)


def assert_all_hit(harm: Harm, *places: tuple[str, str]) -> None:
    """No harm is left that nothing has met."""
    for place in places:
        assert not harm.take(*place)
