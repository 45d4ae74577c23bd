"""A model's folder, looked at without loading it: is it whole, how large, which weights.

For the painter before it loads, and for ``couplet doctor``. It imports neither torch nor diffusers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import ModelMissing
from bot.imaging.packages import advice, missing
from bot.imaging.tensors import WEIGHTS, check, is_lora, variant_of

if TYPE_CHECKING:
    from collections.abc import Mapping

INDEX: Final = "model_index.json"
DENOISERS: Final = ("unet", "transformer", "prior")
_VOCABULARIES: Final = (
    *("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt"),
    *("spiece.model", "sentencepiece.bpe.model", "tiktoken.model"),
)
_WEIGHTLESS: Final = ("Scheduler", "Processor", "FeatureExtractor", "Guidance", "Tokenizer")
_REFINERS: Final = ("Img2ImgPipeline", "RefinerPipeline")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_AGAIN: Final = "download the model again"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A whole diffusers folder; ``variant`` is the ``fp16`` in its weights' names, if it is.

    ``index`` is what its ``model_index.json`` says. Where the weights are in a single ``file`` the
    folder says how the model is built.
    """

    path: Path
    pipeline: str
    has_transformer: bool
    weights_bytes: int
    variant: str | None
    index: Mapping[str, Any] = field(default_factory=dict[str, Any])
    file: Path | None = None
    apart: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    """Parts that are loaded for themselves, each with its own variant."""


def is_folder(model: str) -> bool:
    """Whether ``model`` names a folder or file (an absolute path) rather than a hub repository."""
    return Path(model).is_absolute()


def inspect_folder(folder: Path) -> ModelFolder:
    """What is in ``folder``; every part of its index and every weight file is checked to be there.

    Raises:
        ModelMissing: something is absent, broken or no model; the sentence says what and what to
            do.
    """
    if not folder.exists():
        raise ModelMissing(f"the model's folder {folder} does not exist")
    index = index_of(folder)
    parts = parts_of(index)
    for name, kind in parts.items():
        check_part(folder, name, kind)
    if is_refiner(index):
        raise ModelMissing(
            f"{folder} is a refiner, which only works over pictures of another model: name the "
            "base model instead"
        )
    chosen = {name: weights(folder / name) for name, kind in parts.items() if holds_weights(kind)}
    variants = Counter(variant for variant, _ in chosen.values() if variant)
    variant = next((name for name, _ in variants.most_common(1)), None)
    return ModelFolder(
        path=folder,
        pipeline=str(index["_class_name"]),
        has_transformer="transformer" in parts,
        weights_bytes=sum(file.stat().st_size for _, files in chosen.values() for file in files),
        variant=variant,
        index=index,
        # diffusers takes plain weights beside those of one variant, but not two variants.
        apart={name: own for name, (own, _) in chosen.items() if own not in {"", variant}},
    )


def weights_hash(model: Path) -> str:
    """Ten hexadecimal digits that name the denoiser's weights, as A1111 names a checkpoint."""
    if model.is_file():
        return _sha256(model)[:10]
    parts = [model / name for name in DENOISERS]
    digests = [_sha256(file) for part in parts for file in weights(part)[1]]
    if len(digests) == 1:
        return digests[0][:10]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:10]


def index_of(folder: Path) -> dict[str, Any]:
    """The folder's ``model_index.json``, if it is one that can be used.

    Raises:
        ModelMissing: it is not.
    """
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        pipeline: object = index["_class_name"]
    except FileNotFoundError:
        if any(is_lora(file) for file in folder.glob(WEIGHTS)):
            raise ModelMissing(
                f"{folder} holds a LoRA, which is no model but goes on top of one: name the model "
                "it was made for"
            ) from None
        raise ModelMissing(
            f"{folder} is no diffusers folder: it has no {INDEX}; name the folder that has one"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(f"{folder / INDEX} cannot be read: {error}") from None
    if not isinstance(pipeline, str):
        raise ModelMissing(
            f"{folder} brings code of its own, and code of strangers is never run: choose a model "
            "that diffusers itself can paint with"
        )
    return index


def parts_of(index: Mapping[str, Any]) -> dict[str, str]:
    """The parts that an index lists, with their classes; without those that are left empty."""
    return {
        name: str(cast("list[object]", entry)[1])
        for name, entry in index.items()
        if isinstance(entry, list) and None not in entry
    }


def is_refiner(index: Mapping[str, Any]) -> bool:
    """Whether the model only works over pictures of another one."""
    return str(index["_class_name"]).endswith(_REFINERS) and "tokenizer" not in parts_of(index)


def holds_weights(kind: str) -> bool:
    """Whether a part of the class called ``kind`` has weights."""
    return kind != "TokenizersBackend" and not any(word in kind for word in _WEIGHTLESS)


def weights(part: Path) -> tuple[str, list[Path]]:
    """The files that a part is loaded from, and their variant: plain ones (``""``) where it can."""
    files = sorted(part.glob(WEIGHTS))
    # Plain comes first, then what is likely to be there by itself.
    variants = sorted({variant_of(file) for file in files}, key=lambda one: (one != "", one))
    variant = next(iter(variants), "")
    return variant, [file for file in files if variant_of(file) == variant]


def check_part(folder: Path, name: str, kind: str) -> None:
    """Check that the part ``name`` of a class called ``kind`` is there in full.

    Raises:
        ModelMissing: it is not, or a package is missing that reads it.
    """
    part = folder / name
    if not part.is_dir() or not any(part.iterdir()):
        raise ModelMissing(f"{folder} lacks its {name}: {_AGAIN}")
    if "Tokenizer" in kind or kind == "TokenizersBackend":
        if not any((part / file).is_file() for file in _VOCABULARIES):
            raise ModelMissing(f"{part} lacks the tokenizer's vocabulary: {_AGAIN}")
        return
    if not holds_weights(kind):
        return
    _check_shards(part)
    _check_quantised(part)
    if files := list(part.glob(WEIGHTS)):
        for file in files:
            check(file)
        return
    if any(part.glob("*.bin")):
        raise ModelMissing(
            f"{part} holds no .safetensors weights, only .bin files, which may run code: take the "
            "model's .safetensors version"
        )
    raise ModelMissing(f"{part} holds no .safetensors weights: {_AGAIN}")


def _check_shards(part: Path) -> None:
    """Check that all files are there into which the part's weights are said to be divided."""
    for listing in part.glob("*.safetensors.index*.json"):
        try:
            shards = set(json.loads(listing.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise ModelMissing(f"{listing} cannot be read: {_AGAIN}") from None
        if absent := sorted(shard for shard in shards if not (part / str(shard)).is_file()):
            raise ModelMissing(f"{part} lacks {absent[0]}: {_AGAIN}")


def _check_quantised(part: Path) -> None:
    """Check that what a quantised part is read by is installed."""
    try:
        config: dict[str, Any] = json.loads((part / "config.json").read_text(encoding="utf-8"))
        method = str(config["quantization_config"]["quant_method"])
    except (OSError, ValueError, KeyError, TypeError):
        return  # an ordinary part, or none that says how it is made
    if absent := missing([method.rsplit(".", maxsplit=1)[-1]]):
        raise ModelMissing(advice(f"{part}, which is quantised,", absent))


def _sha256(file: Path) -> str:
    # The hub's cache names large files by their SHA-256 already.
    if _SHA256.fullmatch(blob := file.resolve().name):
        return blob
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
