"""A preset's model as it stands on this disk, for the bot and ``couplet doctor``.

Nothing is fetched and nothing loaded; it imports neither torch nor diffusers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.imaging.checkpoints import configuration, inspect_file, recognised
from bot.imaging.folders import INDEX, index_of, inspect_folder, is_folder

if TYPE_CHECKING:
    from bot.domain.prompts.prompt import Preset
    from bot.imaging.folders import ModelFolder


def inspect_model(preset: Preset) -> ModelFolder | None:
    """The preset's model; None for what is to be downloaded still.

    Raises:
        ModelMissing: it is absent or broken; the sentence says what is wrong with it.
    """
    if not is_folder(preset.model):
        return _cached(preset.model)
    model = Path(preset.model)
    if not model.is_file():
        return inspect_folder(model)
    place = configuration(preset)
    folder = place if isinstance(place, Path) else cached_folder(place)
    return None if folder is None else inspect_file(model, folder)


def pipeline_of(preset: Preset) -> str:
    """The class that the preset's model is painted with by; nothing where that is not known yet.

    Raises:
        ModelMissing: as above.
    """
    if preset.pipeline or not is_folder(preset.model):
        return preset.pipeline
    model = Path(preset.model)
    if not model.is_file():
        return inspect_folder(model).pipeline
    place = configuration(preset)
    if isinstance(place, Path):
        return str(index_of(place)["_class_name"])
    return "" if preset.config else recognised(model).pipeline


def _cached(repository: str) -> ModelFolder | None:
    folder = cached_folder(repository)
    return None if folder is None else inspect_folder(folder)


def cached_folder(repository: str) -> Path | None:
    """Where the hub's cache has the repository; None where it has not."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  # few come here

    index = try_to_load_from_cache(repository, INDEX)
    return Path(index).parent if isinstance(index, str) else None
