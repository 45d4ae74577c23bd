"""Opening a model: a checked folder or file becomes a diffusers pipeline in main memory.

Only safetensors weights are read, and code that a repository brings along is never run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import torch

from bot.domain.errors import ModelMissing
from bot.imaging import quantising
from bot.imaging.abilities import film_pipeline, text_to_image
from bot.imaging.packages import advice, missing, missing_in

if TYPE_CHECKING:
    from bot.imaging.folders import ModelFolder

# Typed as it is, each of its names would need a cast of its own.
diffusers: Any = import_module("diffusers")


class Opener(Protocol):
    """Makes a diffusers text-to-image pipeline, in main memory, from a folder."""

    def __call__(self, folder: ModelFolder, dtype: torch.dtype, quantise: str = "") -> Any:
        """The pipeline with its weights in ``dtype``, or in as few bits as ``quantise`` says."""
        ...


def open_pipeline(folder: ModelFolder, dtype: torch.dtype, quantise: str = "") -> Any:
    """The folder's own pipeline for text to image, or for films.

    Raises:
        ModelMissing: diffusers has no such class, or a package is missing that it needs.
    """
    kind = text_to_image(folder.pipeline) or film_pipeline(folder.pipeline)
    if kind is None:
        raise ModelMissing(_unknown(folder))
    quantising.check(quantise, single_file=folder.file is not None)
    try:
        pipeline = _opened(kind, folder, dtype, quantise)
        quantising.after_loading(quantise, folder.index, pipeline)
    except ImportError as error:
        if absent := missing_in(str(error)):
            raise ModelMissing(advice(str(folder.path), absent)) from error
        raise
    return pipeline


def _opened(kind: Any, folder: ModelFolder, dtype: torch.dtype, quantise: str) -> Any:
    parts: dict[str, Any] = {
        name: None
        for name, entry in folder.index.items()
        if isinstance(entry, list) and None in entry
    }
    parts |= {name: _part(folder, name, variant, dtype) for name, variant in folder.apart.items()}
    if folder.file is None:
        return kind.from_pretrained(
            str(folder.path),
            # Its makers' own advice: in half precision this one's autoencoder loses colours.
            dtype={"default": dtype, "vae": torch.float32}
            if folder.pipeline.startswith("Wan")
            else dtype,
            use_safetensors=True,
            variant=folder.variant,
            local_files_only=True,
            trust_remote_code=False,
            **quantising.while_loading(quantise, folder.index, dtype),
            **parts,
        )
    if not hasattr(kind, "from_single_file"):
        raise ModelMissing(
            f"diffusers reads no single file of a {folder.pipeline}: name a diffusers folder"
        )
    # Files bring no safety checker, for which alone the pictures would be prepared.
    checked = [name for name in ("safety_checker", "feature_extractor") if name in folder.index]
    pipeline = kind.from_single_file(
        str(folder.file),
        config=str(folder.path),
        dtype=dtype,
        local_files_only=True,
        **dict.fromkeys(checked),
        **{name: part for name, part in parts.items() if name not in checked},
    )
    for part in pipeline.components.values():
        # Of T5 diffusers 0.42 forgets both: that its one table of words has two names, of which
        # files have one, and that it is not to be trained.
        if hasattr(part, "tie_weights"):
            part.tie_weights()
        if hasattr(part, "eval"):
            part.eval()
    return pipeline


def _part(folder: ModelFolder, name: str, variant: str | None, dtype: torch.dtype) -> Any:
    library, kind = folder.index[name]
    if library not in {"diffusers", "transformers"}:
        raise ModelMissing(f"{folder.path / name} has weights of a variant of its own: {variant}")
    return getattr(import_module(library), kind).from_pretrained(
        str(folder.path / name),
        dtype=dtype,
        use_safetensors=True,
        variant=variant,
        local_files_only=True,
    )


def _unknown(folder: ModelFolder) -> str:
    """Why no pipeline of the folder's class can be made."""
    kind = getattr(diffusers, folder.pipeline, None)
    if absent := missing(getattr(kind, "_backends", ())):
        return advice(str(folder.path), absent)
    if kind is None:
        return (
            f"{folder.path} is painted with by {folder.pipeline}, which this release of diffusers "
            "does not have: a newer one may"
        )
    return f"{folder.path} paints no pictures from words: it is a {folder.pipeline}"
