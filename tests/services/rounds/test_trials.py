"""Styles tried side by side: one seed, one vote, the clip's style; the winners painted anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing, NotAllowed, UserError
from bot.domain.posts.views import DecisionView, FailureView, RoundView
from bot.services.prompts.prompts import StyleChanges
from bot.services.rounds.requests import Wish
from storage.lyrics import lines
from storage.prompts import styles
from storage.rounds import rounds, takes
from tests.services.conftest import BASTIEN, INES, ZOE

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.prompt import Style
    from tests.fakes.gallery import Message
    from tests.services.conftest import Studio

LOOKS = (StyleChanges(words="ink"), StyleChanges(preset="other"), StyleChanges(words="oil"))


async def tried(studio: Studio, clip: Clip, *looks: StyleChanges, line: int = 1) -> Message:
    """The message with the ballot between ``looks``."""
    settings = await studio.prompts.tried(INES, clip, looks or LOOKS)
    await studio.rounds.ask_styles(INES, clip, line, settings)
    await painted(studio)
    return studio.last_with_ballot


async def painted(studio: Studio) -> None:
    """Paint and post all that waits."""
    while await studio.worker.work_once():
        pass
    await studio.deliver()


async def style_of(studio: Studio, clip: Clip) -> Style:
    """The clip's style as it stands."""
    return (await studio.prompts.style(clip)).style


async def test_styles_are_painted_from_one_seed_and_each_says_its_own(studio: Studio) -> None:
    """Two models are two requests; the takes keep the order in which the styles were named."""
    clip = await studio.clip("One")
    view = (await tried(studio, clip)).view
    assert isinstance(view, RoundView)
    assert view.trial
    shown = [(take.tried.words, take.tried.preset) for take in view.takes if take.tried]
    assert shown == [("ink", "tiny"), ("", "other"), ("oil", "tiny")]
    first, second = studio.painter.requests
    assert [item.prompt for item in first.items] == ["prompt 1, ink", "prompt 1, oil"]
    assert [item.prompt for item in second.items] == ["prompt 1"]
    assert len({item.seed for request in (first, second) for item in request.items}) == 1


async def test_the_style_that_wins_is_the_clips_and_lines_keep_their_takes(studio: Studio) -> None:
    """A line's own winner and its open vote are another matter."""
    clip = await studio.clip("One", "Two")
    await studio.posted_round(clip, 1)
    await studio.decisions.pick(INES, clip, 1, 2, None)
    own = await studio.posted_round(clip, 2)
    before = await style_of(studio, clip)
    message = await tried(studio, clip, line=2)
    await studio.vote(message, (ZOE, "3️⃣"), (BASTIEN, "3️⃣"))
    await studio.vote(own, (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, message.id, 2)
        waiting = await studio.decisions.status(clip)
    await studio.deliver()
    now = await style_of(studio, clip)
    assert (now.words, now.version) == ("oil", before.version + 1)
    told = [one.view for one in studio.gallery.messages.values()]
    (decision,) = [
        one for one in told if isinstance(one, DecisionView) and one.outcome == "winner-style"
    ]
    assert decision.restyle == clip.id
    async with studio.db.reading() as tx:
        one, two = await lines.all_of(tx, clip.id)
        assert one.winner_take_id is not None
        assert two.winner_take_id is None
    assert [ballot.line.number for ballot in waiting] == [2]


async def test_winners_are_painted_anew_with_their_words_and_seeds(studio: Studio) -> None:
    """A varied one goes back to the take it came from; what the style has painted is left out."""
    clip = await studio.clip("One", "Two")
    await studio.posted_round(clip, 1)
    await studio.posted_round(clip, 2)
    picked = await studio.decisions.pick(INES, clip, 1, 2, None)
    await studio.rounds.ask_variation(INES, clip, picked.take.id, takes_wanted=1, strength=0.5)
    await painted(studio)
    varied = await studio.decisions.pick(INES, clip, 1, 1, 2)
    assert varied.take.seed != picked.take.seed
    await studio.prompts.write(ZOE, clip, 1, "something else")
    await tried(studio, clip)
    await studio.decisions.pick(INES, clip, 1, 1, None)
    studio.painter.requests.clear()
    queued = await studio.rounds.ask_winners(ZOE, clip)
    assert queued.lines == (1,)
    await painted(studio)
    (request,) = studio.painter.requests
    (item,) = request.items
    assert (item.prompt, item.seed, item.start) == ("prompt 1, ink", picked.take.seed, None)
    async with studio.db.reading() as tx:
        line = (await lines.all_of(tx, clip.id))[0]
    assert line.winner_take_id == varied.take.id
    with pytest.raises(UserError, match="nothing to paint anew"):
        await studio.rounds.ask_winners(ZOE, clip)


async def test_none_of_these_tries_the_same_styles_from_another_seed(studio: Studio) -> None:
    """The rule that first takes are never kept has no say on styles."""
    clip = await studio.clip("One")
    message = await tried(studio, clip)
    await studio.vote(message, (ZOE, "🔁"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, message.id, 1)
    await painted(studio)
    async with studio.db.reading() as tx:
        line = (await lines.all_of(tx, clip.id))[0]
        first, second = await rounds.of_line(tx, line.id, trials=True)
        assert await styles.tried(tx, first.id) == await styles.tried(tx, second.id)
        assert await rounds.of_line(tx, line.id) == []
        seeds = {take.seed for take in await takes.of_round(tx, second.id)}
    assert seeds == {second.seed}
    assert second.seed != first.seed
    assert (await studio.rounds.ask_missing(ZOE, clip, Wish(takes=1))).lines == (1,)


async def test_what_is_no_comparison_is_refused(studio: Studio) -> None:
    """Twice the same, an unknown model, a model by somebody who does not direct."""
    clip = await studio.clip("One")
    ink = StyleChanges(words="ink")
    with pytest.raises(UserError, match="the same"):
        await studio.prompts.tried(ZOE, clip, [ink, ink])
    with pytest.raises(UserError, match="no model called"):
        await studio.prompts.tried(INES, clip, [ink, StyleChanges(preset="no")])
    with pytest.raises(NotAllowed):
        await studio.prompts.tried(ZOE, clip, LOOKS)
    assert studio.painter.requests == []


async def test_a_model_that_is_missing_is_said_once_and_leaves_no_files(
    studio: Studio, tmp_path: Path
) -> None:
    """The pictures of the other styles are not half a comparison: they go."""
    clip = await studio.clip("One")
    settings = await studio.prompts.tried(INES, clip, LOOKS)
    await studio.rounds.ask_styles(INES, clip, 1, settings)
    studio.painter.failing += [ModelMissing("gone")]
    await painted(studio)
    await studio.clock.advance(60)
    await studio.deliver()
    assert len(studio.painter.requests) <= 2
    shown = [one.view for one in studio.gallery.messages.values()]
    (failure,) = [one for one in shown if isinstance(one, FailureView)]
    assert failure.key == "round.model-missing"
    assert await asyncio.to_thread(lambda: list((tmp_path / "painted").glob("*"))) == []
