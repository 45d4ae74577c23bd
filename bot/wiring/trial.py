"""Painting for whoever runs the bot, without Discord: a preset or any folder, through the painter.

What it paints is what the bot would paint; besides the pictures it says how long that took, how
much memory, and what the model did not read.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import random
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import PainterError, UserError
from bot.domain.prompts.prompt import Preset
from bot.domain.rounds.abilities import Wish as Unread
from bot.domain.rounds.recipe import Recipe
from bot.imaging.on_disk import inspect_model, pipeline_of
from bot.imaging.presets import load_presets
from bot.ports.rounds import PaintedPicture, PaintItem, PaintRequest
from bot.wiring.painting import build_painter
from bot.wiring.process import SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.domain.rounds.abilities import Abilities
    from bot.imaging.painter import ProcessPainter
    from bot.settings import Settings

_SIZE: Final = re.compile(r"(\d{2,4})[x×](\d{2,4})")
_MOST_TAKES: Final = 10
_SEEDS: Final = 2**32
_MIB: Final = 1024 * 1024
UNKNOWN: Final = "unknown"
"""Licence and data of a model that somebody only tries: of a preset they are always said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be painted; None leaves a value to the preset, or to what models mostly want."""

    model: str
    prompt: str
    takes: int = 1
    seed: int | None = None
    size: str | None = None
    steps: int | None = None
    negative: str | None = None
    guidance: float | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it; ``seconds`` are those from the request to the files, loading included."""

    pictures: tuple[PaintedPicture, ...]
    seconds: float
    peak_mib: float
    abilities: Abilities

    @property
    def ignored(self) -> tuple[str, ...]:
        """What of the wish the model did not read, each once."""
        return tuple(
            dict.fromkeys(str(wish) for picture in self.pictures for wish in picture.ignored)
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON's plain values."""
        return {
            "takes": [
                {
                    "file": str(picture.file),
                    "seed": picture.seed,
                    "width_px": picture.width_px,
                    "height_px": picture.height_px,
                    "cut": picture.cut,
                    "unknown_words": list(picture.unknown_words),
                }
                for picture in self.pictures
            ],
            "ignored": list(self.ignored),
            "seconds": round(self.seconds, 2),
            "peak_mib": round(self.peak_mib, 1),
        }


@contextlib.asynccontextmanager
async def lone_painter(settings: Settings) -> AsyncGenerator[ProcessPainter]:
    """A painter as the settings ask for; its folder, outside the data, is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        painter = build_painter(settings, Path(folder), SystemClock())
        try:
            yield painter
        finally:
            await painter.aclose()


async def paint(settings: Settings, wish: Wish, out: Path) -> Trial:
    """Paint ``wish`` into PNG files in ``out``.

    Raises:
        UserError: no such model, or a value that makes no sense.
        PainterError: as the port says.
    """
    preset = preset_of(settings, wish.model)
    if not wish.prompt.strip():
        raise UserError("console.paint-empty")
    if not 1 <= wish.takes <= _MOST_TAKES:
        raise UserError("console.paint-takes", most=_MOST_TAKES)
    recipe = _recipe(preset, wish)
    first = random.randrange(_SEEDS) if wish.seed is None else wish.seed
    if not 0 <= first < _SEEDS:
        raise UserError("round.bad-seed", most=_SEEDS - 1)
    negative = preset.negative if wish.negative is None else wish.negative
    items = tuple(
        PaintItem(wish.prompt, negative, (first + take) % _SEEDS) for take in range(wish.takes)
    )
    async with lone_painter(settings) as painter:
        begun = time.perf_counter()
        pictures = await painter.paint(PaintRequest(recipe, items), lambda _: None)
        seconds = time.perf_counter() - begun
        files = await asyncio.to_thread(_keep, tuple(pictures), preset.name, out)
    if wish.guidance is None and preset.licence == UNKNOWN:
        # What nobody asked for was not ignored.
        files = tuple(
            dataclasses.replace(
                picture,
                ignored=tuple(wish for wish in picture.ignored if wish is not Unread.GUIDANCE),
            )
            for picture in files
        )
    abilities = painter.abilities[preset.weights]
    return Trial(files, seconds, painter.peak_bytes / _MIB, abilities)


def preset_of(settings: Settings, model: str) -> Preset:
    """The preset called ``model``, or one for the folder or file of that path.

    Raises:
        UserError: there is neither.
        ModelMissing: it is a folder or file, but no model.
    """
    presets = load_presets(settings.painter_presets_file)
    if model in presets:
        return presets[model]
    path = Path(model).expanduser().absolute()
    if not path.exists():
        raise UserError("console.paint-no-model", name=model, presets=", ".join(sorted(presets)))
    preset = Preset(
        name=path.stem,
        title=path.stem,
        model=str(path),
        licence=UNKNOWN,
        training_data=UNKNOWN,
        steps=20,
        guidance=5.0,
        width_px=1024,
        height_px=576,
        negative="",
        max_words=55,
    )
    inspect_model(preset)
    if pipeline_of(preset) == "StableDiffusionPipeline":
        return dataclasses.replace(preset, width_px=768, height_px=448)
    return preset


def _recipe(preset: Preset, wish: Wish) -> Recipe:
    size = None if wish.size is None else _SIZE.fullmatch(wish.size)
    if wish.size is not None and size is None:
        raise UserError("console.paint-size", size=wish.size)
    recipe = Recipe.of(preset, preset)
    return dataclasses.replace(
        recipe,
        width_px=recipe.width_px if size is None else int(size[1]),
        height_px=recipe.height_px if size is None else int(size[2]),
        steps=recipe.steps if wish.steps is None else wish.steps,
        guidance=recipe.guidance if wish.guidance is None else wish.guidance,
    )


def _keep(pictures: tuple[PaintedPicture, ...], name: str, out: Path) -> tuple[PaintedPicture, ...]:
    out = out.absolute()
    files: list[PaintedPicture] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            file = out / f"{name}-{picture.seed}.png"
            shutil.move(picture.file, file)
            files.append(dataclasses.replace(picture, file=file))
    except OSError as error:
        raise PainterError(f"the pictures cannot be put into {out}: {error.strerror}") from None
    return tuple(files)


def as_json(trial: Trial) -> str:
    """``trial`` on one line, for programs."""
    return json.dumps(trial.to_json(), ensure_ascii=False)
