"""What the families have in common: tokenizers, readers, autoencoders, samplers."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import transformers as typed_transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

diffusers: Any = import_module("diffusers")
transformers: Any = typed_transformers


_CHAT: Final = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


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


VOCABULARY: Final = 4 + len(_alphabet())


SMALL_LLM: Final = {
    "intermediate_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 2048,
    "pad_token_id": 0,
    "eos_token_id": 1,
    "bos_token_id": 2,
}


def t5(width: int = 32) -> Any:
    """T5, ``width`` numbers wide."""
    config = transformers.T5Config(
        vocab_size=VOCABULARY, d_model=width, d_kv=8, d_ff=37, num_layers=2, num_heads=4
    )
    return transformers.T5EncoderModel(config).eval()


def gemma(width: int = 8) -> Any:
    """Gemma 2, ``width`` numbers wide."""
    config = transformers.Gemma2Config(hidden_size=width, head_dim=4, **SMALL_LLM)
    return transformers.Gemma2Model(config).eval()


def autoencoder(blocks: int = 4, **more: Any) -> Any:
    """As Stable Diffusion has it, each of ``blocks`` but one halving the sides."""
    return diffusers.AutoencoderKL(
        block_out_channels=(8,) * blocks,
        down_block_types=("DownEncoderBlock2D",) * blocks,
        up_block_types=("UpDecoderBlock2D",) * blocks,
        layers_per_block=1,
        norm_num_groups=4,
        sample_size=32,
        **{"latent_channels": 4, **more},
    ).eval()


def flat_autoencoder(blocks: int = 4, **more: Any) -> Any:
    """As newer models have it, with a shift and no convolutions around the latents."""
    return autoencoder(
        blocks,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.0609,
        scaling_factor=1.5035,
        **more,
    )


def flow(**more: Any) -> Any:
    """The sampler of models that flow."""
    return diffusers.FlowMatchEulerDiscreteScheduler(**more)
