"""Networks of the sizes of Stable Diffusion 1.5, SDXL and FLUX.1, built where they are to work.

By their published configurations, with random weights: the pictures mean nothing, and take as long
to paint as meaningful ones. Vocabularies are small, for they cost nothing. ``tiny`` ones are for
trying this program itself without a card.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import torch as typed_torch
import transformers as typed_transformers

from tests.imaging import families, tiny
from tests.imaging.families.parts import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# Typed as they are, each of their names would need a cast of its own.
torch: Any = typed_torch
diffusers: Any = import_module("diffusers")
transformers: Any = typed_transformers

_TOKENS: Final = 77
_VAE: Final = (128, 256, 512, 512)


@dataclass(frozen=True, slots=True)
class Network:
    """One to measure: how it is built, and what it is painted with."""

    name: str
    build: Callable[[], Any]
    dtype: Any
    side_px: int
    steps: int
    guidance: float


def networks(*, small: bool) -> list[Network]:
    """All three, in real size or ``small``."""
    half, wide = (torch.float32, torch.float32) if small else (torch.float16, torch.bfloat16)
    flux = families.FAMILIES["flux-schnell"]
    sizes = (64, 64, 64) if small else (512, 1024, 1024)
    steps = 2 if small else 20
    return [
        Network("sd15", tiny.stable_diffusion if small else _sd15, half, sizes[0], steps, 7.5),
        Network("sdxl", tiny.stable_diffusion_xl if small else _sdxl, half, sizes[1], steps, 6.0),
        Network("flux", flux if small else _flux, wide, sizes[2], min(steps, 4), 0.0),
    ]


@contextmanager
def built_on(device: str, dtype: Any) -> Generator[None]:
    """What is built within it has its weights on ``device``, in ``dtype``."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(before)


def _clip(width: int, layers: int, *, projecting: bool = False) -> Any:
    kind = transformers.CLIPTextModelWithProjection if projecting else transformers.CLIPTextModel
    config = transformers.CLIPTextConfig(
        vocab_size=49_408,
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        projection_dim=width,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    return kind(config).eval()


def _vae(channels: int = 4, **more: Any) -> Any:
    return diffusers.AutoencoderKL(
        block_out_channels=_VAE,
        down_block_types=("DownEncoderBlock2D",) * len(_VAE),
        up_block_types=("UpDecoderBlock2D",) * len(_VAE),
        layers_per_block=2,
        latent_channels=channels,
        **more,
    ).eval()


def _scheduler() -> Any:
    return diffusers.EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
    )


def _sd15() -> Any:
    return diffusers.StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=_clip(768, 12),
        tokenizer=tiny.tokenizer(_TOKENS),
        unet=diffusers.UNet2DConditionModel(sample_size=64, cross_attention_dim=768).eval(),
        scheduler=_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _sdxl() -> Any:
    return diffusers.StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=_clip(768, 12),
        text_encoder_2=_clip(1280, 32, projecting=True),
        tokenizer=tiny.tokenizer(_TOKENS),
        tokenizer_2=tiny.tokenizer(_TOKENS),
        unet=diffusers.UNet2DConditionModel(
            sample_size=128,
            block_out_channels=(320, 640, 1280),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(5, 10, 20),
            cross_attention_dim=2048,
            addition_embed_type="text_time",
            addition_time_embed_dim=256,
            projection_class_embeddings_input_dim=2816,
            use_linear_projection=True,
        ).eval(),
        scheduler=_scheduler(),
    )


def _flux() -> Any:
    config = transformers.T5Config(
        vocab_size=32_128,
        d_model=4096,
        d_kv=64,
        d_ff=10_240,
        num_layers=24,
        num_heads=64,
        feed_forward_proj="gated-gelu",
    )
    return diffusers.FluxPipeline(
        transformer=diffusers.FluxTransformer2DModel(guidance_embeds=False).eval(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=_vae(16, use_quant_conv=False, use_post_quant_conv=False),
        text_encoder=_clip(768, 12),
        text_encoder_2=transformers.T5EncoderModel(config).eval(),
        tokenizer=tiny.tokenizer(_TOKENS),
        tokenizer_2=letters(),
    )
