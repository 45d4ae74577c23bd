"""Painting the rounds of several jobs in one request, while each job stays its own.

A device that paints one picture is far from busy, so alike rounds that wait are painted together.
Each job sits at a table with the others: it asks for its own pictures and gets its own. The request
goes out when everyone at the table has asked or left. A job that is cancelled gets up, and the
others are painted on; when the last one gets up the painting stops. An error of the painter that is
not its death is tried again with each round alone, so that one bad prompt spoils nothing else.

Both ways are measured, and where painting together is slower it is not done
(``bot.domain.rounds.batch_speed``).
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.domain.errors import ModelMissing, PainterDied, PainterError
from bot.domain.rounds.batch_speed import BatchSpeed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Hashable, Mapping, Sequence

    from bot.domain.jobs.job import Job
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.recipe import Recipe
    from bot.ports.clock import Clock
    from bot.ports.rounds import PaintedPicture, Painter, PaintRequest
    from storage.jobs.queues import PaintSettings

log = logging.getLogger(__name__)

_COURTESY_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class BatchShare:
    """One job's pictures out of a painting; ``seconds_a_take`` is that of the whole painting.

    ``before`` is set when the part before it was put away, ``away`` when this one is: rounds that
    were painted together come into the channel in the order in which they were asked for.
    """

    pictures: Sequence[PaintedPicture]
    seconds_a_take: float
    before: asyncio.Event | None = None
    away: asyncio.Event = field(default_factory=asyncio.Event)

    async def in_turn(self) -> None:
        """Return when the part before this one was put away; that is a courtesy and has an end."""
        if self.before is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_COURTESY_S):
                    await self.before.wait()

    def discard(self) -> None:
        """Remove the files from the painter's folder: nobody wants them, or they were copied."""
        for file in (file for picture in self.pictures for file in picture.files):
            try:
                file.unlink(missing_ok=True)
            except OSError as error:  # the painter's folder is emptied at its next start
                log.warning("%s stays where it is: %s", file, error)


class Seat:
    """A job's place at a table."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self.asked = False

    async def paint(
        self,
        requests: Sequence[PaintRequest],
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, int, bytes], None],
        on_stage: Callable[[str], None] = lambda _: None,
    ) -> Sequence[BatchShare]:
        """Paint ``requests``, no two of one recipe, together with those of the others at the table.

        ``on_preview`` gets the number of a request from 0 on and a place in it. Cancelling gives
        these parts up; the painting stops when nobody is left who wants a part. When one request
        fails the others are given up.

        Raises:
            PainterError: as the port says.
        """
        self.asked = True
        self._table.expect(len(requests) - 1)
        total = sum(len(request.items) for request in requests)
        done = [0.0] * len(requests)

        def tell(number: int, share: float) -> None:
            done[number] = share * len(requests[number].items)
            on_progress(sum(done) / total)

        painting = [
            asyncio.ensure_future(
                self._table.paint(
                    _Wish(request, partial(tell, number), partial(on_preview, number), on_stage)
                )
            )
            for number, request in enumerate(requests)
        ]
        try:
            return await asyncio.gather(*painting)
        except BaseException:
            for part in painting:
                part.cancel()
            for ended in await asyncio.gather(*painting, return_exceptions=True):
                if isinstance(ended, BatchShare):
                    await _put_away(ended)
            raise


class Batches:
    """Seats jobs at tables; ``most_takes`` pictures go into one request, 0 for one job a request.

    How many of them fit into the device's memory at a time is for the painter to find out.
    """

    def __init__(
        self, painter: Painter, clock: Clock, presets: Mapping[str, Preset], most_takes: int
    ) -> None:
        self._painter = painter
        self._clock = clock
        self._presets = presets
        self._tables: dict[int, _Table] = {}
        self._paces: defaultdict[Hashable, BatchSpeed] = defaultdict(BatchSpeed)
        self.most_takes = most_takes

    def pays(self, kind: Hashable) -> bool:
        """Whether rounds of this kind had better be painted together, as far as is known."""
        return self._paces[kind].pays

    def is_warm(self, kind: PaintSettings) -> bool:
        """Whether the model for rounds of this kind is loaded."""
        preset = self._presets.get(kind.preset)
        return preset is not None and preset.weights in self._painter.loaded

    def expect(self, jobs: Sequence[Job], kind: Hashable) -> None:
        """Seat ``jobs``, all of one ``kind``, at one table; each of them must then be performed."""
        table = _Table(self._painter, self._clock, len(jobs), self._paces[kind])
        for job in jobs:
            self._tables[job.id] = table

    def rest(self, jobs: Sequence[Job]) -> asyncio.Event:
        """What is set when nothing more is painted for ``jobs``, which were just expected."""
        return self._tables[jobs[0].id].at_rest

    @contextmanager
    def seat(self, job: Job) -> Generator[Seat]:
        """The expected job's place at its table."""
        table = self._tables.pop(job.id)
        seat = Seat(table)
        try:
            yield seat
        finally:
            if not seat.asked:
                table.leave()


@dataclass(eq=False, slots=True)
class _Wish:
    request: PaintRequest
    on_progress: Callable[[float], None]
    on_preview: Callable[[int, bytes], None]
    on_stage: Callable[[str], None]
    part: asyncio.Future[BatchShare] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be painted for it: it was dealt, given up, or has failed."""
        return self.part.done()


class _Table:
    """One painting in the making; ``awaited`` jobs have neither asked nor left."""

    def __init__(self, painter: Painter, clock: Clock, awaited: int, pace: BatchSpeed) -> None:
        self._painter = painter
        self._clock = clock
        self._awaited = awaited
        self._pace = pace
        self._wishes: list[_Wish] = []
        self._painting: asyncio.Task[None] | None = None
        self.at_rest = asyncio.Event()

    def expect(self, more: int) -> None:
        self._awaited += more

    def leave(self) -> None:
        self._awaited -= 1
        if self._awaited == 0 and self._wishes:
            self._painting = asyncio.create_task(self._paint_all())
            self._painting.add_done_callback(lambda _: self.at_rest.set())
        elif self._awaited == 0:
            self.at_rest.set()

    async def paint(self, wish: _Wish) -> BatchShare:
        self._wishes.append(wish)
        self.leave()
        try:
            return await wish.part  # cancelled along with the task that awaits it
        except asyncio.CancelledError:
            if not wish.part.cancel() and wish.part.exception() is None:
                # It was dealt in the very moment in which it was given up.
                await _put_away(wish.part.result())
            if self._painting is not None and all(wish.settled for wish in self._wishes):
                self._painting.cancel()
                # The painter must be at rest before anything else is asked of it.
                await asyncio.wait({self._painting})
            raise

    async def _paint_all(self) -> None:
        groups: dict[Recipe, list[_Wish]] = {}
        for wish in self._wishes:
            groups.setdefault(wish.request.recipe, []).append(wish)
        for wishes in groups.values():
            await self._paint(wishes)

    async def _paint(self, wishes: list[_Wish]) -> None:
        wishes = [wish for wish in wishes if not wish.settled]
        if not wishes:
            return
        items = tuple(item for wish in wishes for item in wish.request.items)
        request = dataclasses.replace(wishes[0].request, items=items)
        begun = self._clock.now()
        try:
            pictures = await self._painter.paint(
                request,
                lambda share: _tell(wishes, share),
                lambda place, jpeg: _show(wishes, place, jpeg),
                lambda doing: _say(wishes, doing),
            )
        except PainterError as error:
            if len(wishes) > 1 and not isinstance(error, (PainterDied, ModelMissing)):
                log.warning(
                    "%d rounds together failed, each is tried alone: %s", len(wishes), error
                )
                for wish in wishes:
                    await self._paint([wish])
                return
            _fail(wishes, error)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            _fail(wishes, error)
        else:
            seconds_a_take = (self._clock.now() - begun) / len(items)
            self._pace.note(seconds_a_take, len(wishes))
            await _deal(wishes, pictures, seconds_a_take)


def _tell(wishes: Sequence[_Wish], share: float) -> None:
    for wish in wishes:
        if not wish.settled:
            wish.on_progress(share)


def _say(wishes: Sequence[_Wish], doing: str) -> None:
    for wish in wishes:
        if not wish.settled:
            wish.on_stage(doing)


def _show(wishes: Sequence[_Wish], place: int, jpeg: bytes) -> None:
    for wish in wishes:
        count = len(wish.request.items)
        if place < count:
            if not wish.settled:
                wish.on_preview(place, jpeg)
            return
        place -= count


async def _deal(
    wishes: Sequence[_Wish], pictures: Sequence[PaintedPicture], seconds_a_take: float
) -> None:
    """Give everyone their own pictures; those of nobody go."""
    unwanted: list[BatchShare] = []
    before: asyncio.Event | None = None
    for wish in wishes:
        count = len(wish.request.items)
        part, pictures = BatchShare(pictures[:count], seconds_a_take, before), pictures[count:]
        if wish.part.done():
            unwanted.append(part)
        else:
            wish.part.set_result(part)
            before = part.away
    for part in unwanted:
        await _put_away(part)


async def _put_away(part: BatchShare) -> None:
    """Let a part that nobody wants go, and those behind it come."""
    part.away.set()
    await asyncio.to_thread(part.discard)


def _fail(wishes: Sequence[_Wish], error: Exception) -> None:
    for wish in wishes:
        if not wish.part.done():
            wish.part.set_exception(error)
