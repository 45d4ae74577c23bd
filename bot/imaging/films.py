"""A diffusers pipeline for films as a ``Model``: one film at a time, from a picture on.

A film takes a card's whole memory and minutes of its time, so nothing is gained by painting several
at once. What it is asked beyond its abilities is refused here: the pipelines themselves leave it
unread, or change it, without a word.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image, ImageOps

from bot.domain.errors import PainterError, Unpaintable
from bot.domain.rounds.abilities import Wish
from bot.imaging.abilities import call_parameters
from bot.imaging.diffusion import DiffusersModel
from bot.imaging.model import Batch, Drawn
from bot.imaging.noise import generator

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from bot.domain.rounds.abilities import Abilities
    from bot.domain.rounds.recipe import Recipe
    from bot.ports.rounds import PaintItem

# Typed as it is, each of its names would need a cast of its own.
_ltx: Any = import_module("diffusers.pipelines.ltx.pipeline_ltx_condition")
_wan: Any = import_module("diffusers.pipelines.wan.pipeline_wan_i2v")
# The words are painted as they were written; to mend them it needs a package more, and fails
# without it.
_wan.prompt_clean = str

_AS_ADVISED: Final = {
    # By default the picture is blurred with noise at each step: the winner would not be kept.
    "image_cond_noise_scale": 0.0,
    # For autoencoders that take a last step themselves; others do not read them.
    "decode_timestep": 0.05,
    "decode_noise_scale": 0.025,
}
"""What LTX's makers advise where diffusers' defaults differ."""


class DiffusersFilms(DiffusersModel):
    """A pipeline whose ``abilities.film`` is not None."""

    def kind(self, item: PaintItem, recipe: Recipe) -> Hashable:
        """Every film is of a kind of its own."""
        return item, recipe

    def draw(
        self,
        batch: Batch,
        on_step: Callable[[float], None],
        on_glimpse: Callable[[int, Image.Image], None],
    ) -> list[Drawn]:
        """One film an item, as ``Model`` promises; equal items are the same film."""
        item = batch.items[0]
        one = Batch((item,), batch.recipe)
        call = film_arguments(self.pipeline, self.abilities, item, batch.recipe)

        def paint() -> Any:
            return self.pipeline(
                **call,
                **self.watching(self.pipeline, one, on_step, on_glimpse),
                generator=[generator(item.seed)],
            )

        frames = _levels(self.placed(self.pipeline, batch.recipe, paint).frames[0])
        drawn = Drawn(Image.fromarray(frames[0]), withheld=False, frames=frames)
        return [drawn] * len(batch.items)


def film_arguments(
    pipeline: Any, abilities: Abilities, item: PaintItem, recipe: Recipe
) -> dict[str, Any]:
    """The call's arguments but for noise and callbacks.

    Raises:
        Unpaintable: a last frame, or a strength, that the pipeline would not read.
        PainterError: a number of frames that it would change.
    """
    film, frames = abilities.film, recipe.frames
    assert film is not None  # noqa: S101 - whoever loads it looks
    if frames is None or item.start is None or (frames - 1) % film.frame_step:
        raise PainterError(
            f"films have a multiple of {film.frame_step} frames and one, not {frames}"
        )
    if item.end is not None and not film.last_frame:
        raise Unpaintable("animate.no-last")
    if recipe.strength is not None and not film.loosens:
        raise Unpaintable("animate.no-strength")
    size = recipe.width_px, recipe.height_px
    start = _picture(item.start, size)
    end = None if item.end is None else _picture(item.end, size)
    call = call_parameters(type(pipeline))
    ignored = abilities.ignored(recipe.guidance, recipe.strength, negative=bool(item.negative))
    wanted: dict[str, Any] = {
        "prompt": [item.prompt],
        "num_frames": frames,
        "frame_rate": recipe.rate,
        "num_inference_steps": recipe.steps,
        "guidance_scale": recipe.guidance,
        "width": recipe.width_px,
        "height": recipe.height_px,
        "output_type": "pt",
    }
    if item.negative and Wish.NEGATIVE not in ignored:
        wanted["negative_prompt"] = [item.negative]
    if "conditions" in call:
        held = 1.0 - (recipe.strength or 0.0)
        wanted["conditions"] = [_ltx.LTXVideoCondition(image=start, frame_index=0, strength=held)]
        if end is not None:
            last = _ltx.LTXVideoCondition(image=end, frame_index=frames - 1)
            wanted["conditions"].append(last)
        wanted |= _AS_ADVISED
    else:
        wanted["image"], wanted["last_image"] = start, end
    return {name: value for name, value in wanted.items() if name in call}


def _picture(file: Path, size: tuple[int, int]) -> Image.Image:
    """The picture in that size; of another shape, its middle."""
    with Image.open(file) as picture:
        return ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS)


def _levels(frames: Any) -> Any:
    """A film of numbers from 0 to 1, (frames, 3, height, width), as levels, colours last.

    Frame by frame: all of them at once would take four times the memory of the film.
    """
    return np.stack(
        [
            (frame.float().clamp(0, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy()
            for frame in frames
        ]
    )
