"""Files of tensors (safetensors), read as far as their header: whole or not, and of what.

It imports neither torch nor diffusers, and never reads the numbers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEIGHTS: Final = "*.safetensors"
_HEADER_LIMIT_BYTES: Final = 100_000_000  # the limit of the safetensors format itself
_META: Final = "__metadata__"


def shapes(file: Path) -> Mapping[str, tuple[int, ...]]:
    """The tensors in ``file`` with their shapes; empty for what is no such file."""
    try:
        return {name: tuple(entry["shape"]) for name, entry in _header(file)[0].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def metadata(file: Path) -> Mapping[str, str]:
    """What whoever wrote ``file`` said of it; empty for what is no such file."""
    try:
        said: object = _whole_header(file)[0].get(_META)
    except (OSError, ValueError, TypeError):
        return {}
    entries = cast("dict[str, object]", said).items() if isinstance(said, dict) else ()
    return {key: value for key, value in entries if isinstance(value, str)}


def is_lora(file: Path) -> bool:
    """Whether the tensors in ``file`` are a LoRA's, going by their names."""
    names = shapes(file)
    return bool(names) and sum("lora" in name.lower() for name in names) * 2 > len(names)


def check(file: Path) -> None:
    """Compare the file's size with what its header promises: a download may have broken off.

    Raises:
        ModelMissing: it is broken, or no file of tensors at all.
    """
    try:
        header, begin = _header(file)
        promised = begin + max(
            (int(tensor["data_offsets"][1]) for tensor in header.values()), default=0
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise ModelMissing(f"{file} is no safetensors file") from None
    if (size := file.stat().st_size) != promised:
        raise ModelMissing(f"{file} is broken: it has {size} bytes and should have {promised}")


def variant_of(file: Path) -> str:
    """The ``fp16`` in a weight file's name; nothing for plain ones."""
    # Also "model.fp16-00001-of-00002.safetensors" and "model-00001-of-00002.fp16.safetensors".
    pieces = file.name.split(".")[1:-1]
    return pieces[0].split("-")[0] if pieces else ""


def _header(file: Path) -> tuple[dict[str, Any], int]:
    header, begin = _whole_header(file)
    header.pop(_META, None)
    return header, begin


def _whole_header(file: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file holds and says of itself, and where its tensors begin.

    The format: 8 bytes with the header's length, the header in JSON, the tensors.

    Raises:
        OSError, ValueError, TypeError: it is no such file.
    """
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 0 < length < _HEADER_LIMIT_BYTES:
            raise ValueError("no header")
        header = dict(json.loads(stream.read(length)))
    return header, 8 + length
