"""A diffusers pipeline as a ``Model``: one call for every kind of text-to-image pipeline.

diffusers is untyped in the parts used here, so its pipelines stay ``Any`` inside this module.
"""

from __future__ import annotations

import inspect
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import PainterError
from bot.domain.rounds.abilities import Variation
from bot.domain.rounds.drift import Drift, drifted
from bot.imaging import metadata, tokenizers
from bot.imaging.abilities import abilities_of, from_part, from_picture
from bot.imaging.adapters import Adapters
from bot.imaging.arguments import arguments, callbacks
from bot.imaging.chunks import Chunks
from bot.imaging.colours import Colours
from bot.imaging.decoding import BLACK, decode_apart
from bot.imaging.encoding import ReadOnce
from bot.imaging.failing import free_memory, is_device_gone, is_out_of_memory
from bot.imaging.folders import weights_hash
from bot.imaging.glimpses import Glimpses
from bot.imaging.memory import DeviceMemory
from bot.imaging.model import Batch, DeviceGone, Drawn
from bot.imaging.noise import Paths, generator
from bot.imaging.parts import repaints
from bot.imaging.placement import Placement
from bot.imaging.preview_budget import PreviewBudget
from bot.imaging.speed import Speed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from PIL import Image

    from bot.domain.rounds.recipe import Recipe
    from bot.imaging.encoding import Row
    from bot.imaging.memory import Memory
    from bot.ports.rounds import PaintItem

# Names of samplers as A1111's web UI spells them.
_SAMPLERS: Final = {
    "DDIMScheduler": "DDIM",
    "DPMSolverMultistepScheduler": "DPM++ 2M",
    "DPMSolverSDEScheduler": "DPM++ SDE",
    "DPMSolverSinglestepScheduler": "DPM++ 2S",
    "EulerAncestralDiscreteScheduler": "Euler a",
    "EulerDiscreteScheduler": "Euler",
    "FlowMatchEulerDiscreteScheduler": "Euler",
    "HeunDiscreteScheduler": "Heun",
    "KDPM2AncestralDiscreteScheduler": "DPM2 a",
    "KDPM2DiscreteScheduler": "DPM2",
    "LCMScheduler": "LCM",
    "LMSDiscreteScheduler": "LMS",
    "PNDMScheduler": "PLMS",
    "UniPCMultistepScheduler": "UniPC",
}

_INPAINTED: Final = (4, 9)
"""Channels of denoisers that paint parts by themselves."""


class DiffusersModel:
    """``pipeline``, its parts placed on ``device`` as far as there is room.

    Raises:
        OutOfMemory: there is no room for it on any rung.
    """

    def __init__(
        self,
        pipeline: Any,
        folder: Path,
        device: str,
        memory: Memory | None = None,
        speed: Speed | None = None,
        *,
        loras: Path | None = None,
    ) -> None:
        self.hash = weights_hash(folder)
        scheduler = type(pipeline.scheduler).__name__
        self.sampler = _SAMPLERS.get(scheduler, scheduler)
        self.abilities = abilities_of(pipeline)
        self._folder = folder
        self.pipeline = pipeline
        self._other: dict[Callable[[Any], Any], Any] = {}
        self._tokenizers = tokenizers.tokenizers(pipeline)
        self._chunks = Chunks(pipeline) if self.abilities.long_prompts else None
        self._budget = PreviewBudget()
        self._read_once = ReadOnce()
        pipeline.set_progress_bar_config(disable=True)
        self.prepares = (speed or Speed()).arrange(pipeline)
        self._colours = Colours()
        decode_apart(pipeline, self._colours)
        self._placement = Placement(
            pipeline, device, self._read_once, memory or DeviceMemory(device)
        )
        self._adapters = Adapters(pipeline, loras, self._bared, self._placement.again)
        self._spacings = {"": pipeline.scheduler}

    def kind(self, item: PaintItem, recipe: Recipe) -> Hashable:
        """What must be equal of items that share a batch."""
        together: list[Hashable] = [bool(item.negative), _ends(item), item.mask is None]
        if self._chunks is not None:
            # What is longer makes room for itself in all of a batch.
            together += [self._chunks.count(item.prompt), self._chunks.count(item.negative)]
        if self.abilities.equal_prompts:
            together += [item.prompt, item.negative]
        if recipe.strength is not None and self.abilities.variation is Variation.REFERENCES:
            together += [item.start]
        return tuple(together)

    def draw(
        self,
        batch: Batch,
        on_step: Callable[[float], None],
        on_glimpse: Callable[[int, Image.Image], None],
    ) -> list[Drawn]:
        """One picture an item, as ``Model`` promises."""
        parts = repaints(batch)
        pipeline = self._pipeline(batch)
        pipeline.scheduler = self._scheduler(batch.recipe.preset.spacing)
        paths = {} if parts else self._paths(batch)
        noise = Paths([item.seed for item in batch.items], paths)

        def paint() -> Any:
            with noise.followed(), self._words_between(pipeline, batch):
                return pipeline(
                    **arguments(pipeline, self.abilities, batch, self._chunks, parts),
                    **self.watching(pipeline, batch, on_step, on_glimpse),
                    generator=noise.generators,
                )

        output = self.placed(pipeline, batch.recipe, paint)
        withheld: list[bool] | None = getattr(output, "nsfw_content_detected", None)
        images = [
            _seen(image, withheld=bool(withheld and withheld[number]))
            for number, image in enumerate(cast("list[Image.Image]", output.images))
        ]
        return [
            Drawn(
                parts[number].done(image) if parts else image,
                withheld=bool(withheld and withheld[number]),
                noise=paths.get(number, ()),
            )
            for number, image in enumerate(images)
        ]

    def watching(
        self,
        pipeline: Any,
        batch: Batch,
        on_step: Callable[[float], None],
        on_glimpse: Callable[[int, Image.Image], None],
    ) -> dict[str, Any]:
        """The arguments by which a call says how far it is, and shows what becomes of it."""
        # A part that is moved to the device for a glimpse would push the working one off it.
        colours = None if self._placement.decodes_between_steps else self._colours
        size = batch.recipe.width_px, batch.recipe.height_px
        glimpses = Glimpses(
            pipeline, self._budget, _watched(batch), on_glimpse, size, colours=colours
        )
        return callbacks(pipeline, batch.recipe.steps, on_step, glimpses)

    def placed(self, pipeline: Any, recipe: Recipe, paint: Callable[[], Any]) -> Any:
        """What ``paint``, a call of ``pipeline``, gives: its parts wear what ``recipe`` says, and
        are where they belong before it and after it, however it ends.

        Raises:
            OutOfMemory: it does not fit as the parts are placed now.
            DeviceGone: the process has to end.
        """
        try:
            self._adapters.wear(recipe)
            self._placement.prepare(pipeline)
            output = paint()
        except BaseException as error:
            if isinstance(error, Exception) and is_device_gone(error):
                raise DeviceGone(str(error)) from error
            # Leave this block before freeing: the traceback still holds the tensors.
            problem = str(error)
            again = None if is_out_of_memory(error) else error
        else:
            self.prepares = False
            return output
        self._placement.recover(pipeline)
        if again is not None:
            raise again
        free_memory()
        raise self._placement.too_small(problem)

    def _words_between(self, pipeline: Any, batch: Batch) -> AbstractContextManager[None]:
        """Within it, the words of items that go towards another take are between the two's.

        Raises:
            PainterError: the model reads the two prompts in different lengths.
        """
        ends = _ends(batch.items[0])
        if len(ends) < 2:
            return nullcontext()
        if self._chunks is not None and any(self._chunks.count(prompt) for prompt in ends):
            raise PainterError("between prompts of more than one piece nothing is painted")
        heard = [self._overheard(pipeline, batch, prompt) for prompt in ends]
        if [row.shape for row in heard[0]] != [row.shape for row in heard[1]]:
            raise PainterError("the model reads the two prompts in different lengths")
        shares = [item.towards.share if item.towards else 0.0 for item in batch.items]
        return self._read_once.mixed(heard[0], heard[1], shares)

    def _overheard(self, pipeline: Any, batch: Batch, prompt: str) -> list[Row]:
        """The rows of tokens that the pipeline asks its encoders for, of one prompt: found out in
        one step that paints nothing.
        """
        item = replace(batch.items[0], prompt=prompt, towards=None)
        alone = Batch((item,), replace(batch.recipe, steps=1))
        with self._read_once.overheard() as heard:
            call = arguments(pipeline, self.abilities, alone, self._chunks)
            pipeline(**call | {"output_type": "latent"}, generator=[generator(item.seed)])
        return heard

    def save_memory(self) -> bool:
        """Go one rung down the ladder; False at its end."""
        return self._placement.down()

    def use_memory(self) -> bool:
        """Go up again one rung of those that memory once was too short for."""
        return self._placement.up()

    def cut(self, prompt: str) -> str | None:
        """What no tokenizer of the model has room for."""
        return None if self._chunks is not None else tokenizers.cut(self._tokenizers, prompt)

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        """What the model's own vocabulary lacks, for models that have one."""
        return tokenizers.unknown_words(self._folder, prompt)

    def _bared(self) -> None:
        """Let the text encoders be changed: nothing stands before them, and nothing is kept."""
        self._read_once.unwatch(self.pipeline)
        self._read_once.forget()

    def _scheduler(self, spacing: str) -> Any:
        """The model's own, spacing its steps as a preset says."""
        if spacing not in self._spacings:
            usual = self._spacings[""]
            kind = cast("Any", type(usual))
            self._spacings[spacing] = kind.from_config(usual.config, timestep_spacing=spacing)
        return self._spacings[spacing]

    def _pipeline(self, batch: Batch) -> Any:
        """The pipeline for words, for pictures, or for parts of pictures.

        Raises:
            PainterError: a part is asked for, and the model paints none.
        """
        if batch.items[0].mask is not None:
            if not self.abilities.inpainting:
                raise PainterError(f"{self.abilities.pipeline} paints no part of a picture again")
            # Diffusers' own way knows denoisers of two sizes alone; of others the part is painted
            # from what is there, and laid in all the same.
            known = getattr(self.pipeline, "unet", None) is None or (
                self.pipeline.unet.config.in_channels in _INPAINTED
            )
            return self._made_of_it(from_part if known else from_picture)
        if batch.recipe.strength is None or self.abilities.variation is not Variation.STRENGTH:
            return self.pipeline
        return self._made_of_it(from_picture)

    def _made_of_it(self, kind: Callable[[Any], Any]) -> Any:
        if kind not in self._other:
            self._other[kind] = with_parts_of(kind(type(self.pipeline)), self.pipeline)
            self._other[kind].set_progress_bar_config(disable=True)
        return self._other[kind]

    def _paths(self, batch: Batch) -> dict[int, tuple[Drift, ...]]:
        """The noise of items that vary a take by its noise, by place."""
        towards: dict[int, tuple[Drift, ...]] = {
            place: (Drift(item.seed, 1.0), Drift(item.towards.seed, item.towards.share))
            for place, item in enumerate(batch.items)
            if item.towards is not None
        }
        if towards:
            return towards
        strength = batch.recipe.strength
        if strength is None or self.abilities.variation is not Variation.NOISE:
            return {}
        paths: dict[int, tuple[Drift, ...]] = {}
        for place, item in enumerate(batch.items):
            record = None if item.start is None else metadata.read(item.start)
            if record is None:
                raise PainterError(
                    "this model varies what it painted itself, and of this picture nobody knows how"
                )
            path = record.noise or (Drift(record.seed, 1.0),)
            paths[place] = drifted(path, item.seed, strength)
        return paths


def _ends(item: PaintItem) -> tuple[str, ...]:
    """The prompts that an item lies between, in an order of their own; none of a plain one."""
    return () if item.towards is None else tuple(sorted({item.prompt, item.towards.prompt}))


def with_parts_of(kind: Any, pipeline: Any) -> Any:
    """A pipeline of ``kind`` made of the very parts that ``pipeline`` has."""
    wanted = inspect.signature(kind.__init__).parameters
    there = {**pipeline.config, **pipeline.components}
    return kind(**{name: there[name] for name in wanted if name in there})


def _seen(image: Image.Image, *, withheld: bool) -> Image.Image:
    """``image``, unless there is nothing on it.

    Raises:
        PainterError: all its pixels are alike, though no safety checker blacked it out.
    """
    extremes = cast("tuple[tuple[int, int], ...]", image.convert("RGB").getextrema())
    if not withheld and all(low == high for low, high in extremes):
        raise PainterError(BLACK)
    return image


def _watched(batch: Batch) -> tuple[int, ...]:
    return tuple(place for place, item in enumerate(batch.items) if item.watched)
