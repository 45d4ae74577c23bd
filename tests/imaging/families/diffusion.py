"""Stable Diffusion and those like it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import torch
import transformers as typed_transformers

from tests.imaging import tiny
from tests.imaging.families.parts import (
    VOCABULARY,
    autoencoder,
    flat_autoencoder,
    flow,
    letters,
    t5,
)

diffusers: Any = import_module("diffusers")
transformers: Any = typed_transformers


def sd21() -> Any:
    """Of 2.1, which predicts velocities."""
    scheduler = diffusers.DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        steps_offset=1,
        prediction_type="v_prediction",
    )
    return tiny.stable_diffusion(scheduler=scheduler)


def sdxl_refiner() -> Any:
    """The refiner of SDXL, which paints over pictures only."""
    whole = tiny.stable_diffusion_xl()
    parts = dict(whole.components)
    parts.update(text_encoder=None, tokenizer=None, image_encoder=None, feature_extractor=None)
    return diffusers.StableDiffusionXLImg2ImgPipeline(**parts, requires_aesthetics_score=True)


def stable_diffusion_3(*, with_t5: bool, second: int = 32) -> Any:
    """Two or three text encoders, the second ``second`` numbers wide."""
    return diffusers.StableDiffusion3Pipeline(
        transformer=diffusers.SD3Transformer2DModel(
            sample_size=32,
            patch_size=2,
            in_channels=16,  # it paints parts with no other number
            num_layers=1,
            attention_head_dim=8,
            num_attention_heads=4,
            caption_projection_dim=32,
            joint_attention_dim=32 + second,
            pooled_projection_dim=32 + second,
            out_channels=16,
        ),
        scheduler=flow(),
        vae=flat_autoencoder(latent_channels=16),
        text_encoder=tiny.projecting_text_encoder(),
        text_encoder_2=tiny.projecting_text_encoder(width=second),
        text_encoder_3=t5(32 + second) if with_t5 else None,
        tokenizer=tiny.tokenizer(),
        tokenizer_2=tiny.tokenizer(),
        tokenizer_3=letters() if with_t5 else None,
    )


def pixart_sigma() -> Any:
    """PixArt-Sigma."""
    return diffusers.PixArtSigmaPipeline(
        transformer=diffusers.PixArtTransformer2DModel(
            sample_size=8,
            num_layers=1,
            patch_size=2,
            attention_head_dim=8,
            num_attention_heads=3,
            caption_channels=32,
            in_channels=4,
            cross_attention_dim=24,
            out_channels=8,
            attention_bias=True,
            activation_fn="gelu-approximate",
            num_embeds_ada_norm=1000,
            norm_type="ada_norm_single",
            norm_elementwise_affine=False,
            norm_eps=1e-6,
        ),
        scheduler=diffusers.DDIMScheduler(clip_sample=False),
        vae=autoencoder(),
        text_encoder=t5(),
        tokenizer=letters(),
    )


def kandinsky22() -> Any:
    """Kandinsky 2.2, in two stages."""
    prior = diffusers.PriorTransformer(
        num_attention_heads=2,
        attention_head_dim=12,
        embedding_dim=32,
        num_layers=1,
        num_embeddings=tiny.TOKENS,
    )
    prior.clip_std = torch.nn.Parameter(torch.ones(prior.clip_std.shape))  # 0 would end all noise
    vision = transformers.CLIPVisionConfig(
        hidden_size=32,
        image_size=32,
        projection_dim=32,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        patch_size=16,
    )
    return diffusers.KandinskyV22CombinedPipeline(
        unet=diffusers.UNet2DConditionModel(
            in_channels=4,
            out_channels=8,
            addition_embed_type="image",
            down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
            up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
            mid_block_type="UNetMidBlock2DSimpleCrossAttn",
            block_out_channels=(32, 64),
            layers_per_block=1,
            encoder_hid_dim=32,
            encoder_hid_dim_type="image_proj",
            cross_attention_dim=32,
            attention_head_dim=4,
            resnet_time_scale_shift="scale_shift",
        ),
        scheduler=diffusers.DDIMScheduler(
            beta_schedule="linear",
            beta_start=0.00085,
            beta_end=0.012,
            clip_sample=False,
            steps_offset=1,
        ),
        movq=diffusers.VQModel(
            block_out_channels=(32, 32, 32, 32),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=4,
            norm_type="spatial",
            num_vq_embeddings=12,
            vq_embed_dim=4,
        ).eval(),
        prior_prior=prior,
        prior_image_encoder=transformers.CLIPVisionModelWithProjection(vision).eval(),
        prior_text_encoder=tiny.projecting_text_encoder(),
        prior_tokenizer=tiny.tokenizer(),
        prior_scheduler=diffusers.UnCLIPScheduler(
            variance_type="fixed_small_log", prediction_type="sample", clip_sample_range=10.0
        ),
        prior_image_processor=transformers.CLIPImageProcessor(
            crop_size={"height": 32, "width": 32}, size={"shortest_edge": 32}
        ),
    )


def hunyuan_dit() -> Any:
    """HunyuanDiT, in two languages."""
    config = transformers.BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=128,
    )
    return diffusers.HunyuanDiTPipeline(
        transformer=diffusers.HunyuanDiT2DModel(
            sample_size=16,
            num_layers=2,
            patch_size=2,
            attention_head_dim=8,
            num_attention_heads=3,
            in_channels=4,
            cross_attention_dim=32,
            cross_attention_dim_t5=32,
            pooled_projection_dim=16,
            hidden_size=24,
            activation_fn="gelu-approximate",
        ).eval(),
        scheduler=diffusers.DDPMScheduler(),
        vae=autoencoder(),
        text_encoder=transformers.BertModel(config).eval(),
        tokenizer=letters(77),
        text_encoder_2=t5(),
        tokenizer_2=letters(256),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
