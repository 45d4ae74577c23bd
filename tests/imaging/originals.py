"""Pipelines as one dictionary of tensors, in the layout their makers published them in.

What A1111 and ComfyUI read; diffusers can read it too, but not write it.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

torch: Any = import_module("torch")
_names: Any = import_module("diffusers.loaders.single_file_utils")

Tensors = dict[str, Any]

_RESNET: Final = {
    "norm1.": "in_layers.0.",
    "conv1.": "in_layers.2.",
    "norm2.": "out_layers.0.",
    "conv2.": "out_layers.3.",
    "time_emb_proj.": "emb_layers.1.",
    "conv_shortcut.": "skip_connection.",
}
_CLIP: Final = {
    "encoder.layers.": "transformer.resblocks.",
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    ".fc1.": ".c_fc.",
    ".fc2.": ".c_proj.",
    ".self_attn.": ".attn.",
    "embeddings.position_embedding.weight": "positional_embedding",
    "embeddings.token_embedding": "token_embedding",
    "final_layer_norm": "ln_final",
}
_JOINT: Final = {
    "norm1.linear": "x_block.adaLN_modulation.1",
    "attn.to_out.0": "x_block.attn.proj",
    "ff.net.0.proj": "x_block.mlp.fc1",
    "ff.net.2": "x_block.mlp.fc2",
}
_SD3: Final = {
    "pos_embed.pos_embed": "pos_embed",
    "pos_embed.proj.": "x_embedder.proj.",
    "time_text_embed.timestep_embedder.linear_1.": "t_embedder.mlp.0.",
    "time_text_embed.timestep_embedder.linear_2.": "t_embedder.mlp.2.",
    "time_text_embed.text_embedder.linear_1.": "y_embedder.mlp.0.",
    "time_text_embed.text_embedder.linear_2.": "y_embedder.mlp.2.",
    "proj_out.": "final_layer.linear.",
}


def stable_diffusion(pipeline: Any) -> Tensors:
    """As 1.5 was published."""
    return {
        **_prefixed("model.diffusion_model.", _unet(pipeline.unet)),
        **_prefixed("first_stage_model.", _vae(pipeline.vae)),
        **_prefixed("cond_stage_model.transformer.text_model.", _clip(pipeline.text_encoder)),
    }


def stable_diffusion_xl(pipeline: Any) -> Tensors:
    """With two text encoders, the second in OpenCLIP's own layout."""
    first, second = _clip(pipeline.text_encoder), _open_clip(pipeline.text_encoder_2)
    return {
        **_prefixed("model.diffusion_model.", _unet(pipeline.unet)),
        **_prefixed("first_stage_model.", _vae(pipeline.vae)),
        **_prefixed("conditioner.embedders.0.transformer.text_model.", first),
        **_prefixed("conditioner.embedders.1.model.", second),
    }


def stable_diffusion_3(pipeline: Any) -> Tensors:
    """With or without T5, of one block of layers."""
    found = {
        **_prefixed("model.diffusion_model.", _joint(pipeline.transformer)),
        **_prefixed("first_stage_model.", _vae(pipeline.vae)),
        **_prefixed("text_encoders.clip_l.transformer.text_model.", _clip(pipeline.text_encoder)),
        **_prefixed("text_encoders.clip_g.transformer.", pipeline.text_encoder_2.state_dict()),
    }
    if pipeline.text_encoder_3 is not None:
        t5 = pipeline.text_encoder_3.state_dict()
        t5.pop("encoder.embed_tokens.weight", None)
        found |= _prefixed("text_encoders.t5xxl.transformer.", t5)
    return found


def _unet(unet: Any) -> Tensors:
    layers = unet.config.layers_per_block + 1
    tables = _names.DIFFUSERS_TO_LDM_MAPPING["unet"]
    known: Mapping[str, str] = {**tables["layers"], **tables["addition_embed_type"]}

    def place(name: str) -> str:
        if name in known:
            return known[name]
        side, *rest = name.split(".", 2)
        if side == "mid_block":
            kind, number, rest_ = name.split(".", 3)[1:]
            at = f"middle_block.{1 if kind == 'attentions' else 2 * int(number)}"
            return f"{at}.{_told(rest_, _RESNET) if kind == 'resnets' else rest_}"
        block, (kind, number, inner) = int(rest[0]), rest[1].split(".", 2)
        first = "input_blocks" if side == "down_blocks" else "output_blocks"
        if kind == "downsamplers":
            return f"{first}.{(block + 1) * layers}.0.{inner.replace('conv', 'op')}"
        if kind == "upsamplers":
            deep = 2 if hasattr(unet.up_blocks[block], "attentions") else 1
            return f"{first}.{(block + 1) * layers - 1}.{deep}.{inner}"
        at = block * layers + int(number) + (1 if side == "down_blocks" else 0)
        if kind == "attentions":
            return f"{first}.{at}.1.{inner}"
        return f"{first}.{at}.0.{_told(inner, _RESNET)}"

    return {place(name): tensor for name, tensor in unet.state_dict().items()}


def _vae(vae: Any) -> Tensors:
    known: Mapping[str, str] = _names.DIFFUSERS_TO_LDM_MAPPING["vae"]
    last = len(vae.config.up_block_types) - 1

    def place(name: str) -> str:
        if name in known:
            return known[name]
        name = re.sub(r"up_blocks\.(\d)", lambda found: f"up.{last - int(found[1])}", name)
        name = re.sub(r"mid_block\.resnets\.(\d)", lambda at: f"mid.block_{int(at[1]) + 1}", name)
        return _told(
            name,
            {
                "down_blocks.": "down.",
                ".resnets.": ".block.",
                "downsamplers.0": "downsample",
                "upsamplers.0": "upsample",
                "conv_shortcut": "nin_shortcut",
                "mid_block.attentions.0": "mid.attn_1",
                "group_norm": "norm",
                "to_out.0": "proj_out",
                ".to_q.": ".q.",
                ".to_k.": ".k.",
                ".to_v.": ".v.",
            },
        )

    found = {place(name): tensor for name, tensor in vae.state_dict().items()}
    flat = [name for name in found if re.search(r"attn_1\.(q|k|v|proj_out)\.weight", name)]
    return found | {name: found[name][:, :, None, None] for name in flat}


def _clip(encoder: Any) -> Tensors:
    tensors = cast("Tensors", encoder.state_dict())
    return {
        name.removeprefix("text_model."): tensor
        for name, tensor in tensors.items()
        if not name.startswith("text_projection")
    }


def _open_clip(encoder: Any) -> Tensors:
    found: Tensors = {"text_projection": encoder.text_projection.weight.T.contiguous()}
    for name, tensor in _clip(encoder).items():
        if any(letter in name for letter in (".q_proj.", ".k_proj.", ".v_proj.")):
            continue
        found[_told(name, _CLIP)] = tensor
    for number, layer in enumerate(encoder.text_model.encoder.layers):
        attention = layer.self_attn
        three = (attention.q_proj, attention.k_proj, attention.v_proj)
        at = f"transformer.resblocks.{number}.attn.in_proj"
        found[f"{at}_weight"] = torch.cat([one.weight for one in three])
        found[f"{at}_bias"] = torch.cat([one.bias for one in three])
    return found


def _joint(transformer: Any) -> Tensors:
    tensors = cast("Tensors", transformer.state_dict())
    found: Tensors = {}
    for name, tensor in tensors.items():
        if not name.startswith(("transformer_blocks.", "norm_out.")):
            found[_told(name, _SD3)] = tensor
    for kind in ("weight", "bias"):
        out = tensors[f"norm_out.linear.{kind}"]
        found[f"final_layer.adaLN_modulation.1.{kind}"] = _swapped(out)
        block, joint = "transformer_blocks.0", "joint_blocks.0"
        context = tensors[f"{block}.norm1_context.linear.{kind}"]
        found[f"{joint}.context_block.adaLN_modulation.1.{kind}"] = _swapped(context)
        for side, three in (
            ("x_block", ("to_q", "to_k", "to_v")),
            ("context_block", ("add_q_proj", "add_k_proj", "add_v_proj")),
        ):
            found[f"{joint}.{side}.attn.qkv.{kind}"] = torch.cat(
                [tensors[f"{block}.attn.{one}.{kind}"] for one in three]
            )
        for ours, theirs in _JOINT.items():
            found[f"{joint}.{theirs}.{kind}"] = tensors[f"{block}.{ours}.{kind}"]
    return found


def _swapped(tensor: Any) -> Any:
    return torch.cat(tuple(reversed(tensor.chunk(2, dim=0))), dim=0)


def _told(name: str, words: Mapping[str, str]) -> str:
    for ours, theirs in words.items():
        name = name.replace(ours, theirs)
    return name


def _prefixed(prefix: str, tensors: Mapping[str, Any]) -> Tensors:
    items: Iterable[tuple[str, Any]] = tensors.items()
    return {prefix + name: tensor.contiguous().clone() for name, tensor in items}
