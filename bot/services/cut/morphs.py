"""Morphs of a render: what is not there yet is asked of the painter, once for two takes."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.cut.morph import PICTURES, possible
from bot.domain.cut.source import Film, FilmFit, Reel
from bot.domain.errors import EncoderError, PainterError
from bot.domain.rounds.recipe import Recipe
from bot.ports.rounds import PaintItem, PaintRequest, Towards
from storage.cut import morphs
from storage.files.files import CLIP_SUFFIX, PICTURE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.take import Take
    from bot.ports.clock import Clock
    from bot.ports.cut import Encoder
    from bot.ports.rounds import Painter
    from bot.services.cut.edit import MorphPair, PlannedCut
    from storage.database.database import Database
    from storage.files.files import Files

log = logging.getLogger(__name__)

MORPH_PREFIX: Final = "morph-"
"""Begins the names of folders in which morphs are put together; a killed bot's are thrown away."""
_RATE: Final = Fraction(24)
"""Of the kept film; in the clip it is as long as its passage."""


class Morphs:
    """Brings the films of an edit's morphs: kept ones, or painted now."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        *,
        painter: Painter,
        encoder: Encoder,
        presets: Mapping[str, Preset],
        work_folder: Path,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._painter = painter
        self._encoder = encoder
        self._presets = presets
        self._work_folder = work_folder

    async def filled(
        self, cut: PlannedCut, on_progress: Callable[[float], None]
    ) -> tuple[PlannedCut, tuple[int, ...]]:
        """``cut`` with its morphs' films, and the numbers of the lines that a crossfade leads into
        instead, for nothing can be painted there.

        Raises:
            StorageError: what was painted cannot be kept.
        """
        films: dict[int, Film] = {}
        faded: list[int] = []
        for number, pair in enumerate(cut.morphs):
            film = await self._film(
                pair,
                lambda share, number=number: on_progress((number + share) / len(cut.morphs)),  # type: ignore[misc]
            )
            if film is None:
                faded.append(pair.line_number)
            else:
                films[pair.passage] = film
        return replace(cut, edit=replace(cut.edit, morphs=films)), tuple(faded)

    async def _film(self, pair: MorphPair, on_progress: Callable[[float], None]) -> Film | None:
        preset = self._presets.get(pair.before.preset)
        if preset is None or pair.fit is None or not possible(pair.before, pair.after, preset):
            return None
        ids = pair.before.id, pair.after.id
        async with self._db.reading() as tx:
            kept = await morphs.of_pair(tx, ids)
        if kept is None:
            try:
                sha256 = await self._painted(pair, preset, on_progress)
            except (PainterError, EncoderError) as error:
                log.warning("nothing is painted between takes %d and %d: %s", *ids, error)
                return None
            kept = sha256, PICTURES
            async with self._db.writing() as tx:
                await morphs.keep(tx, ids, sha256, PICTURES, self._clock.now())
        path = self._files.path(kept[0], CLIP_SUFFIX)
        return Film(path, Reel(kept[1], _RATE, FilmFit.SLOW), None, pair.fit)

    async def _painted(
        self, pair: MorphPair, preset: Preset, on_progress: Callable[[float], None]
    ) -> str:
        """The kept film between two takes: the takes themselves, and what is painted between."""
        before, after = pair.before, pair.after
        request = PaintRequest(
            Recipe.of(preset, before),
            tuple(_between(before, after, k / (PICTURES - 1)) for k in range(1, PICTURES - 1)),
        )
        painted = await self._painter.paint(request, on_progress)
        try:
            pictures = [
                self._files.path(before.sha256, PICTURE_SUFFIX),
                *(picture.file for picture in painted),
                self._files.path(after.sha256, PICTURE_SUFFIX),
            ]
            with tempfile.TemporaryDirectory(prefix=MORPH_PREFIX, dir=self._work_folder) as folder:
                film = Path(folder) / f"film{CLIP_SUFFIX}"
                await self._encoder.film(pictures, _RATE, film)
                return await self._files.keep(film, CLIP_SUFFIX)
        finally:
            for picture in painted:
                await asyncio.to_thread(picture.file.unlink, missing_ok=True)


def _between(before: Take, after: Take, share: float) -> PaintItem:
    """A picture ``share`` of the way from one take to the other, from the nearer one's words."""
    if share > 0.5:
        before, after, share = after, before, 1 - share
    towards = Towards(after.prompt, after.seed, share)
    return PaintItem(before.prompt, before.negative, before.seed, towards=towards)
