"""The same crowd before a network of Stable Diffusion's size, which needs a GPU.

No model is downloaded: the weights are random. The pictures mean nothing, and take as long to paint
as meaningful ones.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch

from benchmarks.queueing.crowd import figures
from bot.imaging.presets import load_presets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.record import Figure

diffusers: Any = import_module("diffusers")

CHANNELS: Final = (320, 640, 1280, 1280)
"""Of the UNet of Stable Diffusion 1.5, by its published configuration; 860 million parameters."""
VAE_CHANNELS: Final = (128, 256, 512, 512)
SIDE_PX: Final = 512
STEPS: Final = 25
AIM: Final = 2.0


def batching_gpu() -> Iterable[Figure]:
    """Batching where it should pay most; nothing on a machine without CUDA."""
    if not torch.cuda.is_available():
        sys.stdout.write("  not measured: it needs a GPU with CUDA\n")
        return []
    with tempfile.TemporaryDirectory() as name:
        return crowd_before_random_weights(Path(name), CHANNELS, VAE_CHANNELS, SIDE_PX)


def crowd_before_random_weights(
    folder: Path, channels: Sequence[int], vae_channels: Sequence[int], side_px: int
) -> Iterable[Figure]:
    """Save a pipeline with such a UNet and autoencoder in ``folder``, and let the crowd ask."""
    sketch = load_presets()["sketch"]
    # Its words are the bundled model's: they are read once, the network works at every step.
    pipeline = diffusers.StableDiffusionPipeline.from_pretrained(sketch.model)
    text_width = pipeline.text_encoder.config.hidden_size
    unet = diffusers.UNet2DConditionModel(
        block_out_channels=channels, cross_attention_dim=text_width, attention_head_dim=8
    )
    vae = diffusers.AutoencoderKL(
        block_out_channels=vae_channels,
        down_block_types=["DownEncoderBlock2D"] * len(vae_channels),
        up_block_types=["UpDecoderBlock2D"] * len(vae_channels),
        layers_per_block=2,
        latent_channels=4,
    )
    pipeline.register_modules(unet=unet, vae=vae)
    pipeline.to(torch.float16).save_pretrained(folder)
    preset = replace(
        sketch, name="large", model=str(folder), steps=STEPS, width_px=side_px, height_px=side_px
    )
    return figures("batching_gpu", preset, AIM)
