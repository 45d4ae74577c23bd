"""Pictures held back: blurred and not voted on, until the director shows or drops them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotAllowed, UserError
from bot.domain.posts.views import RoundView
from bot.services.rounds.requests import Wish
from storage.clips import servers
from tests.services.conftest import BASTIEN, CHANNEL, INES, ZOE

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.fakes.gallery import Message
    from tests.services.conftest import Studio


@pytest.fixture
async def clip(studio: Studio) -> Clip:
    """A clip whose server has the classifier."""
    studio.classifier.is_installed = True
    return await studio.clip("Un")


def seen(message: Message) -> tuple[list[str], list[str], list[str]]:
    """Names of the takes that are shown, of those held, and the files' endings."""
    view = message.view
    assert isinstance(view, RoundView)
    shown = [take.name for take in view.takes]
    held = [take.name for take in view.held]
    return shown, held, [take.picture.suffix for take in (*view.takes, *view.held)]


async def history(studio: Studio) -> list[tuple[str, str]]:
    """What the history says of held pictures."""
    async with studio.db.reading() as tx:
        rows = await tx.fetch_all(
            "SELECT what, details FROM history WHERE what LIKE '%held%' ORDER BY id"
        )
    return [(row["what"], row["details"]) for row in rows]


async def test_a_sure_hit_is_blurred_and_cannot_be_voted_for(studio: Studio, clip: Clip) -> None:
    """The others are voted on at once; the history counts, and says no word of the picture."""
    studio.classifier.scores = [0.1, 0.95, 0.79]
    message = await studio.posted_round(clip, takes=3)
    assert seen(message) == (["1a", "1c"], ["1b"], [".png", ".png", ".webp"])
    assert message.ours == ["1️⃣", "3️⃣", "🔁"]
    assert await history(studio) == [("pictures-held", '{"takes":1}')]
    await studio.vote(message, (ZOE, "2️⃣"), (BASTIEN, "3️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.tally.get(2, 0) == 0


async def test_the_director_shows_it(studio: Studio, clip: Clip) -> None:
    """Then it is there as it is, and voted on."""
    studio.classifier.scores = [0.1, 0.95]
    message = await studio.posted_round(clip, takes=2)
    view = message.view
    assert isinstance(view, RoundView)
    with pytest.raises(NotAllowed):
        await studio.held.release(BASTIEN, clip, view.round_id, shown=True)
    assert await studio.held.release(INES, clip, view.round_id, shown=True) == 1
    await studio.deliver()
    assert seen(message) == (["1a", "1b"], [], [".png", ".png"])
    assert message.ours == ["1️⃣", "🔁", "2️⃣"]
    with pytest.raises(UserError, match="held back any more"):
        await studio.held.release(INES, clip, view.round_id, shown=True)


async def test_the_director_drops_it(studio: Studio, clip: Clip) -> None:
    """It is gone from the message; the round goes on without it."""
    studio.classifier.scores = [0.95, 0.1]
    message = await studio.posted_round(clip, takes=2)
    view = message.view
    assert isinstance(view, RoundView)
    await studio.held.release(INES, clip, view.round_id, shown=False)
    await studio.deliver()
    assert seen(message) == (["1b"], [], [".png"])
    whats = [what for what, _ in await history(studio)]
    assert whats == ["pictures-held", "held-dropped"]


async def test_a_round_may_be_held_whole(studio: Studio, clip: Clip) -> None:
    """Nothing can be voted for but another round; shown, all of it can."""
    studio.classifier.scores = [0.9, 0.9]
    message = await studio.posted_round(clip, takes=2)
    assert seen(message) == ([], ["1a", "1b"], [".webp", ".webp"])
    assert message.ours == ["🔁"]
    view = message.view
    assert isinstance(view, RoundView)
    await studio.held.release(INES, clip, view.round_id, shown=True)
    await studio.deliver()
    assert seen(message)[0] == ["1a", "1b"]


@pytest.mark.parametrize("why", ["restricted", "off", "not installed", "blind"])
async def test_nothing_is_held_where_nobody_looks(studio: Studio, clip: Clip, why: str) -> None:
    """In channels for adults, where managers want none, without the extra, or when it fails."""
    studio.classifier.scores = [0.99]
    if why == "restricted":
        studio.gallery.age_restricted.add(CHANNEL)
    elif why == "off":
        async with studio.db.writing() as tx:
            now = await servers.settings(tx, clip.guild_id)
            await servers.save(tx, replace(now, held_from=2.0))
    elif why == "blind":
        studio.classifier.blind = True
    else:
        studio.classifier.is_installed = False
    message = await studio.posted_round(clip, takes=1)
    assert seen(message) == (["1a"], [], [".png"])


async def test_a_stricter_server_holds_more(studio: Studio, clip: Clip) -> None:
    """As its managers set it."""
    async with studio.db.writing() as tx:
        now = await servers.settings(tx, clip.guild_id)
        await servers.save(tx, replace(now, held_from=0.5))
    studio.classifier.scores = [0.6]
    assert seen(await studio.posted_round(clip, takes=1))[1] == ["1a"]


async def test_what_is_looked_at_is_not_shown_while_it_comes_about(
    studio: Studio, clip: Clip
) -> None:
    """A glimpse of a running round would be what is to be held."""
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=1, seed=1))
    while await studio.worker.work_once():
        pass
    assert not any(item.watched for request in studio.painter.requests for item in request.items)
