"""Films between the queue and the painter: what is asked for, and how frames become a kept film."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.prompts.composition import compose
from bot.domain.rounds.brought import TakeFilm
from bot.domain.rounds.recipe import Recipe
from bot.ports.rounds import PaintItem
from storage.files.files import CLIP_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.prompts.prompt import CastMember, Preset, Style
    from bot.domain.rounds.take import Motion, Take
    from bot.ports.cut import Encoder
    from bot.ports.rounds import PaintedPicture
    from storage.files.files import Files

FILM_PREFIX: Final = "film-"
"""Begins the names of folders in which films are put together; a killed bot's are thrown away."""


def film_wish(
    motion: Motion,
    still: Take,
    *,
    scene: str,
    style: Style,
    cast: Sequence[CastMember],
    presets: Mapping[str, Preset],
    strength: float | None,
) -> tuple[Recipe, PaintItem]:
    """What a film of ``still`` is painted by, but for seed and pictures: how it moves goes before
    what is seen. Of a picture that somebody brought nobody has written what is seen.

    Raises:
        UserError: the preset is gone, or paints no films any more.
    """
    preset = presets.get(motion.preset)
    if preset is None:
        raise UserError("animate.preset-gone", preset=motion.preset)
    if preset.film is None:
        raise UserError("animate.no-films", preset=motion.preset)
    seen = "" if still.brought_by is not None and motion.words else scene
    words = ", ".join(part for part in (motion.words, seen) if part)
    composed = compose(words, style, cast, preset)
    recipe = Recipe.of_film(preset, (still.width_px, still.height_px), motion.frames, strength)
    return recipe, PaintItem(composed.prompt, composed.negative, 0)


class FilmKeeper:
    """Makes kept films of painted frames, in folders of its own in ``work_folder``."""

    def __init__(self, files: Files, encoder: Encoder, work_folder: Path) -> None:
        self._files = files
        self._encoder = encoder
        self._work_folder = work_folder

    async def kept(self, picture: PaintedPicture, rate: int | None) -> TakeFilm | None:
        """The film that ``picture`` is the first frame of; None of a mere picture.

        Raises:
            EncoderError, StorageError: it cannot be put together, or kept.
        """
        if not picture.frames or rate is None:
            return None
        with tempfile.TemporaryDirectory(prefix=FILM_PREFIX, dir=self._work_folder) as folder:
            film, shown = (Path(folder) / f"{name}{CLIP_SUFFIX}" for name in ("film", "shown"))
            await self._encoder.film(picture.frames, Fraction(rate), film, shown)
            return TakeFilm(
                await self._files.keep(film, CLIP_SUFFIX),
                await self._files.keep(shown, CLIP_SUFFIX),
                len(picture.frames),
                Fraction(rate),
            )
