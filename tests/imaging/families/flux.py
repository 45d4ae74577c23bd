"""FLUX and its descendants."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import transformers as typed_transformers

from tests.imaging import tiny
from tests.imaging.families.parts import SMALL_LLM, autoencoder, flat_autoencoder, flow, letters, t5

diffusers: Any = import_module("diffusers")
transformers: Any = typed_transformers


def flux(*, guided: bool) -> Any:
    """FLUX.1: ``guided`` is dev, which reads guidance as a number, and otherwise schnell."""
    return diffusers.FluxPipeline(
        transformer=diffusers.FluxTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=32,
            axes_dims_rope=[4, 4, 8],
            guidance_embeds=guided,
        ),
        scheduler=flow(),
        vae=flat_autoencoder(),
        text_encoder=tiny.text_encoder(),
        text_encoder_2=t5(),
        tokenizer=tiny.tokenizer(),
        tokenizer_2=letters(),
    )


def flux2_klein() -> Any:
    """FLUX.2 klein, distilled."""
    config = transformers.Qwen3Config(
        hidden_size=16, head_dim=8, **{**SMALL_LLM, "num_hidden_layers": 28}
    )
    return diffusers.Flux2KleinPipeline(
        transformer=diffusers.Flux2Transformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=48,
            timestep_guidance_channels=16,
            axes_dims_rope=[4, 4, 4, 4],
            guidance_embeds=False,
        ),
        scheduler=flow(),
        vae=diffusers.AutoencoderKLFlux2(
            block_out_channels=(8, 8, 8, 8),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=4,
            sample_size=32,
        ).eval(),
        text_encoder=transformers.Qwen3ForCausalLM(config).eval(),
        tokenizer=letters(),
        is_distilled=True,
    )


def chroma() -> Any:
    """Chroma, which is FLUX without its pooled words."""
    return diffusers.ChromaPipeline(
        transformer=diffusers.ChromaTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            axes_dims_rope=[4, 4, 8],
            approximator_hidden_dim=32,
            approximator_layers=1,
            approximator_num_channels=16,
        ),
        scheduler=flow(),
        vae=flat_autoencoder(),
        text_encoder=t5(),
        tokenizer=letters(),
    )


def bria() -> Any:
    """Bria."""
    return diffusers.BriaPipeline(
        transformer=diffusers.BriaTransformer2DModel(
            patch_size=1,
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=8,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=None,
            axes_dims_rope=[0, 4, 4],
        ),
        scheduler=flow(),
        vae=autoencoder(shift_factor=0.0, force_upcast=False),
        text_encoder=t5(),
        tokenizer=letters(),
    )
