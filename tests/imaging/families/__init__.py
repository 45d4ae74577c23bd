"""Tiny pipelines, with random weights, of the families of models that people bring.

Each is built of the same classes as the large ones, so everything but the pictures is real.
``python -m tests.imaging.families FOLDER NAME ...`` writes diffusers folders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.imaging import tiny
from tests.imaging.families import diffusion, flux, readers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FAMILIES: Final[Mapping[str, Callable[[], Any]]] = {
    "sd15": tiny.stable_diffusion,
    "sd21-v": diffusion.sd21,
    "sdxl": tiny.stable_diffusion_xl,
    "sdxl-refiner": diffusion.sdxl_refiner,
    "sd3": lambda: diffusion.stable_diffusion_3(with_t5=True),
    "sd3-without-t5": lambda: diffusion.stable_diffusion_3(with_t5=False),
    "flux-dev": lambda: flux.flux(guided=True),
    "flux-schnell": lambda: flux.flux(guided=False),
    "flux2-klein": flux.flux2_klein,
    "z-image": readers.z_image,
    "qwen-image": readers.qwen_image,
    "sana": lambda: readers.sana(sprint=False),
    "sana-sprint": lambda: readers.sana(sprint=True),
    "pixart-sigma": diffusion.pixart_sigma,
    "lumina2": readers.lumina2,
    "cogview4": readers.cogview4,
    "chroma": flux.chroma,
    "kandinsky22": diffusion.kandinsky22,
    "bria": flux.bria,
    "hidream": readers.hidream,
    "hunyuan-dit": diffusion.hunyuan_dit,
}
