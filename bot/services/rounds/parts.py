"""Painting a part of a take again: said in words, as an area, or drawn on a page of the bot's.

The page's link is one person's, for one take, and asks for one round. How the page is served is
unknown here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.clips.clip import ClipState
from bot.domain.clips.people import Person
from bot.domain.errors import UserError
from bot.domain.rounds.part import BOXES, Area, Part, boxed, grid
from bot.services.ground import keys
from bot.services.ground.bell import Lane
from bot.services.ground.required import require_style
from bot.services.rounds.requests import Wish
from storage.clips import people
from storage.files.files import PICTURE_SUFFIX
from storage.rounds import parts, placed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.abilities import Abilities
    from bot.domain.rounds.part import Mask, PartLink
    from bot.domain.rounds.take import PlacedTake
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from bot.services.prompts.guard import Guard
    from bot.services.rounds.requests import Queued, RoundRequests
    from storage.database.database import Database, Tx
    from storage.files.files import Files

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class PartPage:
    """What the holder of a link gets to see."""

    link: PartLink
    person_name: str
    take: PlacedTake
    picture: Path


class Parts:
    """Asks for rounds that paint a part again; ``finder`` finds parts by words where there is one.

    ``abilities`` tell what a preset's model can do.
    """

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        bell: Bell,
        *,
        requests: RoundRequests,
        guard: Guard,
        presets: Mapping[str, Preset],
        abilities: Callable[[Preset], Abilities | None],
        finder: str | None,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._bell = bell
        self._requests = requests
        self._guard = guard
        self._presets = presets
        self._abilities = abilities
        self.finds = finder is not None
        """Whether a part can be said in words."""

    async def ask(self, person: Person, clip: Clip, take_id: int, part: Part, wish: Wish) -> Queued:
        """Put a round into the queue that paints ``part`` of a take again; ``wish`` says the rest.

        Raises:
            UserError: the take is gone or no picture, the model cannot do it, the words are missing
                or refused, or a round of its line waits already.
        """
        part = replace(part, filling=_filling(part.filling), words=_clean(part.words))
        if part.area is Area.WORDS and not part.words:
            raise UserError("part.no-words")
        if part.area is Area.WORDS and not self.finds:
            raise UserError("part.no-finder")
        await self._guard.admit(person, clip, part.filling, part.words)
        async with self._db.writing() as tx:
            place = await self._take(tx, clip, take_id)
            if part.area in BOXES:
                size = place.take.width_px, place.take.height_px
                part = replace(part, mask=boxed(part.area, *size))
            wish = replace(wish, parent_take_id=take_id, part=part)
            queued = await self._requests.ask_part(tx, person, place, wish)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def invite(
        self, person: Person, clip: Clip, take_id: int, filling: str, wish: Wish
    ) -> str:
        """A new link's key for ``person``: on its page a part of the take is drawn, once.

        Raises:
            UserError: as for ``ask``.
        """
        filling = _filling(filling)
        await self._guard.admit(person, clip, filling)
        secret, secret_sha256 = keys.new_secret()
        now = self._clock.now()
        async with self._db.writing() as tx:
            await self._take(tx, clip, take_id)
            await people.remember(tx, person.id, person.name, now)
            link_id = await parts.invite(
                tx,
                clip_id=clip.id,
                take_id=take_id,
                person_id=person.id,
                locale=person.locale,
                filling=filling,
                strength=wish.strength or 1.0,
                takes_wanted=wish.takes,
                secret_sha256=secret_sha256,
                now=now,
            )
        return f"{link_id}-{secret}"

    async def open(self, key: str) -> PartPage:
        """What the link of this key shows; it may be opened again until it is used.

        Raises:
            UserError: ``part.gone`` for a key that lets nobody in (any more), whatever the reason.
        """
        async with self._db.reading() as tx:
            return await self._opened(tx, key)

    async def draw(self, key: str, mask: Mask) -> Queued:
        """Ask for the round with what was drawn, and use the link up.

        Raises:
            UserError: ``part.gone`` as in ``open``; else the link stays good: nothing or all of the
                picture was drawn, or the round cannot be asked for now.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            page = await self._opened(tx, key)
            link, take = page.link, page.take
            if (mask.width, mask.height) != grid(take.take.width_px, take.take.height_px):
                raise UserError("brush.unreadable")
            check(mask)
            if not await parts.use(tx, link.id, now):
                raise UserError("part.gone")
            person = Person(link.person_id, page.person_name, locale=link.locale)
            await self._take(tx, take.clip, take.take.id)
            part = Part(Area.DRAWN, link.filling, mask=mask)
            wish = Wish(
                link.takes_wanted, parent_take_id=take.take.id, strength=link.strength, part=part
            )
            queued = await self._requests.ask_part(tx, person, take, wish)
        self._bell.ring(Lane.PAINT, Lane.POST)
        return queued

    async def _opened(self, tx: Tx, key: str) -> PartPage:
        link_id = keys.id_in(key)
        link = None if link_id is None else await parts.link(tx, link_id)
        fits = keys.fits(key, None if link is None else link.secret_sha256)
        take = None if link is None else await placed.take_by_id(tx, link.take_id)
        if link is None or take is None or not fits or not link.is_open(self._clock.now()):
            raise UserError("part.gone")
        if take.clip.state is ClipState.ARCHIVED or not take.take.is_open:
            raise UserError("part.gone")
        return PartPage(
            link,
            await people.name_of(tx, link.person_id),
            take,
            self._files.path(take.take.sha256, PICTURE_SUFFIX),
        )

    async def _take(self, tx: Tx, clip: Clip, take_id: int) -> PlacedTake:
        """The take, if a part of it can be painted.

        Raises:
            UserError: it is gone, held back or moves, or the clip's model paints no parts.
        """
        place = await placed.take_by_id(tx, take_id)
        if place is None or place.clip.id != clip.id or not place.take.is_open:
            raise UserError("round.take-gone")
        if place.take.film is not None:
            raise UserError("part.film", name=place.name)
        style = await require_style(tx, clip.id)
        preset = self._presets.get(style.preset)
        able = None if preset is None else self._abilities(preset)
        if able is not None and not able.inpainting:
            raise UserError("part.unable", preset=style.preset, able=self._able())
        return place

    def _able(self) -> str:
        """The presets whose models paint parts."""
        found = ((name, self._abilities(self._presets[name])) for name in sorted(self._presets))
        return ", ".join(name for name, able in found if able is not None and able.inpainting)


def check(mask: Mask) -> None:
    """Let a mask pass that is a part of its picture.

    Raises:
        UserError: it is nothing, or all.
    """
    if mask.is_nothing:
        raise UserError("part.nothing")
    if mask.is_all:
        raise UserError("part.all")


def _filling(words: str) -> str:
    words = _clean(words)
    if not words:
        raise UserError("part.no-filling")
    return words


def _clean(words: str) -> str:
    """``words`` on one line.

    Raises:
        UserError: too long.
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    if len(words) > LONGEST_WORDS:
        raise UserError("part.long", limit=LONGEST_WORDS)
    return words
