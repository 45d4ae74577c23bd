"""The LoRA in a folder that the owner names: read as far as their headers, without torch.

A file ``ink.safetensors`` may have an ``ink.toml`` beside it with ``title``, ``base``, ``trigger``,
``licence`` and ``weight``. What it does not say is taken from the file's own header, where whoever
trained it wrote some of that, or from the shape of its tensors.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.domain.prompts.lora import FAMILIES, HEAVIEST, Lora
from bot.imaging.tensors import WEIGHTS, is_lora, metadata, shapes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SAID: Final = (
    ("xl", "sdxl"),
    ("flux2", "flux2"),
    ("flux.2", "flux2"),
    ("flux-2", "flux2"),
    ("flux", "flux"),
    ("sd3", "sd3"),
    ("stable-diffusion-3", "sd3"),
    ("z-image", "z-image"),
    ("z_image", "z-image"),
    ("qwen", "qwen-image"),
    ("chroma", "chroma"),
    ("sana", "sana"),
    ("sd", "sd"),
    ("stable-diffusion", "sd"),
)
"""What headers and people call a base model, the first that stands in it."""
_READ_BY_CROSS_ATTENTION: Final = {768: "sd", 1024: "sd", 2048: "sdxl"}


def loras_in(folder: Path | None) -> Mapping[str, Lora]:
    """Those in ``folder``, by name; none where there is no folder."""
    if folder is None:
        return {}
    found: dict[str, Lora] = {}
    for file in sorted(folder.glob(WEIGHTS)):
        told = file.with_suffix(".toml")
        try:
            state = file.stat().st_mtime_ns, told.stat().st_mtime_ns if told.is_file() else 0
        except OSError:  # taken away in this moment
            continue
        lora = _read(file, told, state)
        if lora is not None:
            found[lora.name] = lora
    return found


@lru_cache(maxsize=1024)
def _read(file: Path, told: Path, state: tuple[int, int]) -> Lora | None:
    """The LoRA in ``file``; ``state`` changes when the files do."""
    del state
    if not is_lora(file):
        return None
    header, said = metadata(file), _table(told)
    weight = said.get("weight", 1.0)
    fits = isinstance(weight, int | float) and not isinstance(weight, bool)
    return Lora(
        name=file.stem,
        title=_text(said, "title") or header.get("modelspec.title", "") or file.stem,
        family=_family(_text(said, "base") or _base(header)) or _by_shape(file),
        trigger=_text(said, "trigger") or header.get("modelspec.trigger_phrase", ""),
        licence=_text(said, "licence") or header.get("modelspec.license", ""),
        weight=float(weight) if fits and 0 < weight <= HEAVIEST else 1.0,
    )


def _base(header: Mapping[str, str]) -> str:
    return header.get("modelspec.architecture") or header.get("ss_base_model_version", "")


def _family(base: str) -> str:
    base = base.casefold()
    if base in FAMILIES.values():
        return base
    return next((family for word, family in _SAID if word in base), "") if base else ""


def _by_shape(file: Path) -> str:
    """By how wide the words are that it reads, for the older models."""
    for name, shape in shapes(file).items():
        if "attn2" in name and "to_k" in name and ("lora_A" in name or "down" in name):
            return _READ_BY_CROSS_ATTENTION.get(shape[-1], "")
    return ""


def _table(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key, "")
    return value.strip() if isinstance(value, str) else ""
