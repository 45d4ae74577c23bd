"""Makes tiny diffusers folders, with random weights, of the two kinds most models are.

Run as a program (``python -m tests.imaging.tiny FOLDER``), so that the tests' own process stays
without torch, as the bot's does. The pictures mean nothing, but everything else is real.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import torch
from tokenizers import pre_tokenizers
from transformers import (
    CLIPSegConfig,
    CLIPSegForImageSegmentation,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
)

diffusers: Any = import_module("diffusers")
peft: Any = import_module("peft")
safetensors: Any = import_module("safetensors.torch")

WIDTH = 32
TOKENS = 20
"""How many tokens the models read; a letter is a token, two are taken by start and end."""


def main() -> None:
    """Write ``sd``, ``sdxl``, ``finder`` and ``blind-finder`` into the folder given."""
    folder = Path(sys.argv[1])
    cast("Any", torch).manual_seed(0)
    stable_diffusion().save_pretrained(folder / "sd", safe_serialization=True)
    stable_diffusion_xl().save_pretrained(folder / "sdxl", safe_serialization=True)
    for name, bias in (("finder", 0.0), ("blind-finder", -1e6)):
        finder(bias).save_pretrained(folder / name)
        tokenizer().save_pretrained(folder / name)
    (folder / "loras").mkdir()
    loras(folder / "loras")


def stable_diffusion(scheduler: Any = None, width: int = WIDTH) -> Any:
    """The kind of 1.4 to 2.1; its denoiser reads words ``width`` numbers long."""
    return diffusers.StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=text_encoder(),
        tokenizer=tokenizer(),
        unet=_unet(cross_attention_dim=width),
        scheduler=scheduler or _scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def stable_diffusion_xl(second: int = WIDTH) -> Any:
    """Two text encoders, the other ``second`` numbers wide, and sizes told to the denoiser."""
    return diffusers.StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=text_encoder(),
        text_encoder_2=projecting_text_encoder(width=second),
        tokenizer=tokenizer(),
        tokenizer_2=tokenizer(),
        unet=_unet(
            cross_attention_dim=WIDTH + second,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=6 * 8 + second,
            use_linear_projection=True,
        ),
        scheduler=_scheduler(),
    )


def _scheduler() -> Any:
    return diffusers.EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
    )


def _unet(**more: Any) -> Any:
    return diffusers.UNet2DConditionModel(
        block_out_channels=(32, 64),
        layers_per_block=1,
        sample_size=8,
        norm_num_groups=8,
        attention_head_dim=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        **more,
    )


def _vae() -> Any:
    return diffusers.AutoencoderKL(
        block_out_channels=(16, 16, 16, 16),
        norm_num_groups=8,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        layers_per_block=1,
        sample_size=64,
    )


def text_encoder(tokens: int = TOKENS) -> Any:
    """One that reads ``tokens`` of a prompt."""
    return cast("Any", CLIPTextModel(_text_config(tokens))).eval()


def projecting_text_encoder(tokens: int = TOKENS, width: int = WIDTH) -> Any:
    """One whose last word is a single vector."""
    return cast("Any", CLIPTextModelWithProjection(_text_config(tokens, width))).eval()


def _text_config(tokens: int, width: int = WIDTH) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=tokens,
        projection_dim=width,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )


def loras(folder: Path) -> None:
    """LoRA for ``sd``: ``ink`` and ``gold``, ``void`` without effect, ``foreign`` of other names;
    ``xl`` is one for ``sdxl``.
    """
    for name, kind in (
        *((name, stable_diffusion) for name in ("ink", "gold", "void")),
        ("xl", stable_diffusion_xl),
    ):
        pipeline: Any = cast("Any", kind)()
        pipeline.unet.add_adapter(
            peft.LoraConfig(
                r=4, init_lora_weights=name == "void", target_modules=["to_q", "to_k", "to_v"]
            )
        )
        state = peft.get_peft_model_state_dict(pipeline.unet)
        pipeline.save_lora_weights(
            folder, unet_lora_layers=state, weight_name=f"{name}.safetensors"
        )
    numbers = safetensors.load_file(folder / "ink.safetensors")
    foreign = {name.replace("unet.", "unet.other_"): one for name, one in numbers.items()}
    safetensors.save_file(foreign, folder / "foreign.safetensors")


def finder(bias: float) -> Any:
    """A CLIPSeg that finds what it finds; with ``bias`` far below 0 nothing anywhere."""
    sizes = {
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
    }
    tokens = {"bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1}
    words = {"vocab_size": len(_vocabulary()), "max_position_embeddings": TOKENS, **tokens}
    config = cast("Any", CLIPSegConfig)(
        text_config=sizes | words,
        vision_config=sizes | {"image_size": 352, "patch_size": 32},
        projection_dim=WIDTH,
        extract_layers=[0, 1],
        reduce_dim=8,
        decoder_num_attention_heads=2,
        decoder_intermediate_size=16,
        conditional_layer=0,
    )
    made: Any = CLIPSegForImageSegmentation(config)
    last = made.decoder.transposed_convolution
    with torch.no_grad():
        # Sure of some places and not of others, each as large as a patch.
        last.weight.copy_(1000 * last.weight[..., :1, :1].expand_as(last.weight))
        last.bias.fill_(bias)
    return made.eval()


def tokenizer(tokens: int = TOKENS) -> Any:
    """CLIP's, with a token for each letter."""
    return cast("Any", CLIPTokenizer)(vocab=_vocabulary(), merges=[], model_max_length=tokens)


def _vocabulary() -> dict[str, int]:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{each}</w>" for each in letters)]
    return {word: number for number, word in enumerate(words)}


if __name__ == "__main__":
    main()
