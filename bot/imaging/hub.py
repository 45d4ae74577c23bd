"""Models from the Hugging Face hub: looked at before they are fetched, and then fetched.

What was fetched is kept in the hub's own cache, and a download that broke off is taken up again.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import ModelMissing
from bot.imaging.checkpoints import absent_parts, inspect_file
from bot.imaging.folders import index_of, inspect_folder
from bot.imaging.on_disk import cached_folder
from bot.imaging.watching import folder_bytes, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.imaging.folders import ModelFolder

# Typed as they are, each of their names would need a cast of its own.
diffusers: Any = import_module("diffusers")
hub: Any = import_module("huggingface_hub")
_problems: Any = import_module("huggingface_hub.errors")
_places: Any = import_module("huggingface_hub.constants")

_WEIGHTS: Final = ".safetensors"
_DESCRIBING: Final = ("*.json", "*/*.json", "*/*.txt", "*/*.model")
_GIB: Final = 2**30


def fetched(model: str, variants: Iterable[str | None], say: Callable[[str], None]) -> ModelFolder:
    """The repository's files in the local cache, fetched when they are not there yet.

    The first of ``variants`` that it has. ``say`` hears "downloading" and the hundredths done.

    Raises:
        ModelMissing: it is gated, unknown, larger than the disk, or the hub cannot be reached; the
            sentence says which and what to do.
    """
    cache = Path(_places.HF_HUB_CACHE) / f"models--{model.replace('/', '--')}"
    problem: Exception | None = None
    for variant in variants:
        needed = _needed_bytes(model, variant)
        _check_disk(model, needed - folder_bytes(cache))
        try:
            with told(say, "downloading", lambda: folder_bytes(cache), needed):
                folder = diffusers.DiffusionPipeline.download(
                    model, use_safetensors=True, variant=variant
                )
            return inspect_folder(Path(folder))
        except (OSError, ValueError, ModelMissing) as error:  # no such variant, or no such hub
            problem = error
    raise ModelMissing(f"{model} cannot be downloaded from the hub: {_said(problem)}") from problem


def configured(file: Path, place: Path | str, say: Callable[[str], None]) -> ModelFolder:
    """The single file's model, built as the folder or repository ``place`` says.

    Of a repository only that is fetched: how the model is built, and the parts that the file lacks.

    Raises:
        ModelMissing: as ``fetched``, and as ``inspect_file``.
    """
    if isinstance(place, Path):
        return inspect_file(file, place)
    folder = cached_folder(place)
    if folder is not None:
        with suppress(ModelMissing):
            return inspect_file(file, folder)
    _needed_bytes(place, None)  # which explains a gated one
    try:
        found = Path(hub.snapshot_download(place, allow_patterns=_DESCRIBING))
        absent = tuple(f"{part}/*{_WEIGHTS}" for part in absent_parts(file, index_of(found)))
        with told(say, "downloading", lambda: folder_bytes(found.parents[1]), 0):
            patterns = (*_DESCRIBING, *absent)
            hub.snapshot_download(place, allow_patterns=patterns, ignore_patterns="*fp16*")
    except (OSError, ValueError, _problems.HfHubHTTPError) as error:
        raise ModelMissing(
            f"how {file} is built stands in {place}, which cannot be fetched from the hub: let the "
            f"preset's config name a folder that has it ({_said(error)})"
        ) from error
    return inspect_file(file, found)


def _said(error: Exception | None) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _needed_bytes(model: str, variant: str | None) -> int:
    """How large the weights are that will be fetched; 0 where the hub does not say."""
    try:
        found = hub.HfApi().model_info(model, files_metadata=True)
    except _problems.GatedRepoError as error:
        raise ModelMissing(
            f"{model} is gated: accept its licence at https://huggingface.co/{model}, make a token "
            "at https://huggingface.co/settings/tokens, and set HF_TOKEN to it"
        ) from error
    except Exception:  # noqa: BLE001 - whatever it is, the download itself tells it better
        return 0
    weights = [one for one in found.siblings if one.rfilename.endswith(_WEIGHTS)]
    parts = [one for one in weights if "/" in one.rfilename]
    varied = [one for one in parts if variant is not None and f".{variant}" in one.rfilename]
    return sum(one.size or 0 for one in varied or parts or weights)


def _check_disk(model: str, needed: int) -> None:
    place = Path(_places.HF_HUB_CACHE)
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if needed > free:
        raise ModelMissing(
            f"{model} needs {needed / _GIB:.1f} GiB more, and {place} has {free / _GIB:.1f}: make "
            "room, or let HF_HOME name a folder on a larger disk"
        )
