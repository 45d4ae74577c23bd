"""Single files with a whole model in them, as A1111 and ComfyUI use them: which, and if whole.

They hold weights and nothing else. How the model is built, and its tokenizers, come from a
diffusers folder: one that the preset names, one beside the file (``dream/`` beside
``dream.safetensors``), or the configuration of the model that it descends from, on the hub. It
imports neither torch nor diffusers.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.domain.errors import ModelMissing
from bot.imaging.folders import (
    DENOISERS,
    INDEX,
    ModelFolder,
    check_part,
    holds_weights,
    index_of,
    is_folder,
    is_refiner,
    parts_of,
    weights,
)
from bot.imaging.tensors import check, is_lora, shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.prompts.prompt import Preset

_REFINER: Final = (
    "{file} is a refiner, which only works over pictures of another model: name the base model "
    "instead"
)
_NOT_FROM_WORDS: Final = "{file} paints into pictures, not from words: name another model"
# Where the tensors of a part lie in such a file.
_WITHIN: Final = {
    "vae": ("first_stage_model.", "vae."),
    "text_encoder": (
        *("cond_stage_model.", "conditioner.embedders.0.", "text_encoders.clip_l.transformer."),
    ),
    "text_encoder_2": ("conditioner.embedders.1.", "text_encoders.clip_g.transformer."),
}
_T5: Final = ("text_encoders.t5xxl.transformer.",)


class Kind(NamedTuple):
    """What a file holds: the class of pipeline, and a repository with its configuration."""

    pipeline: str
    repository: str


SD15: Final = Kind("StableDiffusionPipeline", "stable-diffusion-v1-5/stable-diffusion-v1-5")
SDXL: Final = Kind("StableDiffusionXLPipeline", "stabilityai/stable-diffusion-xl-base-1.0")
SD3: Final = Kind("StableDiffusion3Pipeline", "stabilityai/stable-diffusion-3-medium-diffusers")
SD35_MEDIUM: Final = Kind("StableDiffusion3Pipeline", "stabilityai/stable-diffusion-3.5-medium")
SD35_LARGE: Final = Kind("StableDiffusion3Pipeline", "stabilityai/stable-diffusion-3.5-large")
FLUX_DEV: Final = Kind("FluxPipeline", "black-forest-labs/FLUX.1-dev")
FLUX_SCHNELL: Final = Kind("FluxPipeline", "black-forest-labs/FLUX.1-schnell")


def recognised(file: Path) -> Kind:
    """What ``file`` is, going by the names and shapes of its tensors.

    Raises:
        ModelMissing: it is no model that can be told so; the sentence says what it is, or what to
            do.
    """
    if file.suffix != ".safetensors":
        raise ModelMissing(
            f"{file} is a file, and only .safetensors files and diffusers folders can be loaded"
        )
    check(file)
    if is_lora(file):
        raise ModelMissing(
            f"{file} is a LoRA, which is no model but goes on top of one: name the model it was "
            "made for"
        )
    tensors = {
        name.removeprefix("model.diffusion_model."): shape for name, shape in shapes(file).items()
    }
    kind = _kind(tensors, file)
    if kind is None:
        raise ModelMissing(
            f"of {file} it cannot be told which model it is: let the preset's config name the "
            "diffusers folder, or the hub id, of the model that it descends from"
        )
    return kind


def _kind(tensors: Mapping[str, tuple[int, ...]], file: Path) -> Kind | None:
    entry = tensors.get("input_blocks.0.0.weight", ())
    if len(entry) > 1 and entry[1] != 4:
        raise ModelMissing(_NOT_FROM_WORDS.format(file=file))

    def begins(*prefixes: str) -> bool:
        return any(name.startswith(prefixes) for name in tensors)

    if begins("conditioner.embedders."):
        if not begins("conditioner.embedders.1."):
            raise ModelMissing(_REFINER.format(file=file))
        return SDXL
    if begins("input_blocks.") and begins("cond_stage_model.transformer."):
        return SD15
    if begins("joint_blocks."):
        places = tensors.get("pos_embed", (0, 0))[1]
        known = {36_864: SD3, 147_456: SD35_MEDIUM}
        return SD35_LARGE if begins("joint_blocks.37.") else known.get(places)
    if tensors.get("img_in.weight", (0, 0))[1] > 64:
        raise ModelMissing(_NOT_FROM_WORDS.format(file=file))
    # Chroma and FLUX.2 have blocks of that name too.
    if begins("double_blocks.0.img_attn.norm.key_norm.scale") and begins("vector_in."):
        return FLUX_DEV if begins("guidance_in.") else FLUX_SCHNELL
    return None


def configuration(preset: Preset) -> Path | str:
    """Where the configuration of the preset's file comes from: a folder, or a hub repository.

    Raises:
        ModelMissing: the file says not what it is, and the preset does not either.
    """
    if preset.config:
        return Path(preset.config) if is_folder(preset.config) else preset.config
    beside = Path(preset.model).with_suffix("")
    return beside if (beside / INDEX).is_file() else recognised(Path(preset.model)).repository


def absent_parts(file: Path, index: Mapping[str, Any]) -> list[str]:
    """The parts with weights that ``file`` lacks of those that ``index`` lists."""
    names = list(shapes(file))

    def within(part: str, kind: str) -> bool:
        places = _T5 if kind.startswith("T5") else _WITHIN.get(part, ())
        return part in DENOISERS or any(name.startswith(places) for name in names)

    return [
        part
        for part, kind in parts_of(index).items()
        if holds_weights(kind) and part != "safety_checker" and not within(part, kind)
    ]


def inspect_file(file: Path, folder: Path) -> ModelFolder:
    """What the model in ``file`` is, built as ``folder`` says; the folder has what the file lacks.

    Raises:
        ModelMissing: something is absent, broken or no model; the sentence says what and what to
            do.
    """
    check(file)
    if is_lora(file):
        recognised(file)
    if not folder.exists():
        raise ModelMissing(f"the configuration's folder {folder} does not exist")
    index = index_of(folder)
    if is_refiner(index):
        raise ModelMissing(_REFINER.format(file=file))
    parts, absent = parts_of(index), absent_parts(file, index)
    try:
        for name, kind in parts.items():
            if name in absent or not holds_weights(kind):
                check_part(folder, name, kind)
    except ModelMissing as error:
        lacking = f"{file} has no {' and no '.join(absent)}; " if absent else ""
        raise ModelMissing(f"{lacking}{error}") from None
    apart = {name: weights(folder / name) for name in absent}
    return ModelFolder(
        path=folder,
        pipeline=str(index["_class_name"]),
        has_transformer="transformer" in parts,
        weights_bytes=sum(
            one.stat().st_size for one in (file, *chain(*(files for _, files in apart.values())))
        ),
        variant=None,
        index=index,
        file=file,
        apart={name: variant or None for name, (variant, _) in apart.items()},
    )
