"""Models whose words are read by a language model."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import torch
import transformers as typed_transformers

from tests.imaging import tiny
from tests.imaging.families.parts import (
    SMALL_LLM,
    autoencoder,
    flat_autoencoder,
    flow,
    gemma,
    letters,
    t5,
)

diffusers: Any = import_module("diffusers")
transformers: Any = typed_transformers


def z_image() -> Any:
    """Z-Image."""
    transformer = diffusers.ZImageTransformer2DModel(
        all_patch_size=(2,),
        all_f_patch_size=(1,),
        in_channels=4,
        dim=32,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[8, 4, 4],
        axes_lens=[1024, 64, 64],
    )
    with torch.no_grad():  # made with torch.empty: whatever stood in memory
        transformer.x_pad_token.copy_(torch.ones_like(transformer.x_pad_token))
        transformer.cap_pad_token.copy_(torch.ones_like(transformer.cap_pad_token))
    config = transformers.Qwen3Config(hidden_size=16, head_dim=8, **SMALL_LLM)
    return diffusers.ZImagePipeline(
        transformer=transformer,
        scheduler=flow(),
        vae=flat_autoencoder(),
        text_encoder=transformers.Qwen3Model(config).eval(),
        tokenizer=letters(),
    )


def qwen_image() -> Any:
    """Qwen-Image, with an autoencoder for films."""
    config = transformers.Qwen2_5_VLConfig(
        text_config={
            "hidden_size": 16,
            "rope_scaling": {"mrope_section": [1, 1, 2], "rope_type": "default"},
            **SMALL_LLM,
        },
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": 16,
        },
    )
    return diffusers.QwenImagePipeline(
        transformer=diffusers.QwenImageTransformer2DModel(
            patch_size=2,
            in_channels=16,
            out_channels=4,
            num_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=16,
            axes_dims_rope=(8, 4, 4),
        ),
        scheduler=flow(),
        vae=diffusers.AutoencoderKLQwenImage(
            base_dim=8,
            z_dim=4,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            temperal_downsample=[False, True, True],
            latents_mean=[0.0] * 4,
            latents_std=[1.0] * 4,
        ).eval(),
        text_encoder=transformers.Qwen2_5_VLForConditionalGeneration(config).eval(),
        tokenizer=letters(1024),
    )


def sana(*, sprint: bool) -> Any:
    """Sana, or Sana Sprint, which takes two steps."""
    more: dict[str, Any] = (
        {"guidance_embeds": True, "qk_norm": "rms_norm_across_heads"} if sprint else {}
    )
    kind = diffusers.SanaSprintPipeline if sprint else diffusers.SanaPipeline
    return kind(
        transformer=diffusers.SanaTransformer2DModel(
            patch_size=1,
            in_channels=4,
            out_channels=4,
            num_layers=1,
            num_attention_heads=2,
            attention_head_dim=4,
            num_cross_attention_heads=2,
            cross_attention_head_dim=4,
            cross_attention_dim=8,
            caption_channels=8,
            sample_size=8,
            **more,
        ),
        scheduler=diffusers.SCMScheduler() if sprint else flow(shift=3.0),
        vae=diffusers.AutoencoderDC(
            in_channels=3,
            latent_channels=4,
            attention_head_dim=2,
            encoder_block_types=("ResBlock",) * 6,
            decoder_block_types=("ResBlock",) * 6,
            encoder_block_out_channels=(8,) * 6,
            decoder_block_out_channels=(8,) * 6,
            encoder_qkv_multiscales=((),) * 6,
            decoder_qkv_multiscales=((),) * 6,
            encoder_layers_per_block=(1,) * 6,
            decoder_layers_per_block=(1,) * 6,
            downsample_block_type="conv",
            upsample_block_type="interpolate",
            decoder_norm_types="rms_norm",
            decoder_act_fns="silu",
            scaling_factor=0.41407,
        ).eval(),
        text_encoder=gemma(),
        tokenizer=letters(),
    )


def lumina2() -> Any:
    """Lumina 2."""
    return diffusers.Lumina2Pipeline(
        transformer=diffusers.Lumina2Transformer2DModel(
            sample_size=8,
            patch_size=2,
            in_channels=4,
            hidden_size=8,
            num_layers=1,
            num_refiner_layers=1,
            num_attention_heads=1,
            num_kv_heads=1,
            multiple_of=16,
            norm_eps=1e-5,
            axes_dim_rope=[4, 2, 2],
            axes_lens=[1024, 64, 64],
            cap_feat_dim=8,
        ),
        scheduler=flow(),
        vae=flat_autoencoder(),
        text_encoder=gemma(),
        tokenizer=letters(),
    )


def cogview4() -> Any:
    """CogView 4, whose prompts of a batch are padded to the longest."""
    config = transformers.GlmConfig(hidden_size=32, head_dim=16, **SMALL_LLM)
    return diffusers.CogView4Pipeline(
        transformer=diffusers.CogView4Transformer2DModel(
            patch_size=2,
            in_channels=4,
            num_layers=1,
            attention_head_dim=4,
            num_attention_heads=4,
            out_channels=4,
            text_embed_dim=32,
            time_embed_dim=8,
            condition_dim=4,
        ),
        scheduler=flow(
            base_shift=0.25,
            max_shift=0.75,
            base_image_seq_len=256,
            use_dynamic_shifting=True,
            time_shift_type="linear",
        ),
        vae=autoencoder(),
        text_encoder=transformers.GlmModel(config).eval(),
        tokenizer=letters(1024, padding_side="left"),
    )


def hidream() -> Any:
    """HiDream, with four readers."""
    llama = transformers.LlamaConfig(hidden_size=16, head_dim=8, **SMALL_LLM)
    return diffusers.HiDreamImagePipeline(
        transformer=diffusers.HiDreamImageTransformer2DModel(
            # It paints no less than 128 by 128 cells: in larger patches than its own there are a
            # ninth of the tokens to look at.
            patch_size=6,
            in_channels=4,
            out_channels=4,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=8,
            num_attention_heads=4,
            caption_channels=[32, 16],
            text_emb_dim=64,
            num_routed_experts=4,
            num_activated_experts=2,
            axes_dims_rope=(4, 2, 2),
            max_resolution=(128, 128),
            llama_layers=(0, 1),
        ).eval(),
        scheduler=flow(),
        vae=flat_autoencoder(2),
        text_encoder=tiny.projecting_text_encoder(128),
        text_encoder_2=tiny.projecting_text_encoder(128),
        text_encoder_3=t5(),
        text_encoder_4=transformers.LlamaForCausalLM(llama).eval(),
        tokenizer=tiny.tokenizer(128),
        tokenizer_2=tiny.tokenizer(128),
        tokenizer_3=letters(),
        tokenizer_4=letters(),
    )
