"""A part of a take painted again: the request to the painter, what is told, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing, UserError
from bot.domain.posts.views import FailureView, RoundView
from bot.domain.rounds.abilities import Abilities
from bot.domain.rounds.part import Area, Mask, Part, boxed, grid
from bot.domain.rounds.take import Held
from bot.services.rounds.requests import Wish
from storage.database.database import Database
from storage.files.files import PICTURE_SUFFIX, Files
from storage.rounds import parts, rounds, takes
from tests.fakes.clock import FakeClock
from tests.fakes.painter import FakePainter
from tests.services.conftest import BASTIEN, INES, ZOE, build

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.rounds.take import Take
    from tests.services.conftest import Studio

WISH = Wish(takes=2, strength=0.9)


async def first_take(studio: Studio, clip: Clip) -> Take:
    """The first take of the line's first round."""
    await studio.posted_round(clip)
    async with studio.db.reading() as tx:
        (round_,) = await rounds.of_line(tx, 1)
        return (await takes.of_round(tx, round_.id))[0]


async def painted(studio: Studio) -> None:
    """Paint and post all that waits."""
    while await studio.worker.work_once():
        pass
    await studio.deliver()


def of(share: float) -> Mask:
    """A mask of so much of a picture of this test's painter."""
    columns, rows = grid(64, 32)
    size = columns * rows // 8
    full = round(size * share)
    return Mask(columns, rows, b"\xff" * full + bytes(size - full))


async def test_an_area_is_painted_again_from_its_own_words(studio: Studio) -> None:
    """With the style, in the take's own size; its takes say whose part they are."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    part = Part(Area.LEFT, " a  red\ndoor ")
    await studio.parts.ask(BASTIEN, clip, take.id, part, WISH)
    await painted(studio)
    request = studio.painter.requests[-1]
    assert [item.prompt for item in request.items] == ["a red door"] * 2
    assert {item.mask for item in request.items} == {boxed(Area.LEFT, 64, 32)}
    start = studio.files.path(take.sha256, PICTURE_SUFFIX)
    assert {item.start for item in request.items} == {start}
    assert request.recipe.strength == 0.9
    assert len({item.seed for item in request.items}) == 2
    view = studio.last_with_ballot.view
    assert isinstance(view, RoundView)
    assert view.part is not None
    assert (view.part.area, view.part.filling, view.asked_by) == (
        Area.LEFT,
        "a red door",
        "Bastien",
    )
    assert {shown.parent for shown in view.takes} == {"1a"}


async def test_words_are_looked_for_when_it_is_painted(studio: Studio) -> None:
    """And what was found is kept, for another round of the same part."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    studio.painter.found = of(0.3)
    part = Part(Area.WORDS, "a lamp", "the moon")
    await studio.parts.ask(BASTIEN, clip, take.id, part, WISH)
    await painted(studio)
    assert studio.painter.looked_for == ["the moon"]
    assert {item.mask for item in studio.painter.requests[-1].items} == {of(0.3)}
    message = studio.last_with_ballot
    await studio.vote(message, (ZOE, "🔁"), (BASTIEN, "🔁"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, message.id, 1)
    await painted(studio)
    again = studio.painter.requests[-1]
    assert studio.painter.looked_for == ["the moon"]
    assert {(item.mask, item.prompt) for item in again.items} == {(of(0.3), "a lamp")}


@pytest.mark.parametrize(
    ("share", "key"), [(0.0, "part.not-found"), (1.0, "part.all"), (None, "round.model-missing")]
)
async def test_what_cannot_be_found_is_told_and_nothing_is_painted(
    studio: Studio, share: float | None, key: str
) -> None:
    """Words that are nowhere or everywhere, and a finder that is not there."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    if share is None:
        studio.painter.failing = [ModelMissing("no finder")]
    else:
        studio.painter.found = of(share)
    before = len(studio.painter.requests)
    part = Part(Area.WORDS, "a lamp", "the moon")
    await studio.parts.ask(BASTIEN, clip, take.id, part, WISH)
    await painted(studio)
    await studio.clock.advance(10)
    await studio.deliver()
    assert len(studio.painter.requests) == before
    told = [one.view for one in studio.gallery.messages.values()]
    failures = [view for view in told if isinstance(view, FailureView)]
    assert [view.key for view in failures] == [key]


async def test_a_drawn_part_is_asked_for_once(studio: Studio) -> None:
    """By the holder of the link alone; nothing and all leave the link good."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    key = await studio.parts.invite(BASTIEN, clip, take.id, "a lamp", WISH)
    page = await studio.parts.open(key)
    assert (page.person_name, page.take.name, page.link.filling) == ("Bastien", "1a", "a lamp")
    for share, wrong in ((0.0, "part.nothing"), (1.0, "part.all")):
        with pytest.raises(UserError) as refused:
            await studio.parts.draw(key, of(share))
        assert refused.value.key == wrong
    with pytest.raises(UserError) as refused:
        await studio.parts.draw(key, boxed(Area.LEFT, 64, 64))
    assert refused.value.key == "brush.unreadable"
    queued = await studio.parts.draw(key, of(0.2))
    assert (queued.lines, queued.takes) == ((1,), 2)
    for late in (studio.parts.open(key), studio.parts.draw(key, of(0.2))):
        with pytest.raises(UserError) as refused:
            await late
        assert refused.value.key == "part.gone"
    await painted(studio)
    assert {item.mask for item in studio.painter.requests[-1].items} == {of(0.2)}


async def test_links_end(studio: Studio) -> None:
    """After an hour, and whoever guesses gets nowhere."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    key = await studio.parts.invite(BASTIEN, clip, take.id, "a lamp", WISH)
    for wrong in ("", "1-x", key[:-1] + ("A" if key[-1] != "A" else "B"), f"9{key}"):
        with pytest.raises(UserError, match="gone"):
            await studio.parts.open(wrong)
    await studio.clock.advance(3601)
    with pytest.raises(UserError, match="gone"):
        await studio.parts.open(key)


async def test_a_drawn_part_waits_for_its_lines_round(studio: Studio) -> None:
    """A round that waits already refuses the drawing, and the link stays good."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    key = await studio.parts.invite(BASTIEN, clip, take.id, "a lamp", WISH)
    await studio.rounds.ask_line(ZOE, clip, 1, Wish())
    with pytest.raises(UserError, match="already has a round"):
        await studio.parts.draw(key, of(0.2))
    await painted(studio)
    await studio.parts.draw(key, of(0.2))


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (Part(Area.WORDS, "a lamp", " "), "part.no-words"),
        (Part(Area.LEFT, " "), "part.no-filling"),
        (Part(Area.LEFT, "a" * 201), "part.long"),
    ],
)
async def test_words_that_are_missing_or_too_long_are_asked_for(
    studio: Studio, part: Part, key: str
) -> None:
    """One sentence each."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    with pytest.raises(UserError) as refused:
        await studio.parts.ask(BASTIEN, clip, take.id, part, WISH)
    assert refused.value.key == key


async def test_takes_that_are_gone_or_held_are_refused(studio: Studio) -> None:
    """Nothing of a held picture is seen by a way around."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    part = Part(Area.LEFT, "a lamp")
    with pytest.raises(UserError, match="not there any more"):
        await studio.parts.ask(BASTIEN, clip, 999, part, WISH)
    async with studio.db.writing() as tx:
        await tx.update("UPDATE takes SET held = ?", (Held.HELD,))
    with pytest.raises(UserError, match="not there any more"):
        await studio.parts.ask(BASTIEN, clip, take.id, part, WISH)


async def test_a_model_that_cannot_is_refused_with_those_that_can(tmp_path: Path) -> None:
    """Before anything waits in the queue."""
    able = {
        "tiny": Abilities(pipeline="SanaPipeline"),
        "other": Abilities(pipeline="FluxPipeline", inpainting=True),
    }
    db = await Database.open(tmp_path / "couplet.sqlite3")
    studio = build(
        db, Files(tmp_path / "files"), FakePainter(tmp_path / "p"), FakeClock(), abilities=able
    )
    try:
        clip = await studio.clip("One")
        take = await first_take(studio, clip)
        with pytest.raises(UserError) as refused:
            await studio.parts.ask(BASTIEN, clip, take.id, Part(Area.LEFT, "a lamp"), WISH)
        assert "other" in refused.value.sentence("en")
        assert refused.value.key == "part.unable"
    finally:
        await db.close()


async def test_a_part_is_kept_with_its_mask(studio: Studio) -> None:
    """As it was asked, whatever way it was said."""
    clip = await studio.clip("One")
    take = await first_take(studio, clip)
    await studio.parts.ask(BASTIEN, clip, take.id, Part(Area.TOP, "stars"), WISH)
    async with studio.db.reading() as tx:
        newest = (await rounds.of_line(tx, 1))[-1]
        kept = await parts.of_round(tx, newest.id)
    assert newest.parent_take_id == take.id
    assert kept == Part(Area.TOP, "stars", "", boxed(Area.TOP, 64, 32))
