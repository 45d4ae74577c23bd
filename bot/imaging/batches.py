"""Painting a request with a loaded model: batches that fit, files, and what they say of themselves.

Every picture has a random generator of its own, so a picture depends on its own words and seed.
The same request gives the same bytes again on the same machine. In another batch the arithmetic
adds up in another order: the picture is the same to the eye, with single pixels off by a level or
two on the CPU. It knows nothing of diffusers, and nothing of the bot.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from PIL import Image

from bot.domain.errors import OutOfMemory, Unpaintable
from bot.domain.rounds.abilities import Wish
from bot.imaging.fitting import Fit
from bot.imaging.folders import is_folder
from bot.imaging.metadata import Record, digest, save
from bot.imaging.model import Batch
from bot.ports.rounds import PaintedPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PIL.Image import Image as Picture

    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.recipe import Recipe
    from bot.imaging.model import Drawn, Model, Models
    from bot.ports.rounds import PaintItem, PaintRequest

log = logging.getLogger(__name__)

_PREVIEW_QUALITY: Final = 80
_QUICK: Final = 1
"""How hard a film's frames are compressed: they go into a film at once."""


class Stopped(Exception):  # a wish, not an error
    """The request was cancelled; raised by ``on_step`` and let through."""


class BatchPainter:
    """Paints with the models of one device, and remembers how many pictures fit at a time."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._fits: defaultdict[tuple[str, int, int], Fit] = defaultdict(Fit)

    def paint(
        self,
        request: PaintRequest,
        folder: Path,
        on_step: Callable[[float], None],
        on_preview: Callable[[int, bytes], None],
        on_stage: Callable[[str], None] = lambda _: None,
    ) -> tuple[PaintedPicture, ...]:
        """Paint ``request`` into PNG files in ``folder``; when it fails none is left behind.

        ``on_step`` gets the share done, 0..1, and stops the painting by raising; ``on_preview``
        gets a watched item's place in the request and a small JPEG, ``on_stage`` what goes before
        the painting, as ``PaintRequest`` says.

        Raises:
            ModelMissing: the preset's model cannot be loaded.
            OutOfMemory: one picture alone does not fit, with all memory saved that can be.
            Unpaintable: a film of a model for pictures, the other way round, or more than it does.
            PainterError: the model cannot paint what was asked.
        """
        on_step(0.0)
        model = self._models.get(request.recipe.preset, on_stage)
        if (request.recipe.frames is None) != (model.abilities.film is None):
            raise Unpaintable(
                "animate.model-no-films" if request.recipe.frames else "round.films-only"
            )
        if model.prepares:
            on_stage("compiling")
        name = uuid4().hex
        # Here and now: a tokenizer that two threads use at once gives wrong answers to both.
        read = {
            prompt: _Read(model.unknown_words(prompt), model.cut(prompt))
            for prompt in {item.prompt for item in request.items}
        }
        try:
            # Compressing a PNG takes a core a while: it goes on beside the next batch.
            with ThreadPoolExecutor(max_workers=2) as writers:
                writing = [
                    writers.submit(
                        partial(_write, model, request, item, drawn=drawn),
                        read[item.prompt],
                        folder / f"{name}-{number}.png",
                    )
                    for number, (item, drawn) in enumerate(
                        self._draw(model, request, on_step, on_preview)
                    )
                ]
            pictures = tuple(each.result() for each in writing)
            on_step(1.0)
        except BaseException:
            for left in folder.glob(f"{name}-*.png"):
                left.unlink()
            raise
        return pictures

    def _draw(
        self,
        model: Model,
        request: PaintRequest,
        on_step: Callable[[float], None],
        on_preview: Callable[[int, bytes], None],
    ) -> Iterator[tuple[PaintItem, Drawn]]:
        recipe = request.recipe
        fit = self._fits[recipe.preset.weights, recipe.width_px, recipe.height_px]
        done, total = 0, len(request.items)
        while done < total:
            items = _alike(model, request, done)[: fit.most or total]
            batch = Batch(items, recipe)
            before, share = done / total, len(items) / total

            def step(part: float, before: float = before, share: float = share) -> None:
                on_step(before + share * part)

            def glimpse(place: int, image: Picture, first: int = done) -> None:
                on_preview(first + place, _jpeg(image))

            try:
                drawn = model.draw(batch, step, glimpse)
            except OutOfMemory:
                if self._models.spare(recipe.preset):
                    log.warning("memory is short: the other model goes")
                elif len(items) > 1:
                    fit.shrink(len(items) // 2)
                    log.warning("%d pictures don't fit, trying %d", len(items), fit.most)
                elif model.save_memory():
                    fit.shrink(1)
                    log.warning("one picture does not fit, saving memory at the cost of speed")
                else:
                    raise
            else:
                yield from zip(items, drawn, strict=True)
                done += len(items)
                # Speed that was traded for memory weighs more than the size of a batch.
                if fit.note(len(items)) and not model.use_memory():
                    fit.most = 2 * len(items)


def _alike(model: Model, request: PaintRequest, begin: int) -> Sequence[PaintItem]:
    """The items from ``begin`` on that may share a batch with the one there."""
    rest = request.items[begin:]
    kind = model.kind(rest[0], request.recipe)
    return tuple(takewhile(lambda item: model.kind(item, request.recipe) == kind, rest))


def _used(recipe: Recipe, ignored: Sequence[Wish], *, guided: bool) -> dict[str, object]:
    """The recipe's settings without those that changed no pixel."""
    unused = {str(wish) for wish in ignored} | (set[str]() if guided else {"guidance"})
    return {name: value for name, value in recipe.settings.items() if name not in unused}


@dataclass(frozen=True, slots=True)
class _Read:
    """What the model reads of an item's words."""

    unknown_words: tuple[str, ...]
    cut: str | None


def _write(
    model: Model, request: PaintRequest, item: PaintItem, words: _Read, file: Path, *, drawn: Drawn
) -> PaintedPicture:
    recipe, preset = request.recipe, request.recipe.preset
    negative = bool(item.negative)
    ignored = model.abilities.ignored(recipe.guidance, recipe.strength, negative=negative)
    # A part is laid into its picture, which keeps its size.
    if item.mask is None and drawn.image.size != (recipe.width_px, recipe.height_px):
        ignored += (Wish.SIZE,)
    guided = model.abilities.guides(recipe.guidance, negative=negative)
    record = Record(
        prompt=item.prompt,
        negative="" if Wish.NEGATIVE in ignored else item.negative,
        seed=item.seed,
        settings={
            **_used(recipe, ignored, guided=guided),
            "width_px": drawn.image.width,
            "height_px": drawn.image.height,
            **({"quantise": preset.quantise} if preset.quantise else {}),
        },
        sampler=model.sampler,
        model=_public_name(preset),
        model_hash=model.hash,
        preset=preset.name,
        licence=preset.licence,
        training_data=preset.training_data,
        start_sha256=None if item.start is None else digest(item.start),
        mask_sha256=None if item.mask is None else hashlib.sha256(item.mask.bits).hexdigest(),
        end_sha256=None if item.end is None else digest(item.end),
        noise=drawn.noise,
        unknown_words=words.unknown_words,
        cut=words.cut,
        withheld=drawn.withheld,
    )
    save(drawn.image, record, file)
    further: list[Path] = []
    for number, frame in enumerate(() if drawn.frames is None else drawn.frames[1:], 2):
        further.append(file.with_stem(f"{file.stem}-{number}"))
        Image.fromarray(frame).save(further[-1], "PNG", compress_level=_QUICK)
    return PaintedPicture(
        seed=item.seed,
        file=file,
        width_px=drawn.image.width,
        height_px=drawn.image.height,
        unknown_words=record.unknown_words,
        cut=record.cut,
        withheld=record.withheld,
        ignored=ignored,
        frames=(file, *further) if further else (),
    )


def _jpeg(image: Picture) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_PREVIEW_QUALITY)
    return file.getvalue()


def _public_name(preset: Preset) -> str:
    """A hub id as it is; a folder by its preset's name, for a picture tells of no machine."""
    return preset.name if is_folder(preset.model) else preset.model
