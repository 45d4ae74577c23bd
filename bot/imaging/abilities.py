"""What a pipeline can do, read from its class in diffusers and the configuration of its parts.

From a loaded pipeline, or from the class alone, so that a command can tell of a model before
anybody waits for it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final, cast

from bot.domain.rounds.abilities import Abilities, FilmAbilities, Guidance, Variation
from bot.imaging.glimpses import possible

# Typed as they are, each of their names would need a cast of its own.
diffusers: Any = import_module("diffusers")
_auto: Any = import_module("diffusers.pipelines.auto_pipeline")

Parts = Mapping[str, Mapping[str, Any]]
"""The configurations of a pipeline's parts, by name."""

_UNLIMITED_TOKENS: Final = 100_000
"""Tokenizers without a limit say 10 to the 30th."""
_CHUNKED: Final = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")
_UNLISTED: Final = (
    *("BriaPipeline", "BriaFiboPipeline", "HiDreamImagePipeline", "HunyuanImagePipeline"),
    *("OmniGenPipeline", "SanaSprintPipeline"),
)
_NO_PARTS: Final = ("ChromaPipeline",)
"""Their class for parts asks its denoiser for what that does not have (diffusers 0.42)."""
_FILMS: Final = {
    **dict.fromkeys(("WanPipeline", "WanImageToVideoPipeline"), "WanImageToVideoPipeline"),
    **dict.fromkeys(
        ("LTXPipeline", "LTXImageToVideoPipeline", "LTXConditionPipeline"), "LTXConditionPipeline"
    ),
}
"""Diffusers' classes for films, and the one that begins with a picture, of the same parts."""
_CLIP: Final = ("CLIPTokenizer", "CLIPTokenizerFast")


def abilities_of(pipeline: Any) -> Abilities:
    """What the loaded ``pipeline`` can do."""
    parts = {name: _config(part) for name, part in pipeline.components.items() if part is not None}
    parts[""] = dict(pipeline.config)
    abilities = _read(type(pipeline), parts, previews=possible(pipeline))
    film = _film(pipeline)
    if film is None:
        return abilities
    varies = Variation.STRENGTH if film.loosens else Variation.REFERENCES
    return replace(abilities, film=film, variation=varies, step_px=_film_step_px(pipeline))


def abilities_of_class(name: str) -> Abilities | None:
    """What pipelines of the class called ``name`` can do, whatever their parts are."""
    kind = text_to_image(name)
    return None if kind is None else _read(kind, {}, previews=False)


def text_to_image(name: str) -> Any:
    """Diffusers' class that paints from words with the parts of the class called ``name``.

    None where diffusers has no such class, or none that paints pictures from words alone.
    """
    named = getattr(diffusers, name, None)
    if not isinstance(named, type) or not issubclass(named, diffusers.DiffusionPipeline):
        return None
    kind = counterpart(named, "TEXT2IMAGE") or named
    wanted = inspect.signature(kind.__call__).parameters
    if "num_frames" in wanted or not ({"prompt", "args"} & wanted.keys()):
        return None
    if "image" in wanted and wanted["image"].default is inspect.Parameter.empty:
        return None
    return kind


def film_pipeline(name: str) -> Any:
    """Diffusers' class that paints films from pictures with the parts of the class called ``name``;
    None where none is known here.
    """
    return getattr(diffusers, _FILMS[name], None) if name in _FILMS else None


def _film(pipeline: Any) -> FilmAbilities | None:
    if type(pipeline).__name__ not in _FILMS.values():
        return None
    call = call_parameters(type(pipeline))
    if "conditions" in call:
        step = pipeline.vae_temporal_compression_ratio
        return FilmAbilities(step, last_frame=True, loosens=True, rated="frame_rate" in call)
    # Those whose noise is told frame by frame leave the last picture unread; so do those whose
    # eye for pictures has places for one alone.
    denoiser: Any = pipeline.transformer or pipeline.transformer_2
    sees_one = denoiser.config.image_dim is not None and denoiser.config.pos_embed_seq_len is None
    last = not pipeline.config.expand_timesteps and not sees_one
    step = pipeline.vae_scale_factor_temporal
    return FilmAbilities(step, last_frame=last, loosens=False, rated=False)


def _film_step_px(pipeline: Any) -> int:
    if hasattr(pipeline, "vae_spatial_compression_ratio"):
        # Less than 32 its own check does not let by.
        return max(32, int(pipeline.vae_spatial_compression_ratio))
    denoiser: Any = pipeline.transformer or pipeline.transformer_2
    return int(pipeline.vae_scale_factor_spatial * denoiser.config.patch_size[1])


def text_to_image_classes() -> list[Any]:
    """The classes that diffusers itself knows for painting from words, and those it forgot."""
    known = list(_auto.AUTO_TEXT2IMAGE_PIPELINES_MAPPING.values())
    return known + [getattr(diffusers, name) for name in _UNLISTED]


def from_picture(kind: Any) -> Any:
    """Diffusers' class for pictures from pictures with the parts of ``kind``; None for none."""
    by_name = getattr(diffusers, kind.__name__.replace("Pipeline", "Img2ImgPipeline"), None)
    for found in (by_name, counterpart(kind, "IMAGE2IMAGE")):
        if found is not None and {"image", "strength"} <= call_parameters(found).keys():
            return found
    return None


def from_part(kind: Any) -> Any:
    """Diffusers' class that paints a part of a picture again as ``kind`` paints; None for none."""
    if kind.__name__ in _NO_PARTS:
        return None
    by_name = getattr(diffusers, kind.__name__.replace("Pipeline", "InpaintPipeline"), None)
    needed = {"image", "mask_image", "strength", "width", "prompt"}
    for found in (by_name, counterpart(kind, "INPAINT")):
        if found is not None and needed <= call_parameters(found).keys():
            return found
    return None


def counterpart(kind: Any, task: str) -> Any:
    """The class for ``task`` (TEXT2IMAGE, IMAGE2IMAGE, INPAINT) beside ``kind``, or None."""
    tables = {
        each: getattr(_auto, f"AUTO_{each}_PIPELINES_MAPPING")
        for each in ("TEXT2IMAGE", "IMAGE2IMAGE", "INPAINT")
    }
    for table in tables.values():
        for model, other in table.items():
            if other.__name__ == kind.__name__ and model in tables[task]:
                return tables[task][model]
    return None


def call_parameters(kind: Any) -> Mapping[str, inspect.Parameter]:
    """What a call of a pipeline of ``kind`` understands."""
    return inspect.signature(kind.__call__).parameters


def tokens_read(kind: Any, tokenizer_limit: int) -> int:
    """How many tokens of a prompt a tokenizer hands on to a pipeline of ``kind``."""
    # T5's own limit is larger than what the pipelines hand on.
    parameter = call_parameters(kind).get("max_sequence_length")
    most = parameter.default if parameter is not None else None
    return min(tokenizer_limit, most) if isinstance(most, int) else tokenizer_limit


def chunkable(kind: Any, tokenizers: Mapping[str, str]) -> bool:
    """Whether long prompts can be read in pieces: SD and SDXL, whose tokenizers are CLIP's."""
    names = tokenizers.values()
    return kind.__name__ in _CHUNKED and bool(names) and all(name in _CLIP for name in names)


def _read(kind: Any, parts: Parts, *, previews: bool) -> Abilities:
    call = call_parameters(kind)
    picture = from_picture(kind)
    takes_references = "image" in call and "strength" not in call
    limits = {
        name: tokens_read(kind, int(part.get("model_max_length") or _UNLIMITED_TOKENS))
        for name, part in parts.items()
        if "tokenizer" in name
    }
    tokens = max((limit for limit in limits.values() if limit < _UNLIMITED_TOKENS), default=None)
    guidance, above = _guidance(kind, call, parts)
    source = inspect.getsource(inspect.getmodule(kind) or kind)
    return Abilities(
        pipeline=kind.__name__,
        variation=Variation.STRENGTH
        if picture is not None
        else Variation.REFERENCES
        if takes_references
        else Variation.NOISE,
        references=takes_references,
        inpainting=from_part(kind) is not None,
        negative="negative_prompt" in call,
        guidance=guidance,
        guidance_above=above,
        tokens=tokens,
        long_prompts=chunkable(
            kind, {name: str(parts[name].get("_class_name")) for name in limits}
        ),
        # Pipelines that pad to max_length name "longest" too, where they only look what was cut.
        equal_prompts=bool(re.search(r'padding=(True|"longest")', source))
        and 'padding="max_length"' not in source,
        step_px=_step_px(parts),
        native_px=_native_px(parts),
        previews=previews,
        lora=hasattr(kind, "load_lora_weights"),
        textual_inversion=hasattr(kind, "load_textual_inversion"),
        ip_adapter="ip_adapter_image" in call,
    )


def _guidance(
    kind: Any, call: Mapping[str, inspect.Parameter], parts: Parts
) -> tuple[Guidance, float]:
    """The kind of guidance, and above which number it works."""
    denoiser = _denoiser(parts)
    if denoiser.get("guidance_embeds") or denoiser.get("time_cond_proj_dim"):
        return Guidance.DISTILLED, 0.0
    if "true_cfg_scale" in call:
        return Guidance.TRUE_CFG, 1.0
    if not {"guidance_scale", "prior_guidance_scale", "args"} & call.keys():
        return Guidance.NONE, 1.0
    if parts.get("", {}).get("is_distilled"):
        return Guidance.NONE, 1.0
    asks: Any = getattr(kind, "do_classifier_free_guidance", None)
    rule = inspect.getsource(cast("Any", asks.fget)) if isinstance(asks, property) else ""
    if "return False" in rule:
        return Guidance.NONE, 1.0
    return Guidance.CFG, 0.0 if re.search(r"> 0\b", rule) else 1.0


def _denoiser(parts: Parts) -> Mapping[str, Any]:
    kinds = ("transformer", "unet", "prior")
    return next((parts[name] for name in kinds if name in parts), dict[str, Any]())


def _scale(parts: Parts) -> int:
    """How many pixels a cell of the latents is wide."""
    vae = parts.get("vae", {})
    if blocks := vae.get("block_out_channels") or vae.get("encoder_block_out_channels"):
        return cast("int", 2 ** (len(blocks) - 1))
    if steps := vae.get("temperal_downsample"):
        return cast("int", 2 ** len(steps))
    return int(vae.get("spatial_compression_ratio") or 8)


def _step_px(parts: Parts) -> int:
    if "movq" in parts:
        return 64
    scale = _scale(parts)
    if "transformer" not in parts:
        return scale
    # Deep autoencoders take as much into a cell as others into a patch of two by two.
    deep = "encoder_block_out_channels" in parts.get("vae", {})
    return scale * int(_denoiser(parts).get("patch_size") or 1) if deep else scale * 2


def _native_px(parts: Parts) -> int | None:
    cells = _denoiser(parts).get("sample_size")
    if isinstance(cells, int) and not isinstance(cells, bool):
        return cells * _scale(parts)
    return None


def _config(part: Any) -> Mapping[str, Any]:
    config: Any = getattr(part, "config", None)
    if hasattr(config, "to_dict"):
        config = config.to_dict()
    found = dict(cast("Mapping[str, Any]", config)) if isinstance(config, Mapping) else {}
    if hasattr(part, "model_max_length"):
        found["model_max_length"] = part.model_max_length
    return {**found, "_class_name": type(part).__name__}
