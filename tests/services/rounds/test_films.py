"""Winners that move: asked for, painted, voted on beside the still, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.domain.errors import Unpaintable, UserError
from bot.domain.jobs.job import JobKind
from bot.domain.posts.views import DecisionView, FailureView, RoundView
from bot.domain.rounds.take import Held
from bot.services.rounds.films import FilmWish
from storage.database.database import Database
from storage.files.files import CLIP_SUFFIX, PICTURE_SUFFIX, Files
from storage.lyrics import lines
from storage.rounds import rounds, takes
from tests.fakes.clock import FakeClock
from tests.fakes.painter import FakePainter
from tests.services.conftest import INES, ZOE, build
from tests.services.rounds.test_trials import painted
from tests.video.test_films import counting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.rounds.take import Take
    from tests.fakes.gallery import Message
    from tests.services.conftest import Studio

WISH = FilmWish("the sea rises", 2.0)


async def decided(studio: Studio, *texts: str) -> Clip:
    """A clip whose lines have winners: each its first take."""
    clip = await studio.clip(*(texts or ("One",)))
    for number in range(1, len(texts or ("One",)) + 1):
        await studio.posted_round(clip, number)
        await studio.decisions.pick(INES, clip, number, 1, None)
    await studio.deliver()
    return clip


async def winner_of(studio: Studio, clip: Clip, number: int = 1) -> Take:
    """The take that a line keeps."""
    async with studio.db.reading() as tx:
        line = (await lines.all_of(tx, clip.id))[number - 1]
        take = await takes.by_id(tx, line.winner_take_id or 0)
    assert take is not None
    return take


async def filmed(studio: Studio, clip: Clip, wish: FilmWish = WISH) -> Message:
    """The message with the vote on the films of line 1."""
    await studio.films.ask(ZOE, clip, 1, wish)
    await painted(studio)
    return studio.last_with_ballot


async def refused(studio: Studio, clip: Clip, wish: FilmWish = WISH) -> str:
    """The key of the sentence that ``wish`` is refused by."""
    with pytest.raises(UserError) as refusal:
        await studio.films.ask(ZOE, clip, 1, wish)
    return refusal.value.key


@pytest_asyncio.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    async with await Database.open(tmp_path / "couplet.sqlite3") as opened:
        yield opened


async def weaving(db: Database, tmp_path: Path, preset: str = "weaving") -> Studio:
    """A studio with another model for films."""
    files, painter = Files(tmp_path / "files"), FakePainter(tmp_path / "painted")
    return build(db, files, painter, FakeClock(), film_preset=preset)


async def test_films_begin_with_the_winner_and_are_posted_beside_it(studio: Studio) -> None:
    """Two films as MP4, the still as a third choice; the painter got the winner's own picture."""
    clip = await decided(studio)
    winner = await winner_of(studio, clip)
    view = (await filmed(studio, clip)).view
    assert isinstance(view, RoundView)
    assert view.motion == "the sea rises"
    assert [take.picture.suffix for take in view.takes] == [CLIP_SUFFIX, CLIP_SUFFIX, ".png"]
    assert [take.still for take in view.takes] == [False, False, True]
    assert winner.sha256 in view.takes[2].picture.name
    assert view.takes[0].parent == "1a"
    request = studio.painter.requests[-1]
    assert (request.recipe.frames, request.recipe.rate) == (17, 8)
    assert [item.prompt for item in request.items] == ["the sea rises, prompt 1"] * 2
    assert {item.start for item in request.items} == {
        studio.files.path(winner.sha256, PICTURE_SUFFIX)
    }
    assert len({item.seed for item in request.items}) == 2
    assert studio.encoder.films == [17, 17]


async def test_a_film_that_wins_is_the_lines_take(studio: Studio) -> None:
    """With its film, as long as it was asked for; another one begins with the same still."""
    clip = await decided(studio)
    still = await winner_of(studio, clip)
    message = await filmed(studio, clip)
    await studio.vote(message, (ZOE, "2️⃣"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, message.id, 1)
    await studio.deliver()
    winner = await winner_of(studio, clip)
    assert winner.film is not None
    assert (winner.film.frames, winner.film.rate) == (17, Fraction(8))
    assert winner.parent_take_id == still.id
    assert studio.files.path(winner.film.sha256, CLIP_SUFFIX).is_file()
    told = [one.view for one in studio.gallery.messages.values()]
    assert any(isinstance(one, DecisionView) and one.outcome == "winner" for one in told)
    await filmed(studio, clip)
    assert studio.painter.requests[-1].items[0].start == studio.files.path(
        still.sha256, PICTURE_SUFFIX
    )


async def test_the_still_can_win(studio: Studio) -> None:
    """Then the line keeps the very picture it had, painted by what painted it."""
    clip = await decided(studio)
    before = await winner_of(studio, clip)
    message = await filmed(studio, clip)
    await studio.vote(message, (ZOE, "3️⃣"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, message.id, 1)
    now = await winner_of(studio, clip)
    assert now.id != before.id
    assert (now.sha256, now.seed, now.preset) == (before.sha256, before.seed, before.preset)
    assert now.film is None


async def test_none_of_these_paints_other_films_of_the_same_still(studio: Studio) -> None:
    """The votes for 🔁 ask for films again, not for pictures."""
    clip = await decided(studio)
    message = await filmed(studio, clip)
    await studio.vote(message, (ZOE, "🔁"))
    async with studio.intake():
        await studio.decisions.close_on(INES, clip, message.id, 1)
    await painted(studio)
    first, again = studio.painter.requests[-2:]
    assert again.recipe == first.recipe
    assert {item.start for item in again.items} == {item.start for item in first.items}
    assert {item.seed for item in again.items}.isdisjoint(item.seed for item in first.items)


async def test_another_round_of_films_is_like_the_first(studio: Studio) -> None:
    """🎲 under films: the same words and length, other seeds."""
    clip = await decided(studio)
    view = (await filmed(studio, clip)).view
    assert isinstance(view, RoundView)
    async with studio.db.reading() as tx:
        place = await takes.by_id(tx, view.takes[0].take_id)
        assert place is not None
        (line,) = await lines.all_of(tx, clip.id)
    async with studio.db.reading() as tx:
        round_ = await rounds.by_id(tx, place.round_id)
    assert round_ is not None
    await studio.films.again(ZOE, clip, round_, line)
    await painted(studio)
    first, again = studio.painter.requests[-2:]
    assert again.recipe == first.recipe
    assert [item.prompt for item in again.items] == [item.prompt for item in first.items]
    assert again.items[0].seed != first.items[0].seed


async def test_the_cost_is_unknown_until_a_film_was_measured(studio: Studio) -> None:
    """Then it is told for any length, and the queue counts with it."""
    clip = await decided(studio)
    offer = await studio.films.offer(clip, 1)
    assert offer.cost.paint_s is None
    assert offer.cost.memory_gib == 12
    assert (offer.longest_s, offer.ends_on, offer.loosens) == (33 / 8, None, False)
    studio.painter.clock, studio.painter.takes_s = studio.clock, 60.0
    await filmed(studio, clip)
    asked = await studio.films.ask(ZOE, clip, 1, FilmWish("slowly", 1.0))
    assert asked.cost.paint_s == pytest.approx(60.0 * 9 / 17)
    (entry,) = await studio.queue.show(JobKind.PAINT)
    assert entry.remaining_s == pytest.approx(2 * 60.0 * 9 / 17)


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        (FilmWish("", 0.1), "animate.bad-seconds"),
        (FilmWish("", 9.0), "animate.bad-seconds"),
        (FilmWish("", 2.0, films=5), "animate.bad-films"),
        (FilmWish("", 2.0, strength=0.5), "animate.no-strength"),
        (FilmWish("", 2.0, ends=True), "animate.no-last"),
    ],
)
async def test_what_the_model_would_not_read_is_refused(
    studio: Studio, wish: FilmWish, key: str
) -> None:
    """Before anything is queued, with what to do instead."""
    clip = await decided(studio, "One", "Two")
    assert await refused(studio, clip, wish) == key
    assert not await studio.queue.show(JobKind.PAINT)


async def test_only_a_winner_moves(studio: Studio, tmp_path: Path) -> None:
    """No line without one; a film that somebody brought moves already."""
    clip = await studio.clip("One")
    await studio.posted_round(clip, 1, takes=2)
    assert await refused(studio, clip) == "animate.undecided"
    await studio.brought.add(ZOE, clip, 1, counting(tmp_path / "mine.mp4", 30).path)
    await studio.decisions.pick(INES, clip, 1, 3, None)
    assert await refused(studio, clip) == "animate.brought"


async def test_films_may_end_on_the_next_winner(db: Database, tmp_path: Path) -> None:
    """Where the model reads it: the painter gets both pictures, and how far to leave the first."""
    studio = await weaving(db, tmp_path)
    clip = await decided(studio, "One", "Two")
    offer = await studio.films.offer(clip, 1)
    assert (offer.ends_on, offer.loosens) == (2, True)
    await studio.films.ask(ZOE, clip, 1, FilmWish("dusk", 2.0, 1, strength=0.3, ends=True))
    await painted(studio)
    request = studio.painter.requests[-1]
    last = await winner_of(studio, clip, 2)
    assert request.recipe.strength == 0.3
    assert [item.end for item in request.items] == [studio.files.path(last.sha256, PICTURE_SUFFIX)]
    with pytest.raises(UserError, match="no winner to end on"):
        await studio.films.ask(ZOE, clip, 2, FilmWish("dusk", 2.0, ends=True))


@pytest.mark.parametrize(
    ("preset", "key"),
    [("", "animate.none"), ("gone", "animate.preset-gone"), ("tiny", "animate.no-films")],
)
async def test_without_a_model_for_films_there_are_none(
    db: Database, tmp_path: Path, preset: str, key: str
) -> None:
    """None chosen, one that is not there, one that paints pictures: a sentence each."""
    studio = await weaving(db, tmp_path, preset)
    clip = await decided(studio)
    assert await refused(studio, clip) == key


async def test_a_model_for_films_is_no_style(studio: Studio) -> None:
    """Styles are painted by models for pictures: those are the ones that are listed."""
    assert [preset.name for preset in studio.prompts.presets] == ["other", "tiny"]
    with pytest.raises(UserError, match="moving"):
        studio.prompts.preset("moving")


async def test_what_the_painter_refuses_is_told(studio: Studio) -> None:
    """A preset that says more of its model than that does: the channel hears what to do."""
    clip = await decided(studio)
    studio.painter.failing = [Unpaintable("animate.no-last")]
    await studio.films.ask(ZOE, clip, 1, WISH)
    await painted(studio)
    await studio.clock.advance(5)
    await studio.deliver()
    views = [message.view for message in studio.gallery.messages.values()]
    assert [view.key for view in views if isinstance(view, FailureView)] == ["animate.no-last"]


async def test_a_film_is_held_for_what_any_part_of_it_shows(studio: Studio) -> None:
    """Its blurred picture stands for it; the still is voted on meanwhile."""
    clip = await decided(studio)
    studio.classifier.is_installed = True
    studio.classifier.scores = [0.1, 0.95, 0.1]
    message = await filmed(studio, clip, FilmWish("closer", 2.0, films=1))
    view = message.view
    assert isinstance(view, RoundView)
    assert [take.still for take in view.takes] == [True]
    assert [take.picture.suffix for take in view.held] == [".webp"]
    async with studio.db.reading() as tx:
        held = await takes.by_id(tx, view.held[0].take_id)
    assert held is not None
    assert held.held is Held.HELD


async def test_films_are_painted_round_by_round(studio: Studio) -> None:
    """Pictures of other lines go together; a film rides along with nothing."""
    clip = await decided(studio, "One", "Two")
    for number in (1, 2):
        await studio.films.ask(ZOE, clip, number, FilmWish("slowly", 1.0, films=1))
    before = len(studio.painter.requests)
    assert await studio.worker.work_once()
    assert len(studio.painter.requests) == before + 1
    assert len(studio.painter.requests[-1].items) == 1
