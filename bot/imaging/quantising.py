"""Weights in fewer bits, so that a model fits a smaller card; a preset asks for it.

Only of the denoiser and of large text encoders: the others are small, and suffer from it. ``int8``
and ``fp8`` are torchao's, of the weights alone, on any device; ``nf4`` is bitsandbytes', which
reads the weights onto a card in 4 bits.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import ModelMissing
from bot.imaging.folders import DENOISERS, parts_of
from bot.imaging.packages import advice, missing

if TYPE_CHECKING:
    from collections.abc import Mapping

# Typed as they are, each of their names would need a cast of its own.
torch: Any = import_module("torch")
diffusers: Any = import_module("diffusers")
transformers: Any = import_module("transformers")

_PACKAGES: Final = {"nf4": "bitsandbytes", "int8": "torchao", "fp8": "torchao"}
_KINDS: Final = {"int8": "Int8WeightOnlyConfig", "fp8": "Float8WeightOnlyConfig"}


def check(quantise: str, *, single_file: bool) -> None:
    """Check that it can be done here.

    Raises:
        ModelMissing: a package is missing, or the card; the sentence says what to do.
    """
    what = f'quantise = "{quantise}"'
    if quantise and (absent := missing([_PACKAGES[quantise]])):
        raise ModelMissing(advice(what, absent))
    if quantise != "nf4":
        return
    instead = '"int8" and "fp8" do without'
    if not torch.cuda.is_available():
        raise ModelMissing(f"{what} needs a card with CUDA: {instead}")
    if single_file:
        raise ModelMissing(f"{what} needs a diffusers folder and no single file: {instead}")


def while_loading(quantise: str, index: Mapping[str, Any], dtype: Any) -> dict[str, Any]:
    """What ``from_pretrained`` is told besides."""
    if quantise != "nf4":
        return {}
    settings = {
        "load_in_4bit": True,
        "bnb_4bit_quant_type": "nf4",
        "bnb_4bit_compute_dtype": dtype,
    }
    kinds = {name: diffusers if name in DENOISERS else transformers for name in _large_parts(index)}
    mapping = {name: kind.BitsAndBytesConfig(**settings) for name, kind in kinds.items()}
    return {"quantization_config": diffusers.PipelineQuantizationConfig(quant_mapping=mapping)}


def after_loading(quantise: str, index: Mapping[str, Any], pipeline: Any) -> None:
    """Quantise what was loaded in full."""
    if quantise not in _KINDS:
        return
    torchao: Any = import_module("torchao.quantization")
    for name in _large_parts(index):
        part = getattr(pipeline, name)
        torchao.quantize_(part, getattr(torchao, _KINDS[quantise])())


def _large_parts(index: Mapping[str, Any]) -> list[str]:
    return [
        name
        for name, kind in parts_of(index).items()
        if name in DENOISERS or ("text_encoder" in name and "CLIP" not in kind)
    ]
