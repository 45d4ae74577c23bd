"""What a picture file says of how it was painted.

Two text chunks of the PNG: ``parameters`` in the form that A1111's web UI writes and ComfyUI and
civitai read too, and ``couplet``, a JSON object with all of it, which is the one we read back. It
imports neither torch nor diffusers: the bot reads files with it too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final, cast

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.domain.rounds.drift import Drift

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OUR_CHUNK: Final = "couplet"
THEIR_CHUNK: Final = "parameters"
FORMAT: Final = 2

# Level 6, the default, takes three times as long here and saves a tenth of the size.
_COMPRESSION: Final = 3
_SETTINGS_OF_1: Final = ("width_px", "height_px", "steps", "guidance", "strength")


@dataclass(frozen=True, slots=True)
class Record:
    """All that is needed to paint the picture again, and what its model is."""

    prompt: str
    negative: str
    seed: int
    settings: Mapping[str, object]
    """The recipe's by name (``steps``, ``guidance`` ...), as far as the model used them."""
    sampler: str
    model: str
    model_hash: str
    preset: str
    licence: str
    training_data: str
    start_sha256: str | None = None
    mask_sha256: str | None = None
    """Of the mask's bits, where only a part of its start was painted again."""
    end_sha256: str | None = None
    """The picture that a film was to end on."""
    noise: tuple[Drift, ...] = ()
    """The path of its noise, for variations by noise."""
    unknown_words: tuple[str, ...] = ()
    cut: str | None = None
    withheld: bool = False


def save(image: Image.Image, record: Record, file: Path) -> None:
    """Write ``image`` as a PNG that carries ``record``; the same input gives the same bytes."""
    info = PngInfo()
    info.add_text(THEIR_CHUNK, parameters(record))
    info.add_itxt(OUR_CHUNK, json.dumps({"format": FORMAT, **asdict(record)}, ensure_ascii=False))
    image.convert("RGB").save(file, "PNG", pnginfo=info, compress_level=_COMPRESSION)


def read(file: Path) -> Record | None:
    """What was painted in ``file``; None when it does not say so in our own words."""
    with Image.open(file) as image:
        # Text chunks may stand behind the pixels: only reading those finds them all.
        image.tobytes()
        text = image.info.get(OUR_CHUNK)
    if not isinstance(text, str):
        return None
    try:
        found: dict[str, Any] = json.loads(text)
        found.setdefault("mask_sha256", None)  # pictures of before parts were painted
        found["unknown_words"] = tuple(found["unknown_words"])
        found["noise"] = tuple(Drift(**leg) for leg in found.get("noise", ()))
        if found.get("format") == 1:  # the settings stood beside the words
            found["settings"] = {name: found[name] for name in _SETTINGS_OF_1}
        return Record(
            **{field.name: found[field.name] for field in fields(Record) if field.name in found}
        )
    except (ValueError, KeyError, TypeError):
        return None


def parameters(record: Record) -> str:
    """The text of the ``parameters`` chunk: prompt, negative prompt, and a line of settings."""
    used = record.settings
    loras = cast("list[dict[str, Any]]", used.get("loras", []))
    settings = {
        "Steps": used["steps"],
        "Sampler": record.sampler,
        "CFG scale": _number(used.get("guidance")),
        "Seed": record.seed,
        "Size": f"{used['width_px']}x{used['height_px']}",
        "Model hash": record.model_hash,
        "Model": record.preset,
        "Denoising strength": _number(used.get("strength")),
        "Lora": ", ".join(f"{use['name']}: {use['weight']:g}" for use in loras) or None,
        "Version": "Couplet",
    }
    lines = [record.prompt]
    if record.negative:
        lines.append(f"Negative prompt: {record.negative}")
    lines.append(
        ", ".join(
            f"{key}: {_quoted(value)}" for key, value in settings.items() if value is not None
        )
    )
    return "\n".join(lines)


def digest(file: Path) -> str:
    """The SHA-256 of ``file``'s bytes, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _number(value: object) -> str | None:
    return None if value is None else f"{value:g}"


def _quoted(value: object) -> str:
    """``value`` as A1111 writes it: with quotes when it holds what separates the settings."""
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if set(text) & set(',:"\n') else text
