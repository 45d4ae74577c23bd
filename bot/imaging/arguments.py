"""What a pipeline is called with: a batch's wishes in the words of that pipeline's own signature.

Each wish goes where the model reads it, and what it does not read is left out; what that is, the
model's abilities say, and those who show a picture tell it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PIL import Image

from bot.domain.errors import PainterError
from bot.domain.rounds.abilities import Guidance, Variation, Wish
from bot.imaging.abilities import call_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.rounds.abilities import Abilities
    from bot.imaging.chunks import Chunks
    from bot.imaging.glimpses import Glimpses
    from bot.imaging.model import Batch
    from bot.imaging.parts import Repaint
    from bot.ports.rounds import PaintItem


def arguments(
    pipeline: Any,
    abilities: Abilities,
    batch: Batch,
    chunks: Chunks | None,
    repaints: Sequence[Repaint] = (),
) -> dict[str, Any]:
    """The call's arguments but for the noise and the callbacks."""
    recipe, items = batch.recipe, batch.items
    call = call_parameters(type(pipeline))
    negatives = [item.negative for item in items]
    ignored = abilities.ignored(recipe.guidance, recipe.strength, negative=any(negatives))
    away = negatives if any(negatives) and Wish.NEGATIVE not in ignored else None
    wanted: dict[str, Any] = {
        "num_inference_steps": recipe.steps,
        "width": recipe.width_px,
        "height": recipe.height_px,
        "output_type": "pil",
        # Sizes are as asked: no pipeline needs to choose the nearest it was trained with.
        "use_resolution_binning": False,
        # The words are painted as they were written.
        "clean_caption": False,
        "enable_prompt_rewrite": False,
        "use_pe": False,
        **_guidance(abilities, recipe.guidance),
    }
    if chunks is not None and any(
        chunks.count(item.prompt) or chunks.count(item.negative) for item in items
    ):
        wanted |= chunks.arguments([item.prompt for item in items], away)
    else:
        wanted["prompt"] = [item.prompt for item in items]
        if away is not None:
            wanted["negative_prompt"] = away
    if "intermediate_timesteps" in call and recipe.steps != 2:
        wanted["intermediate_timesteps"] = None
    if repaints and recipe.strength is not None:
        wanted |= {
            "image": [repaint.start for repaint in repaints],
            "mask_image": [repaint.mask for repaint in repaints],
            **_strength(recipe.steps, recipe.strength),
        }
    elif recipe.strength is not None and abilities.variation is not Variation.NOISE:
        wanted |= _start(abilities, batch, recipe.strength)
    if type(pipeline).__name__ == "KandinskyV22Img2ImgCombinedPipeline":
        # It hands on the two the wrong way round.
        wanted["width"], wanted["height"] = wanted["height"], wanted["width"]
    return {name: value for name, value in wanted.items() if name in call}


def callbacks(
    pipeline: Any, steps: int, on_step: Callable[[float], None], glimpses: Glimpses
) -> dict[str, Any]:
    """The arguments by which a call says after each step how far it is."""

    def after_step(running: Any, step: int, timestep: Any, found: dict[str, Any]) -> dict[str, Any]:
        count: int = getattr(running, "num_timesteps", steps)
        # One part of the work is left after the last step: decoding.
        on_step(min(1.0, (step + 1) / (count + 1)))
        if "latents" in found:
            glimpses.after_step(running.scheduler, timestep, found["latents"])
        return {}

    def after_step_of_old(step: int, timestep: Any, latents: Any) -> None:
        after_step(pipeline, step, timestep, {"latents": latents})

    call = call_parameters(type(pipeline))
    if "callback_on_step_end" not in call:
        # PixArt's pipelines still have the older callback.
        return {
            name: value
            for name, value in (("callback", after_step_of_old), ("callback_steps", 1))
            if name in call
        }
    shown: list[str] = getattr(pipeline, "_callback_tensor_inputs", [])
    latents = [name for name in ("latents",) if glimpses.asked and name in shown]
    return {
        "callback_on_step_end": after_step,
        "callback_on_step_end_tensor_inputs": latents,
    }


def _guidance(abilities: Abilities, guidance: float) -> dict[str, Any]:
    if abilities.guidance is Guidance.TRUE_CFG:
        return {"true_cfg_scale": guidance}
    # Pipelines of two stages call that of the first, which reads the words, by another name; where
    # neither counts they are told so, for their own number would.
    names = ("guidance_scale", "prior_guidance_scale", "distilled_guidance_scale")
    return dict.fromkeys(names, guidance)


def _start(abilities: Abilities, batch: Batch, strength: float) -> dict[str, Any]:
    size = batch.recipe.width_px, batch.recipe.height_px
    if abilities.variation is Variation.REFERENCES:
        # One list for the whole batch: its items have the same start.
        return {"image": [_picture(batch.items[0], size)]}
    return {
        "image": [_picture(item, size) for item in batch.items],
        **_strength(batch.recipe.steps, strength),
    }


def _strength(steps: int, strength: float) -> dict[str, Any]:
    # diffusers walks steps * strength of the steps, and refuses none at all.
    return {"strength": strength, "num_inference_steps": max(steps, math.ceil(1 / strength))}


def _picture(item: PaintItem, size: tuple[int, int]) -> Image.Image:
    if item.start is None:
        raise PainterError("a variation needs a picture to start from")
    with Image.open(item.start) as start:
        fitted: Image.Image = start.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        return fitted
