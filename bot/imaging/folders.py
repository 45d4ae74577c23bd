"""A model's folder, looked at without loading it: is it whole, how large, which weights.

For the painter before it loads, and for ``couplet doctor``. It imports neither torch nor diffusers.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.prompts.prompt import Preset

INDEX: Final = "model_index.json"
_DENOISERS: Final = ("unet", "transformer", "prior")
_WEIGHTS: Final = "*.safetensors"
_HALF: Final = ".fp16."
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_HEADER_LIMIT_BYTES: Final = 100_000_000  # the limit of the safetensors format itself


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A whole diffusers folder; ``variant`` is the ``fp16`` in its weights' names, if it is."""

    path: Path
    pipeline: str
    has_transformer: bool
    weights_bytes: int
    variant: str | None


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
    """What is in ``folder``; every weight file is checked to be there in full.

    Raises:
        ModelMissing: the folder is absent or broken; the sentence says what is wrong with it.
    """
    if not folder.is_dir():
        raise ModelMissing(f"the model's folder {folder} does not exist")
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        pipeline = str(index["_class_name"])
    except FileNotFoundError:
        raise ModelMissing(f"{folder} is no diffusers folder: it has no {INDEX}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(f"{folder / INDEX} cannot be read: {error}") from None
    weights = sorted(folder.rglob(_WEIGHTS))
    denoisers = [name for name in _DENOISERS if name in index]
    for name in (*denoisers, *(("vae",) if "vae" in index else ())):
        if not any((folder / name).glob(_WEIGHTS)):
            raise ModelMissing(f"{folder / name} holds no .safetensors weights")
    for file in weights:
        _check(file)
    return ModelFolder(
        path=folder,
        pipeline=pipeline,
        has_transformer="transformer" in index,
        weights_bytes=sum(file.stat().st_size for file in weights),
        variant=_variant(file for name in denoisers for file in (folder / name).glob(_WEIGHTS)),
    )


def weights_hash(folder: Path) -> str:
    """Ten hexadecimal digits that name the denoiser's weights, as A1111 names a checkpoint."""
    files = [file for name in _DENOISERS for file in sorted((folder / name).glob(_WEIGHTS))]
    digests = [_sha256(file) for file in files]
    if len(digests) == 1:
        return digests[0][:10]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:10]


def _sha256(file: Path) -> str:
    # The hub's cache names large files by their SHA-256 already.
    if _SHA256.fullmatch(blob := file.resolve().name):
        return blob
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check(file: Path) -> None:
    """Compare the file's size with what its header promises: a download may have broken off.

    The format: 8 bytes with the header's length, the header in JSON, the tensors.
    """
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 0 < length < _HEADER_LIMIT_BYTES:
                raise ModelMissing(f"{file} is no safetensors file")
            header: dict[str, Any] = json.loads(stream.read(length))
            ends = [
                int(tensor["data_offsets"][1])
                for name, tensor in header.items()
                if name != "__metadata__"
            ]
        promised = 8 + length + max(ends, default=0)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise ModelMissing(f"{file} is no safetensors file") from None
    if (size := file.stat().st_size) != promised:
        raise ModelMissing(f"{file} is broken: it has {size} bytes and should have {promised}")


def _variant(weights: Iterable[Path]) -> str | None:
    names = [file.name for file in weights]
    return "fp16" if names and all(_HALF in name for name in names) else None
