"""From the row that a button names back to the clip: what was clicked, as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.clips.clip import ClipState
from bot.domain.clips.people import directs, require_director
from bot.domain.errors import UserError
from bot.domain.rounds.take import PlacedRound, take_name
from storage.clips import clips
from storage.cut import renders
from storage.files.files import CLIP_SUFFIX, PICTURE_SUFFIX
from storage.posts import copies
from storage.prompts import prompts
from storage.rounds import parts, placed, takes

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.people import Person
    from bot.domain.prompts.prompt import PromptVersion
    from bot.domain.rounds.part import Part
    from bot.domain.rounds.take import Take
    from storage.database.database import Database, Tx
    from storage.files.files import Files


@dataclass(frozen=True, slots=True)
class PromptedRound(PlacedRound):
    """A round with its line, its clip and the line's latest prompt."""

    prompt: PromptVersion


@dataclass(frozen=True, slots=True)
class NamedTake:
    """A take under the name people call it by, with that of the one it was varied from.

    Of a ``small`` one the channel shows a smaller copy; where its ``full`` picture lies is told to
    the director alone.
    """

    take: Take
    name: str
    parent: str | None
    part: Part | None = None
    """What of the parent was painted again."""
    small: bool = False
    full: Path | None = None


class RoundLookup:
    """Looks rows up by the ids that buttons carry."""

    def __init__(self, db: Database, files: Files) -> None:
        self._db = db
        self._files = files

    async def round(self, round_id: int) -> PromptedRound:
        """The round of that id, to do something with it.

        Raises:
            UserError: the round, its line or its clip is gone, or the clip is archived.
        """
        its_round = await self._known(round_id)
        if its_round.clip.state is ClipState.ARCHIVED:
            raise UserError("clip.archived", name=its_round.clip.name)
        return its_round

    async def _known(self, round_id: int) -> PromptedRound:
        async with self._db.reading() as tx:
            place = await placed.round_by_id(tx, round_id)
            prompt = None if place is None else await prompts.latest(tx, place.line.id)
        if place is None or prompt is None:
            raise UserError("round.line-gone")
        return PromptedRound(place.round, place.line, place.clip, prompt)

    async def takes(self, person: Person, round_id: int) -> tuple[NamedTake, ...]:
        """A round's takes that may be seen, as ``person`` may know them.

        Those of an archived clip as well.

        Raises:
            UserError: the round, its line or its clip is gone.
        """
        its_round = await self._known(round_id)
        async with self._db.reading() as tx:
            all_takes = await takes.open_of_round(tx, round_id)
            copied = await copies.of_round(tx, round_id)
            part = await parts.of_round(tx, round_id)
            named_takes = [
                NamedTake(
                    take,
                    take_name(its_round.line, its_round.round, take),
                    await _name_of(tx, take.parent_take_id),
                    part=part,
                    small=take.id in copied,
                    full=self._file(take) if directs(person, its_round.clip) else None,
                )
                for take in all_takes
            ]
        return tuple(named_takes)

    def _file(self, take: Take) -> Path:
        return self._files.path(take.sha256, PICTURE_SUFFIX).absolute()

    async def full_file(self, person: Person, render_id: int) -> Path:
        """Where the full-quality file of a render lies on the bot's disk.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: the render or its clip is gone.
        """
        async with self._db.reading() as tx:
            render = await renders.by_id(tx, render_id)
            clip = None if render is None else await clips.by_id(tx, render.clip_id)
        if render is None or clip is None or render.sha256 is None:
            raise UserError("render.gone")
        require_director(person, clip)
        return self._files.path(render.sha256, CLIP_SUFFIX).absolute()


async def _name_of(tx: Tx, take_id: int | None) -> str | None:
    take = await placed.take_by_id(tx, take_id)
    return None if take is None else take.name
