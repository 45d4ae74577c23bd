"""Asking for films: how a line's winner could move, what that costs, and the round that paints it.

The costs are told before anything is queued: a film takes minutes where a picture takes seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineId, LineShot
from bot.domain.rounds.measured import seconds_a_take
from bot.domain.rounds.recipe import Recipe
from bot.domain.rounds.take import Motion
from bot.services.ground.required import require_line
from bot.services.rounds.requests import Wish
from storage.lyrics import lines
from storage.rounds import rounds, speeds, takes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import FilmSettings, Preset
    from bot.domain.rounds.take import Round, Take
    from bot.services.prompts.guard import Guard
    from bot.services.rounds.requests import Queued, RoundRequests
    from storage.database.database import Database, Tx

MOST_FILMS: Final = 4
"""In a round; the still stands beside them."""
WORDS_LENGTH: Final = 500
USUAL_S: Final = 4.0
SHORTEST_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class FilmWish:
    """How a winner is to move; ``strength`` None holds on to its picture, ``ends`` on the next
    winner's.
    """

    words: str
    seconds: float
    films: int = 2
    strength: float | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class FilmCost:
    """What films of a length cost here: seconds each, None before any was measured; the GiB of
    memory that the model's makers name, 0 where they don't.
    """

    film_s: float
    paint_s: float | None
    memory_gib: int
    model: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class FilmOffer:
    """How a line's winner could move: its first ``round``'s id names it in buttons."""

    line: int
    round_id: int
    longest_s: float
    cost: FilmCost
    ends_on: int | None
    """The line on whose winner it can end."""
    loosens: bool


@dataclass(frozen=True, slots=True)
class AskedFilms:
    """What was queued, and what it costs."""

    queued: Queued
    cost: FilmCost


@dataclass(frozen=True, slots=True)
class _Winner:
    """A line, the still that its films begin with, that still's round, and where they may end."""

    line: Line
    still: Take
    round: Round
    next_line: Line | None
    next_winner: Take | None


class Films:
    """Lets winners move; ``preset`` names the model for films, empty where there is none."""

    def __init__(
        self,
        db: Database,
        presets: Mapping[str, Preset],
        requests: RoundRequests,
        guard: Guard,
        preset: str,
    ) -> None:
        self._db = db
        self._presets = presets
        self._requests = requests
        self._guard = guard
        self._preset = preset

    async def offer(self, clip: Clip, which: int | LineId) -> FilmOffer:
        """How a line's winner could move, for as long as its shot is.

        Raises:
            UserError: no model for films is set up, no such line, or it has no winner to move.
        """
        preset, film = self._model()
        async with self._db.reading() as tx:
            winner = await _winner(tx, clip, which)
            measured = await speeds.all_measured(tx)
            there = await lines.all_of(tx, clip.id)
        frames = film.frames_for(_shot_s(winner.line, there))
        recipe = Recipe.of_film(preset, _size(winner.still), frames)
        ends_on = winner.next_line if film.last_frame and winner.next_winner else None
        return FilmOffer(
            line=winner.line.number,
            round_id=winner.round.id,
            longest_s=film.frames / film.rate,
            cost=_cost(recipe, film, seconds_a_take(measured, recipe)),
            ends_on=None if ends_on is None else ends_on.number,
            loosens=film.loosens,
        )

    async def ask(
        self, person: Person, clip: Clip, which: int | LineId, wish: FilmWish
    ) -> AskedFilms:
        """Put a round of films of a line's winner into the queue.

        Raises:
            UserError: as ``offer`` says, a wish out of range or that the model would not read, a
                word that the server refuses, or a round of the line waits already.
        """
        preset, film = self._model()
        longest_s = film.frames / film.rate
        if not SHORTEST_S <= wish.seconds <= longest_s + 0.05:
            raise UserError("animate.bad-seconds", least=SHORTEST_S, most=round(longest_s, 1))
        if not 1 <= wish.films <= MOST_FILMS:
            raise UserError("animate.bad-films", most=MOST_FILMS)
        if wish.strength is not None and not film.loosens:
            raise UserError("animate.no-strength")
        if wish.ends and not film.last_frame:
            raise UserError("animate.no-last")
        await self._guard.admit(person, clip, wish.words)
        async with self._db.reading() as tx:
            winner = await _winner(tx, clip, which)
            measured = await speeds.all_measured(tx)
        if wish.ends and winner.next_winner is None:
            raise UserError("animate.no-next")
        frames = film.frames_for(wish.seconds)
        last = winner.next_winner.id if wish.ends and winner.next_winner else None
        queued = await self._requests.ask_films(
            person,
            clip,
            winner.line,
            Wish(
                takes=wish.films,
                parent_take_id=winner.still.id,
                strength=wish.strength,
                prompt_id=winner.round.prompt_id,
                motion=Motion(wish.words[:WORDS_LENGTH], preset.name, frames, last),
            ),
        )
        recipe = Recipe.of_film(preset, _size(winner.still), frames)
        a_film_s = seconds_a_take(measured, recipe)
        return AskedFilms(queued, _cost(recipe, film, a_film_s))

    async def again(self, person: Person, clip: Clip, like: Round, line: Line) -> Queued:
        """Put another round of the same films into the queue, of other seeds.

        Raises:
            UserError: the take they begin with is gone, or a round of the line waits already.
        """
        async with self._db.reading() as tx:
            still = await takes.by_id(tx, like.parent_take_id or 0)
        if still is None:
            raise UserError("round.take-gone")
        wish = Wish(
            takes=like.takes_wanted,
            parent_take_id=still.id,
            strength=like.strength,
            prompt_id=like.prompt_id,
            motion=like.motion,
        )
        return await self._requests.ask_films(person, clip, line, wish)

    def _model(self) -> tuple[Preset, FilmSettings]:
        if not self._preset:
            raise UserError("animate.none")
        preset = self._presets.get(self._preset)
        if preset is None:
            raise UserError("animate.preset-gone", preset=self._preset)
        if preset.film is None:
            raise UserError("animate.no-films", preset=self._preset)
        return preset, preset.film


async def _winner(tx: Tx, clip: Clip, which: int | LineId) -> _Winner:
    line = await require_line(tx, clip, which)
    still = None if line.winner_take_id is None else await takes.by_id(tx, line.winner_take_id)
    if still is not None and still.film is not None:
        if still.brought_by is not None:
            raise UserError("animate.brought", line=line.number)
        # What moves already was painted from a still: each film begins with that.
        still = await takes.by_id(tx, still.parent_take_id or 0)
    round_ = None if still is None else await rounds.by_id(tx, still.round_id)
    if still is None or round_ is None:
        raise UserError("animate.undecided", line=line.number)
    later = (
        other
        for other in await lines.all_of(tx, clip.id)
        if other.number > line.number and other.shot is not LineShot.SHARED
    )
    next_line = next(later, None)
    next_id = None if next_line is None else next_line.winner_take_id
    next_winner = None if next_id is None else await takes.by_id(tx, next_id)
    return _Winner(line, still, round_, next_line, next_winner)


def _shot_s(line: Line, there: Sequence[Line]) -> float:
    """How long the line is seen, as far as its times say."""
    starts = (
        other.start_s
        for other in there
        if other.number > line.number and other.shot is not LineShot.SHARED
    )
    end_s = next(starts, None)
    if line.start_s is None or end_s is None or end_s <= line.start_s:
        return USUAL_S
    return end_s - line.start_s


def _size(still: Take) -> tuple[int, int]:
    return still.width_px, still.height_px


def _cost(recipe: Recipe, film: FilmSettings, paint_s: float | None) -> FilmCost:
    return FilmCost(
        film_s=(recipe.frames or 1) / film.rate,
        paint_s=paint_s,
        memory_gib=film.memory_gib,
        model=recipe.preset.title,
        width_px=recipe.width_px,
        height_px=recipe.height_px,
    )
