"""Tiny pipelines for films, with random weights: ``python -m tests.imaging.moving FOLDER``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import torch

from tests.imaging.families.parts import letters, t5

diffusers: Any = import_module("diffusers")


def main() -> None:
    """Write ``wan5b``, ``wan14b`` and ``ltx`` into the folder given."""
    folder = Path(sys.argv[1])
    for name, pipeline in FAMILIES.items():
        cast("Any", torch).manual_seed(0)
        pipeline().save_pretrained(folder / name, safe_serialization=True)


def wan5b() -> Any:
    """As Wan 2.2 TI2V 5B: its noise is told frame by frame, its folder is one of text to film."""
    return diffusers.WanPipeline(
        tokenizer=letters(),
        text_encoder=t5(),
        vae=diffusers.AutoencoderKLWan(
            base_dim=3,
            z_dim=48,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            temperal_downsample=[False, True, True],
            is_residual=False,
            patch_size=2,
            latents_mean=[0.0] * 48,
            latents_std=[1.0] * 48,
            in_channels=12,
            out_channels=12,
            scale_factor_spatial=16,
            scale_factor_temporal=4,
        ).eval(),
        scheduler=_flow(),
        transformer=_transformer(channels=48),
        expand_timesteps=True,
    )


def wan14b() -> Any:
    """As those that read a last frame, with it in the channels beside the noise."""
    return diffusers.WanImageToVideoPipeline(
        tokenizer=letters(),
        text_encoder=t5(),
        vae=diffusers.AutoencoderKLWan(
            base_dim=3,
            z_dim=16,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            temperal_downsample=[False, True, True],
        ).eval(),
        scheduler=_flow(),
        transformer=_transformer(channels=36, gives=16),
    )


def ltx() -> Any:
    """As LTX Video 0.9.5, with pictures as conditions."""
    vae: Any = diffusers.AutoencoderKLLTXVideo(
        latent_channels=8,
        block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1, 1),
        spatio_temporal_scaling=(True, True, False, False),
        decoder_spatio_temporal_scaling=(True, True, False, False),
        decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4,
        upsample_factor=(1,) * 4,
        timestep_conditioning=False,
        patch_size=1,
        patch_size_t=1,
        encoder_causal=True,
        decoder_causal=False,
    )
    return diffusers.LTXConditionPipeline(
        tokenizer=letters(),
        text_encoder=t5(),
        vae=vae.eval(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        transformer=diffusers.LTXVideoTransformer3DModel(
            in_channels=8,
            out_channels=8,
            patch_size=1,
            patch_size_t=1,
            num_attention_heads=4,
            attention_head_dim=8,
            cross_attention_dim=32,
            num_layers=1,
            caption_channels=32,
        ).eval(),
    )


def _flow() -> Any:
    return diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
    )


def _transformer(*, channels: int, gives: int | None = None) -> Any:
    return diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=channels,
        out_channels=gives or channels,
        text_dim=32,
        freq_dim=256,
        ffn_dim=32,
        num_layers=2,
        cross_attn_norm=True,
        qk_norm="rms_norm_across_heads",
        rope_max_seq_len=32,
    ).eval()


FAMILIES = {"wan5b": wan5b, "wan14b": wan14b, "ltx": ltx}

if __name__ == "__main__":
    main()
