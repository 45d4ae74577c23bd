"""A model's folder, looked at without loading it: is it whole, how large, which weights.

For the painter before it loads, and for ``couplet doctor``. It imports neither torch nor diffusers.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.prompts.prompt import Preset

INDEX: Final = "model_index.json"
_DENOISERS: Final = ("unet", "transformer", "prior")
_WEIGHTS: Final = "*.safetensors"
_VARIANTS: Final = ("fp16", "bf16")
_VOCABULARIES: Final = (
    *("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt"),
    *("spiece.model", "sentencepiece.bpe.model", "tiktoken.model"),
)
_REFINERS: Final = ("Img2ImgPipeline", "RefinerPipeline")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_HEADER_LIMIT_BYTES: Final = 100_000_000  # the limit of the safetensors format itself


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A whole diffusers folder; ``variant`` is the ``fp16`` in its weights' names, if it is.

    ``index`` is what its ``model_index.json`` says.
    """

    path: Path
    pipeline: str
    has_transformer: bool
    weights_bytes: int
    variant: str | None
    index: Mapping[str, Any] = field(default_factory=dict[str, Any])


def is_folder(model: str) -> bool:
    """Whether ``model`` names a folder (an absolute path) rather than a hub repository."""
    return Path(model).is_absolute()


def inspect_model(preset: Preset) -> ModelFolder | None:
    """The preset's model as it stands on this disk; None for a hub model not downloaded yet.

    Raises:
        ModelMissing: the folder is absent or broken; the sentence says what is wrong with it.
    """
    if is_folder(preset.model):
        return inspect_folder(Path(preset.model))
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  # only doctor comes here

    index = try_to_load_from_cache(preset.model, INDEX)
    return inspect_folder(Path(index).parent) if isinstance(index, str) else None


def inspect_folder(folder: Path) -> ModelFolder:
    """What is in ``folder``; every part of its index and every weight file is checked to be there.

    Raises:
        ModelMissing: something is absent, broken or no model; the sentence says what and what to
            do.
    """
    if not folder.exists():
        raise ModelMissing(f"the model's folder {folder} does not exist")
    if folder.is_file():
        raise ModelMissing(_no_folder(folder))
    index = _index(folder)
    pipeline = index["_class_name"]
    parts = {
        name: str(cast("list[object]", entry)[1])
        for name, entry in index.items()
        if isinstance(entry, list) and None not in entry
    }
    for name, kind in parts.items():
        _check_part(folder, name, kind)
    if pipeline.endswith(_REFINERS) and "tokenizer" not in parts:
        raise ModelMissing(
            f"{folder} is a refiner, which only works over pictures of another model: name the "
            "base model instead"
        )
    weights = sorted(folder.rglob(_WEIGHTS))
    for file in weights:
        _check(file)
    denoisers = [name for name in _DENOISERS if name in parts]
    return ModelFolder(
        path=folder,
        pipeline=pipeline,
        has_transformer="transformer" in parts,
        weights_bytes=sum(file.stat().st_size for file in weights),
        variant=_variant(file for name in denoisers for file in (folder / name).glob(_WEIGHTS)),
        index=index,
    )


def weights_hash(folder: Path) -> str:
    """Ten hexadecimal digits that name the denoiser's weights, as A1111 names a checkpoint."""
    files = [file for name in _DENOISERS for file in sorted((folder / name).glob(_WEIGHTS))]
    digests = [_sha256(file) for file in files]
    if len(digests) == 1:
        return digests[0][:10]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:10]


def _index(folder: Path) -> dict[str, Any]:
    """The folder's ``model_index.json``, if it is one that can be used."""
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        pipeline: object = index["_class_name"]
    except FileNotFoundError:
        if any(is_lora(file) for file in folder.glob(_WEIGHTS)):
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


def _check_part(folder: Path, name: str, kind: str) -> None:
    """Check that the part ``name`` of a class called ``kind`` is there in full.

    Raises:
        ModelMissing: it is not.
    """
    part = folder / name
    again = "download the model again"
    if not part.is_dir() or not any(part.iterdir()):
        raise ModelMissing(f"{folder} lacks its {name}: {again}")
    if "Tokenizer" in kind or kind == "TokenizersBackend":
        if not any((part / file).is_file() for file in _VOCABULARIES):
            raise ModelMissing(f"{part} lacks the tokenizer's vocabulary: {again}")
        return
    if any(word in kind for word in ("Scheduler", "Processor", "FeatureExtractor", "Guidance")):
        return
    for listing in part.glob("*.safetensors.index*.json"):
        try:
            shards = set(json.loads(listing.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise ModelMissing(f"{listing} cannot be read: {again}") from None
        if missing := sorted(shard for shard in shards if not (part / str(shard)).is_file()):
            raise ModelMissing(f"{part} lacks {missing[0]}: {again}")
    if any(part.glob(_WEIGHTS)):
        return
    if any(part.glob("*.bin")):
        raise ModelMissing(
            f"{part} holds no .safetensors weights, only .bin files, which may run code: take the "
            "model's .safetensors version"
        )
    raise ModelMissing(f"{part} holds no .safetensors weights: {again}")


def _no_folder(file: Path) -> str:
    """What a file that was named as a model is, and what to do."""
    if file.suffix != ".safetensors":
        return f"{file} is a file, and only .safetensors files and diffusers folders can be loaded"
    _check(file)
    if is_lora(file):
        return (
            f"{file} is a LoRA, which is no model but goes on top of one: name the model it was "
            "made for"
        )
    return f"{file} is a single file: name a diffusers folder"


def is_lora(file: Path) -> bool:
    """Whether the tensors in ``file`` are a LoRA's, going by their names."""
    names = [name for name in tensor_names(file) if name != "__metadata__"]
    return bool(names) and sum("lora" in name.lower() for name in names) * 2 > len(names)


def tensor_names(file: Path) -> list[str]:
    """The names in a safetensors file's header; empty for what is no such file."""
    try:
        return list(_header(file)[0])
    except (OSError, ValueError, TypeError):
        return []


def _sha256(file: Path) -> str:
    # The hub's cache names large files by their SHA-256 already.
    if _SHA256.fullmatch(blob := file.resolve().name):
        return blob
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _header(file: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file holds, and where its tensors begin.

    The format: 8 bytes with the header's length, the header in JSON, the tensors.

    Raises:
        OSError, ValueError, TypeError: it is no such file.
    """
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 0 < length < _HEADER_LIMIT_BYTES:
            raise ValueError("no header")
        return dict(json.loads(stream.read(length))), 8 + length


def _check(file: Path) -> None:
    """Compare the file's size with what its header promises: a download may have broken off."""
    try:
        header, begin = _header(file)
        ends = [
            int(tensor["data_offsets"][1])
            for name, tensor in header.items()
            if name != "__metadata__"
        ]
        promised = begin + max(ends, default=0)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise ModelMissing(f"{file} is no safetensors file") from None
    if (size := file.stat().st_size) != promised:
        raise ModelMissing(f"{file} is broken: it has {size} bytes and should have {promised}")


def _variant(weights: Iterable[Path]) -> str | None:
    names = [file.name for file in weights]
    return next(
        (one for one in _VARIANTS if names and all(f".{one}." in name for name in names)), None
    )
