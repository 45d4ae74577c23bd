"""Performing a painting job: compose the words, paint, keep the pictures, store the takes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from bot.domain.jobs.job import JobState
from bot.domain.posts.post import PostKind
from bot.domain.prompts.composition import compose
from bot.domain.rounds.abilities import Wish as Unread
from bot.domain.rounds.part import painted_size
from bot.domain.rounds.recipe import Recipe
from bot.domain.rounds.take import Held, NewTake, RoundState, stand_still
from bot.ports.rounds import PaintItem, PaintRequest
from bot.services.ground.announcements import announce, tell_when_done
from bot.services.jobs.outcomes import Unwanted
from bot.services.marks.reports import tell_watch
from bot.services.rounds.arrivals import Arrivals
from bot.services.rounds.batches import Batches
from bot.services.rounds.filming import film_wish
from bot.services.rounds.parts import check
from bot.services.rounds.previews import WATCHED
from bot.services.rounds.requests import MAX_SEED
from storage.clips import clips, history, servers
from storage.files.files import COPY_SUFFIX, PICTURE_SUFFIX
from storage.jobs import jobs
from storage.lyrics import lines
from storage.prompts import prompts, styles
from storage.rounds import parts, rounds, speeds, takes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.jobs.job import Job
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.brought import TakeFilm
    from bot.domain.rounds.part import Mask, Part
    from bot.domain.rounds.take import Round, Take
    from bot.ports.clock import Clock
    from bot.ports.rounds import PaintedPicture, Painter
    from bot.services.marks.looking import HeldPictures
    from bot.services.rounds.batches import BatchShare
    from bot.services.rounds.filming import FilmKeeper
    from bot.services.rounds.previews import Previews
    from storage.database.database import Database, Tx
    from storage.files.files import Files


_ROUND_STATES = {
    JobState.QUEUED: RoundState.WAITING,
    JobState.CANCELLED: RoundState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class _Order:
    """A round with all that the painter needs for it: requests, and the takes' numbers in each.

    A round that tries styles may need several, for a request is of one recipe.
    """

    round: Round
    requests: tuple[PaintRequest, ...]
    numbers: tuple[tuple[int, ...], ...]
    held_from: float | None
    """From which certainty on its pictures are held back; None where nobody looks."""
    still: Take | None = None
    """What films begin with: it is voted on beside them."""

    @classmethod
    def of(
        cls,
        round_: Round,
        wanted: Sequence[tuple[Recipe, PaintItem]],
        held_from: float | None,
        *,
        still: Take | None = None,
    ) -> _Order:
        """The order for takes numbered from 1 on."""
        places: dict[Recipe, list[int]] = {}
        for place, (recipe, _) in enumerate(wanted):
            places.setdefault(recipe, []).append(place)
        return cls(
            round_,
            tuple(
                PaintRequest(recipe, tuple(wanted[place][1] for place in of_recipe))
                for recipe, of_recipe in places.items()
            ),
            tuple(tuple(place + 1 for place in of_recipe) for of_recipe in places.values()),
            held_from,
            still,
        )


class RoundPerformer:
    """The performer of painting jobs; up to ``most_takes`` of several jobs are painted together.

    ``finder`` is the model that finds parts by words.
    """

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        painter: Painter,
        presets: Mapping[str, Preset],
        *,
        previews: Previews,
        films: FilmKeeper | None = None,
        looking: HeldPictures | None = None,
        most_takes: int = 0,
        finder: str | None = None,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._painter = painter
        self._finder = finder
        self._presets = presets
        self._previews = previews
        self._films = films
        self._looking = looking
        self._arrivals = Arrivals()
        self.batches = Batches(painter, clock, presets, most_takes)
        """For the worker, which says what jobs go together."""

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Paint the job's round and store its takes.

        Raises:
            UserError: the round, the take it varies, or its model is gone.
            Unwanted: its line was taken out, or it was cancelled while pictures were put away.
            PainterError, StorageError: as the port and the storage say.
        """
        with self._arrivals.expected(job):
            await self._perform(job, on_progress)

    async def _perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        try:
            with self.batches.seat(job) as seat:
                order = await self._prepare(job, lambda doing: on_progress(0.0, doing))
                parts = await seat.paint(
                    order.requests,
                    lambda share: on_progress(share, None),
                    lambda request, place, jpeg: self._previews.keep(
                        job.id, order.numbers[request][place], jpeg
                    ),
                    lambda doing: on_progress(0.0, doing),
                )
        finally:
            self._previews.forget(job.id)
        try:
            await self._store(job, order, parts)
        finally:
            for part in parts:
                part.away.set()
                await asyncio.to_thread(part.discard)

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Mark the round of a job that failed, was cancelled, or waits to be tried again."""
        await rounds.set_state(tx, job.subject_id, _ROUND_STATES.get(state, RoundState.FAILED))

    async def _prepare(self, job: Job, on_stage: Callable[[str], None]) -> _Order:
        async with self._db.writing() as tx:
            round_ = await rounds.by_id(tx, job.subject_id)
            line = None if round_ is None else await lines.by_id(tx, round_.line_id)
            if round_ is None:
                raise UserError("round.line-gone")
            if line is None:
                raise Unwanted  # taken out meanwhile, by whoever knows that it was
            prompt = await prompts.by_id(tx, round_.prompt_id)
            style = await styles.by_id(tx, round_.style_id)
            if prompt is None or style is None:
                raise UserError("round.line-gone")
            cast = await styles.cast(tx, round_.clip_id)
            tried = await styles.tried(tx, round_.id)
            part = await parts.of_round(tx, round_.id)
            parent = await _named(tx, round_.parent_take_id)
            clip = await clips.by_id(tx, round_.clip_id)
            looking = self._looking
            held_from = None if looking is None else await looking.held_from(tx, clip)
            # What is looked at before anybody sees it is not to be seen while it comes about.
            watch = clip is not None and held_from is None and self._watch(clip)
            watched = WATCHED if watch else 0
            await rounds.set_state(tx, round_.id, RoundState.PAINTING)
            last_id = None if round_.motion is None else round_.motion.last_take_id
            last = await _named(tx, last_id)
        wanted: list[tuple[Recipe, PaintItem]]
        start = None if parent is None else self._files.path(parent.sha256, PICTURE_SUFFIX)
        strength = None if start is None else round_.strength
        if round_.motion is not None and parent is not None:
            recipe, item = film_wish(
                round_.motion,
                parent,
                scene=prompt.text,
                style=style,
                cast=cast,
                presets=self._presets,
                strength=strength,
            )
            end = None if last is None else self._files.path(last.sha256, PICTURE_SUFFIX)
            films = [
                replace(item, seed=_seed(round_, place), start=start, end=end, watched=watch)
                for place in range(round_.takes_wanted)
            ]
            wanted = [(recipe, film) for film in films]
            return _Order.of(round_, wanted, held_from, still=parent)
        mask = None
        if part is not None and start is not None:
            mask = await self._located(round_, part, start, on_stage)
            watched = 0  # a glimpse would show the part alone
        wanted = []
        for place in range(round_.takes_wanted):
            chosen = tried.get(place + 1, style)
            preset = self._presets.get(chosen.preset)
            if preset is None:
                raise UserError("round.preset-gone", preset=chosen.preset)
            words = prompt.text if part is None else part.filling
            composed = compose(words, chosen, cast, preset)
            # Styles are compared on one and the same seed.
            seed = round_.seed if tried else _seed(round_, place)
            item = PaintItem(
                composed.prompt, composed.negative, seed, start, watched=place < watched, mask=mask
            )
            recipe = Recipe.of(preset, chosen, strength)
            if mask is not None and parent is not None:
                width_px, height_px = painted_size(parent.width_px, parent.height_px, preset)
                recipe = replace(recipe, width_px=width_px, height_px=height_px)
            wanted.append((recipe, item))
        return _Order.of(round_, wanted, held_from)

    async def _located(
        self, round_: Round, part: Part, start: Path, on_stage: Callable[[str], None]
    ) -> Mask:
        """Where the part is: as it was drawn, or found by its words.

        Raises:
            UserError: nobody finds by words here, or the words are nowhere or everywhere.
            PainterError: as the port says.
        """
        if part.mask is not None:
            return part.mask
        if self._finder is None:
            raise UserError("part.no-finder")
        mask = await self._painter.find(self._finder, start, part.words, on_stage)
        if mask.is_nothing:
            raise UserError("part.not-found", words=part.words)
        check(mask)
        async with self._db.writing() as tx:
            await parts.found(tx, round_.id, mask)
        return mask

    def _watch(self, clip: Clip) -> bool:
        """Whether people want to see what is becoming of the clip's rounds."""
        return self._previews.wanted and clip.previews

    async def _kept(
        self, order: _Order, request: PaintRequest, numbers: Sequence[int], part: BatchShare
    ) -> list[NewTake]:
        """The takes of one request, their pictures put away."""
        recipe, round_ = request.recipe, order.round
        blurred = await self._blurred(part.pictures, order.held_from)
        return [
            NewTake(
                number=number,
                seed=picture.seed,
                sha256=await self._files.keep(picture.file, PICTURE_SUFFIX),
                width_px=picture.width_px,
                height_px=picture.height_px,
                prompt=item.prompt,
                negative="" if Unread.NEGATIVE in picture.ignored else item.negative,
                preset=recipe.preset.name,
                steps=recipe.steps,
                guidance=0.0 if Unread.GUIDANCE in picture.ignored else recipe.guidance,
                loras=recipe.loras,
                unknown_words=picture.unknown_words,
                parent_take_id=round_.parent_take_id,
                strength=None if Unread.STRENGTH in picture.ignored else round_.strength,
                cut=picture.cut,
                withheld=picture.withheld,
                film=await self._film(picture, recipe.rate),
                held=None if hidden is None else Held.HELD,
                blurred_sha256=(
                    None if hidden is None else await self._files.keep(hidden, COPY_SUFFIX)
                ),
            )
            for number, item, picture, hidden in zip(
                numbers, request.items, part.pictures, blurred, strict=True
            )
        ]

    async def _film(self, picture: PaintedPicture, rate: int | None) -> TakeFilm | None:
        return None if self._films is None else await self._films.kept(picture, rate)

    async def _blurred(
        self, pictures: Sequence[PaintedPicture], held_from: float | None
    ) -> list[Path | None]:
        """A blurred copy of each that is to be held; of a film its ends and its middle are seen."""
        if self._looking is None:
            return [None] * len(pictures)
        seen = [
            [*dict.fromkeys((each.file, each.files[len(each.files) // 2], each.files[-1]))]
            for each in pictures
        ]
        together = [file for files in seen for file in files]
        looks = iter(await self._looking.blurred(together, held_from, pictures[0].file.parent))
        blurred = [[next(looks) for _ in files] for files in seen]
        return [next(filter(None, each), None) for each in blurred]

    async def _store(self, job: Job, order: _Order, parts: Sequence[BatchShare]) -> None:
        round_ = order.round
        new: list[NewTake] = []
        for request, numbers, part in zip(order.requests, order.numbers, parts, strict=True):
            new += await self._kept(order, request, numbers, part)
        if order.still is not None:
            new.append(stand_still(order.still, round_.takes_wanted + 1))
        for part in parts:
            await part.in_turn()
        await self._arrivals.in_turn(job)
        now = self._clock.now()
        async with self._db.writing() as tx:
            if not await jobs.is_wanted(tx, job):
                raise Unwanted
            await takes.add_all(tx, round_.id, new, now)
            await rounds.set_state(tx, round_.id, RoundState.PAINTED)
            await jobs.finish(tx, job.id, JobState.DONE, now)
            for recipe, part in zip((one.recipe for one in order.requests), parts, strict=True):
                await speeds.note(tx, recipe, part.seconds_a_take)
            held = sum(take.held is not None for take in new)
            if held:
                await history.add(
                    tx,
                    round_.clip_id,
                    None,
                    "pictures-held",
                    now,
                    subject=f"round:{round_.id}",
                    takes=held,
                )
            clip = await clips.by_id(tx, round_.clip_id)
            if clip is not None:
                if held and (await servers.settings(tx, clip.guild_id)).reports_channel_id:
                    await tell_watch(tx, clip, round_.id, now)
                await announce(tx, clip, PostKind.ROUND, str(round_.id), now)
                await tell_when_done(tx, clip, job.batch, now)


def _seed(round_: Round, place: int) -> int:
    return (round_.seed + place) % (MAX_SEED + 1)


async def _named(tx: Tx, take_id: int | None) -> Take | None:
    """The take of this id; None where there is no id.

    Raises:
        UserError: it is gone.
    """
    take = None if take_id is None else await takes.by_id(tx, take_id)
    if take_id is not None and take is None:
        raise UserError("round.take-gone")
    return take
