"""A diffusers pipeline as a ``Model``: one call for every kind of text-to-image pipeline.

diffusers is untyped in the parts used here, so its pipelines stay ``Any`` inside this module.
"""

from __future__ import annotations

import inspect
import math
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

import torch
from PIL import Image

from bot.domain.errors import OutOfMemory, PainterError
from bot.imaging import tokenizers
from bot.imaging.folders import weights_hash
from bot.imaging.glimpses import Glimpses
from bot.imaging.model import DeviceGone, Drawn
from bot.imaging.preview_budget import PreviewBudget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.imaging.model import Batch
    from bot.ports import PaintItem

# Typed as it is, each of its names would need a cast of its own.
diffusers: Any = import_module("diffusers")

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


class DiffusersModel:
    """``pipeline`` moved to ``device``; too large for it, it is offloaded from the start."""

    def __init__(self, pipeline: Any, folder: Path, device: str) -> None:
        self.hash = weights_hash(folder)
        scheduler = type(pipeline.scheduler).__name__
        self.sampler = _SAMPLERS.get(scheduler, scheduler)
        self._device = device
        self._folder = folder
        self._from_text = pipeline
        self._from_picture: Any = None
        self._offloading: Any = None
        """The pipeline that now moves its parts to the device and back, when one does."""
        pipeline.set_progress_bar_config(disable=True)
        self._tokenizers = tokenizers.tokenizers(pipeline)
        self._offload = False
        self._budget = PreviewBudget()
        _lay_out(pipeline)
        try:
            pipeline.to(device)
        except Exception as error:
            if device == "cpu" or not is_out_of_memory(error):
                raise
            self._offload = True

    def draw(
        self,
        batch: Batch,
        on_step: Callable[[float], None],
        on_glimpse: Callable[[int, Image.Image], None],
    ) -> list[Drawn]:
        """One picture an item, as ``Model`` promises."""
        pipeline = self._from_text if batch.recipe.strength is None else self._variations()
        if self._offload and self._offloading is not pipeline:
            pipeline.enable_model_cpu_offload()
            self._offloading = pipeline
        # A part that is moved to the device for a glimpse would push the working one off it.
        watched = () if self._offload else _watched(batch)
        glimpses = Glimpses(pipeline, self._budget, watched, on_glimpse)
        try:
            output = pipeline(**self._arguments(pipeline, batch, on_step, glimpses))
        except Exception as error:
            if _is_device_gone(error):
                raise DeviceGone(str(error)) from error
            if not is_out_of_memory(error):
                raise
            # Leave this block before freeing: the traceback still holds the tensors.
            problem = str(error)
        else:
            withheld: list[bool] | None = getattr(output, "nsfw_content_detected", None)
            return [
                Drawn(image, withheld=bool(withheld and withheld[number]))
                for number, image in enumerate(cast("list[Image.Image]", output.images))
            ]
        _free()
        raise OutOfMemory(problem)

    def save_memory(self) -> bool:
        """Keep only the part that works on the device, once and where there is a device."""
        if self._offload or self._device == "cpu":
            return False
        self._offload = True
        return True

    def cut(self, prompt: str) -> str | None:
        """What no tokenizer of the model has room for."""
        return tokenizers.cut(self._tokenizers, prompt)

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        """What the model's own vocabulary lacks, for models that have one."""
        return tokenizers.unknown_words(self._folder, prompt)

    def _variations(self) -> Any:
        if self._from_picture is None:
            try:
                # Without a dtype it would turn the parts that both share into float32.
                self._from_picture = diffusers.AutoPipelineForImage2Image.from_pipe(
                    self._from_text, dtype=self._from_text.dtype
                )
            except ValueError as error:
                raise PainterError(f"this model makes no variations: {error}") from None
            self._from_picture.set_progress_bar_config(disable=True)
        return self._from_picture

    def _arguments(
        self,
        pipeline: Any,
        batch: Batch,
        on_step: Callable[[float], None],
        glimpses: Glimpses,
    ) -> dict[str, Any]:
        def after_step(
            running: Any, step: int, timestep: Any, found: dict[str, Any]
        ) -> dict[str, Any]:
            steps: int = getattr(running, "num_timesteps", batch.recipe.steps)
            # One part of the work is left after the last step: decoding.
            on_step((step + 1) / (steps + 1))
            if "latents" in found:
                glimpses.after_step(running.scheduler, timestep, found["latents"])
            return {}

        def after_step_of_old(step: int, timestep: Any, latents: Any) -> None:
            after_step(pipeline, step, timestep, {"latents": latents})

        shown: list[str] = getattr(pipeline, "_callback_tensor_inputs", [])

        arguments: dict[str, Any] = {
            "prompt": [item.prompt for item in batch.items],
            "negative_prompt": [item.negative for item in batch.items],
            # On the CPU the same seed gives the same noise for every device, and each picture
            # draws from its own, in whatever batch it is painted.
            "generator": [torch.Generator("cpu").manual_seed(item.seed) for item in batch.items],
            "num_inference_steps": batch.recipe.steps,
            "guidance_scale": batch.recipe.guidance,
            "width": batch.recipe.width_px,
            "height": batch.recipe.height_px,
            "output_type": "pil",
            "callback_on_step_end": after_step,
            "callback_on_step_end_tensor_inputs": [
                name for name in ("latents",) if glimpses.asked and name in shown
            ],
        }
        if batch.recipe.strength is not None:
            size = batch.recipe.width_px, batch.recipe.height_px
            arguments["image"] = [_picture(item, size) for item in batch.items]
            arguments["strength"] = batch.recipe.strength
            # diffusers walks steps * strength of the steps, and refuses none at all.
            arguments["num_inference_steps"] = max(
                batch.recipe.steps, math.ceil(1 / batch.recipe.strength)
            )
        understood = inspect.signature(type(pipeline).__call__).parameters
        if "callback_on_step_end" not in understood:
            # PixArt's pipelines still have the older callback.
            arguments["callback"] = after_step_of_old
            arguments["callback_steps"] = 1
        return {name: value for name, value in arguments.items() if name in understood}


def _lay_out(pipeline: Any) -> None:
    """Order memory as convolutions read it fastest, and decode pictures one by one.

    Decoding uses a device fully with one picture; several only take more memory.
    """
    for part in (getattr(pipeline, name, None) for name in ("unet", "vae")):
        # Convolutions over time have five dimensions, for which there is no such order.
        if part is not None and all(one.dim() < 5 for one in part.parameters()):
            part.to(memory_format=torch.channels_last)
    if hasattr(getattr(pipeline, "vae", None), "enable_slicing"):
        pipeline.vae.enable_slicing()


def _watched(batch: Batch) -> tuple[int, ...]:
    return tuple(place for place, item in enumerate(batch.items) if item.watched)


def is_out_of_memory(error: Exception) -> bool:
    """Whether ``error`` says that memory ran out, on whatever device."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    # The CPU's and Metal's allocators raise plain RuntimeErrors.
    words = ("out of memory", "can't allocate memory", "not enough memory")
    return isinstance(error, RuntimeError) and any(each in str(error).lower() for each in words)


def _is_device_gone(error: Exception) -> bool:
    return isinstance(error, torch.AcceleratorError) and not is_out_of_memory(error)


def _free() -> None:
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _picture(item: PaintItem, size: tuple[int, int]) -> Image.Image:
    if item.start is None:
        raise PainterError("a variation needs a picture to start from")
    with Image.open(item.start) as start:
        fitted: Image.Image = start.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        return fitted
