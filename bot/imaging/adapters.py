"""The LoRA that a loaded pipeline wears: put on and taken off without loading the model anew.

What was taken off changes nothing: the parts compute as if it had never been there. A file made for
another model either does not load, or loads and changes nothing; both are refused.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections import OrderedDict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch

from bot.domain.errors import LoraUnfit, ModelMissing, PainterError
from bot.imaging.failing import is_out_of_memory
from bot.imaging.folders import is_folder
from bot.imaging.tensors import shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.rounds.recipe import Recipe

_MOST_KEPT: Final = 6
"""In memory with a model; the least lately worn go first."""
_LEAST_USED: Final = 0.5
"""Of a file's layers: one of which less is used is another model's."""


class Adapters:
    """What ``pipeline`` wears; ``folder`` holds those that styles name.

    ``before`` is called before anything is put on or taken off, ``after`` when it was.
    """

    def __init__(
        self,
        pipeline: Any,
        folder: Path | None,
        before: Callable[[], None],
        after: Callable[[], None],
    ) -> None:
        self._pipeline = pipeline
        self._folder = folder
        self._before = before
        self._after = after
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._worn: tuple[tuple[str, float], ...] = ()

    def wear(self, recipe: Recipe) -> None:
        """Put on what ``recipe`` says, and nothing else.

        Raises:
            LoraUnfit: one is for another model.
            ModelMissing: one is gone.
            PainterError: the model wears none, or a package is missing.
        """
        wanted = self._files(recipe)
        worn = tuple((_called(file), weight) for _, file, weight in wanted)
        if worn == self._worn:
            return
        self._before()
        self._worn = ()
        try:
            for name, file, _ in wanted:
                self._load(name, file)
            if worn:
                self._pipeline.enable_lora()
                self._pipeline.set_adapters([name for name, _ in worn], [w for _, w in worn])
            elif self._kept:
                self._pipeline.disable_lora()
            self._worn = worn
        finally:
            self._after()
        self._forget({name for name, _ in worn})

    def _files(self, recipe: Recipe) -> list[tuple[str, Path, float]]:
        """Name, file and weight of each."""
        found: list[tuple[str, Path, float]] = []
        if recipe.preset.lora:
            preset = recipe.preset
            found.append((preset.name, fetched_lora(preset.lora), preset.lora_weight))
        for use in recipe.loras:
            file = self._folder and self._folder / f"{use.name}.safetensors"
            if file is None or file.parent != self._folder or not file.is_file():
                raise ModelMissing(f"the LoRA {use.name} is not there any more")
            found.append((use.name, file, use.weight))
        return found

    def _load(self, name: str, file: Path) -> None:
        called = _called(file)
        if called in self._kept:
            self._kept.move_to_end(called)
            return
        if not hasattr(self._pipeline, "load_lora_weights"):
            raise PainterError("this model wears no LoRA")
        if importlib.util.find_spec("peft") is None:
            raise PainterError("a LoRA needs peft: pip install 'couplet[lora]', and start again")
        try:
            self._pipeline.load_lora_weights(
                str(file.parent),
                weight_name=file.name,
                adapter_name=called,
                local_files_only=True,
            )
            used, changes = _effect(self._pipeline, called)
        except Exception as error:
            self._drop(called)
            if is_out_of_memory(error) or not isinstance(
                error, (ValueError, RuntimeError, KeyError, TypeError, AttributeError, OSError)
            ):
                raise
            raise LoraUnfit(name) from error
        if not changes or used < _LEAST_USED * _layers(file):
            self._drop(called)
            raise LoraUnfit(name)
        self._kept[called] = name

    def _forget(self, worn: set[str]) -> None:
        for called in [name for name in self._kept if name not in worn]:
            if len(self._kept) <= _MOST_KEPT:
                return
            self._drop(called)

    def _drop(self, called: str) -> None:
        self._kept.pop(called, None)
        there = {name for names in self._pipeline.get_list_adapters().values() for name in names}
        if called in there:
            self._pipeline.delete_adapters(called)


def fetched_lora(lora: str, say: Callable[[str], None] = lambda _: None) -> Path:
    """A preset's LoRA file: one of this machine's, or ``owner/repository/file`` from the hub.

    Raises:
        ModelMissing: it is not there, or cannot be fetched.
    """
    if is_folder(lora):
        if not Path(lora).is_file():
            raise ModelMissing(f"{Path(lora).name} is not there any more")
        return Path(lora)
    hub: Any = import_module("huggingface_hub")
    owner, repository, file = lora.split("/", 2)
    try:
        try:
            return Path(hub.hf_hub_download(f"{owner}/{repository}", file, local_files_only=True))
        except OSError:
            say("downloading 0")
            return Path(hub.hf_hub_download(f"{owner}/{repository}", file))
    except (OSError, ValueError) as error:
        said = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelMissing(f"{lora} cannot be downloaded from the hub: {said}") from error


def _called(file: Path) -> str:
    """A name that torch takes for a part's, another one when the file was replaced."""
    state = file.stat()
    said = f"{file} {state.st_mtime_ns} {state.st_size}"
    return "lora_" + hashlib.sha256(said.encode()).hexdigest()[:16]


def _effect(pipeline: Any, called: str) -> tuple[int, bool]:
    """In how many layers a LoRA is, and whether it changes what any of them computes."""
    used, changes = 0, False
    for part in pipeline.components.values():
        modules: Any = part.modules() if isinstance(part, torch.nn.Module) else ()
        for layer in modules:
            down: Any = getattr(layer, "lora_A", {})
            if called in down:
                used += 1
                up: Any = layer.lora_B[called].weight
                changes = changes or (bool(down[called].weight.any()) and bool(up.any()))
    return used, changes


def _layers(file: Path) -> int:
    """How many layers a file is for."""
    downs = ("lora_A.weight", "lora_down.weight", "lora.down.weight")
    return sum(name.endswith(downs) for name in shapes(file))
