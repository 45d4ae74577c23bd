"""Tiny pipelines, with random weights, of the families of models that people bring.

Each is built of the same classes as the large ones, so everything but the pictures is real.
``python -m tests.imaging.families FOLDER NAME ...`` writes diffusers folders.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import torch
import transformers as typed_transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

from tests.imaging import tiny

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

diffusers: Any = import_module("diffusers")
transformers: Any = typed_transformers

_CHAT: Final = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def main() -> None:
    """Write the families named."""
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        cast("Any", torch).manual_seed(0)
        FAMILIES[name]().save_pretrained(folder / name, safe_serialization=True)


def letters(limit: int = 512, **more: Any) -> Any:
    """A fast tokenizer with a token for each byte, as T5, Qwen, Gemma and GLM have larger ones."""
    specials = ["<pad>", "</s>", "<s>", "<unk>"]
    alphabet = {one: at for at, one in enumerate((*specials, *sorted(_alphabet())))}
    backend: Any = Tokenizer(models.BPE(vocab=alphabet, merges=[], unk_token="<unk>"))  # noqa: S106
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    backend.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 2), ("</s>", 1)]
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=backend,
        model_max_length=limit,
        pad_token="<pad>",  # noqa: S106
        eos_token="</s>",  # noqa: S106
        bos_token="<s>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        chat_template=_CHAT,
        **more,
    )


def _alphabet() -> list[str]:
    return pre_tokenizers.ByteLevel.alphabet()


_VOCABULARY: Final = 4 + len(_alphabet())
_SMALL_LLM: Final = {
    "intermediate_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "vocab_size": _VOCABULARY,
    "max_position_embeddings": 2048,
    "pad_token_id": 0,
    "eos_token_id": 1,
    "bos_token_id": 2,
}


def t5(width: int = 32) -> Any:
    """A reader of words as T5 is."""
    config = transformers.T5Config(
        vocab_size=_VOCABULARY, d_model=width, d_kv=8, d_ff=37, num_layers=2, num_heads=4
    )
    return transformers.T5EncoderModel(config).eval()


def _gemma(width: int = 8) -> Any:
    config = transformers.Gemma2Config(hidden_size=width, head_dim=4, **_SMALL_LLM)
    return transformers.Gemma2Model(config).eval()


def _vae(blocks: int = 4, **more: Any) -> Any:
    return diffusers.AutoencoderKL(
        block_out_channels=(8,) * blocks,
        down_block_types=("DownEncoderBlock2D",) * blocks,
        up_block_types=("UpDecoderBlock2D",) * blocks,
        layers_per_block=1,
        norm_num_groups=4,
        sample_size=32,
        **{"latent_channels": 4, **more},
    ).eval()


def _flat_vae(blocks: int = 4, **more: Any) -> Any:
    """As newer models have it, with a shift and no convolutions around the latents."""
    return _vae(
        blocks,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.0609,
        scaling_factor=1.5035,
        **more,
    )


def _flow(**more: Any) -> Any:
    return diffusers.FlowMatchEulerDiscreteScheduler(**more)


def _sd21() -> Any:
    scheduler = diffusers.DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        steps_offset=1,
        prediction_type="v_prediction",
    )
    return tiny.stable_diffusion(scheduler=scheduler)


def _sdxl_refiner() -> Any:
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
        scheduler=_flow(),
        vae=_flat_vae(latent_channels=16),
        text_encoder=tiny.projecting_text_encoder(),
        text_encoder_2=tiny.projecting_text_encoder(width=second),
        text_encoder_3=t5(32 + second) if with_t5 else None,
        tokenizer=tiny.tokenizer(),
        tokenizer_2=tiny.tokenizer(),
        tokenizer_3=letters() if with_t5 else None,
    )


def _flux(*, guided: bool) -> Any:
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
        scheduler=_flow(),
        vae=_flat_vae(),
        text_encoder=tiny.text_encoder(),
        text_encoder_2=t5(),
        tokenizer=tiny.tokenizer(),
        tokenizer_2=letters(),
    )


def _flux2_klein() -> Any:
    config = transformers.Qwen3Config(
        hidden_size=16, head_dim=8, **{**_SMALL_LLM, "num_hidden_layers": 28}
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
        scheduler=_flow(),
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


def _z_image() -> Any:
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
    config = transformers.Qwen3Config(hidden_size=16, head_dim=8, **_SMALL_LLM)
    return diffusers.ZImagePipeline(
        transformer=transformer,
        scheduler=_flow(),
        vae=_flat_vae(),
        text_encoder=transformers.Qwen3Model(config).eval(),
        tokenizer=letters(),
    )


def _qwen_image() -> Any:
    config = transformers.Qwen2_5_VLConfig(
        text_config={
            "hidden_size": 16,
            "rope_scaling": {"mrope_section": [1, 1, 2], "rope_type": "default"},
            **_SMALL_LLM,
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
        scheduler=_flow(),
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


def _sana(*, sprint: bool) -> Any:
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
        scheduler=diffusers.SCMScheduler() if sprint else _flow(shift=3.0),
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
        text_encoder=_gemma(),
        tokenizer=letters(),
    )


def _pixart_sigma() -> Any:
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
        vae=_vae(),
        text_encoder=t5(),
        tokenizer=letters(),
    )


def _lumina2() -> Any:
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
        scheduler=_flow(),
        vae=_flat_vae(),
        text_encoder=_gemma(),
        tokenizer=letters(),
    )


def _cogview4() -> Any:
    config = transformers.GlmConfig(hidden_size=32, head_dim=16, **_SMALL_LLM)
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
        scheduler=_flow(
            base_shift=0.25,
            max_shift=0.75,
            base_image_seq_len=256,
            use_dynamic_shifting=True,
            time_shift_type="linear",
        ),
        vae=_vae(),
        text_encoder=transformers.GlmModel(config).eval(),
        tokenizer=letters(1024, padding_side="left"),
    )


def _chroma() -> Any:
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
        scheduler=_flow(),
        vae=_flat_vae(),
        text_encoder=t5(),
        tokenizer=letters(),
    )


def _kandinsky22() -> Any:
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


def _bria() -> Any:
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
        scheduler=_flow(),
        vae=_vae(shift_factor=0.0, force_upcast=False),
        text_encoder=t5(),
        tokenizer=letters(),
    )


def _hidream() -> Any:
    llama = transformers.LlamaConfig(hidden_size=16, head_dim=8, **_SMALL_LLM)
    return diffusers.HiDreamImagePipeline(
        transformer=diffusers.HiDreamImageTransformer2DModel(
            patch_size=2,
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
        scheduler=_flow(),
        vae=_flat_vae(2),  # it paints no less than 128 by 128 cells
        text_encoder=tiny.projecting_text_encoder(128),
        text_encoder_2=tiny.projecting_text_encoder(128),
        text_encoder_3=t5(),
        text_encoder_4=transformers.LlamaForCausalLM(llama).eval(),
        tokenizer=tiny.tokenizer(128),
        tokenizer_2=tiny.tokenizer(128),
        tokenizer_3=letters(),
        tokenizer_4=letters(),
    )


def _hunyuan_dit() -> Any:
    config = transformers.BertConfig(
        vocab_size=_VOCABULARY,
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
        vae=_vae(),
        text_encoder=transformers.BertModel(config).eval(),
        tokenizer=letters(77),
        text_encoder_2=t5(),
        tokenizer_2=letters(256),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


FAMILIES: Final[Mapping[str, Callable[[], Any]]] = {
    "sd15": tiny.stable_diffusion,
    "sd21-v": _sd21,
    "sdxl": tiny.stable_diffusion_xl,
    "sdxl-refiner": _sdxl_refiner,
    "sd3": lambda: stable_diffusion_3(with_t5=True),
    "sd3-without-t5": lambda: stable_diffusion_3(with_t5=False),
    "flux-dev": lambda: _flux(guided=True),
    "flux-schnell": lambda: _flux(guided=False),
    "flux2-klein": _flux2_klein,
    "z-image": _z_image,
    "qwen-image": _qwen_image,
    "sana": lambda: _sana(sprint=False),
    "sana-sprint": lambda: _sana(sprint=True),
    "pixart-sigma": _pixart_sigma,
    "lumina2": _lumina2,
    "cogview4": _cogview4,
    "chroma": _chroma,
    "kandinsky22": _kandinsky22,
    "bria": _bria,
    "hidream": _hidream,
    "hunyuan-dit": _hunyuan_dit,
}


if __name__ == "__main__":
    main()
