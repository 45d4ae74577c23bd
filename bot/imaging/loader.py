"""Loading models: a folder or hub id becomes a diffusers pipeline on the best device there is.

Only safetensors weights are read, and code that a repository brings along is never run.
"""

from __future__ import annotations

import logging
import platform
import resource
from collections import OrderedDict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import torch

from bot.domain.errors import ModelMissing, OutOfMemory, PainterError
from bot.imaging.abilities import film_pipeline
from bot.imaging.adapters import fetched_lora
from bot.imaging.checkpoints import configuration
from bot.imaging.diffusion import DiffusersModel
from bot.imaging.failing import free_memory, is_out_of_memory
from bot.imaging.films import DiffusersFilms
from bot.imaging.finder import find
from bot.imaging.folders import inspect_folder, is_folder
from bot.imaging.hub import configured, fetched
from bot.imaging.memory import DeviceMemory
from bot.imaging.opening import open_pipeline
from bot.imaging.speed import Speed
from bot.imaging.watching import resident_bytes, told
from bot.imaging.wire import Device

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.part import Mask
    from bot.imaging.folders import ModelFolder
    from bot.imaging.memory import Memory
    from bot.imaging.model import Model
    from bot.imaging.opening import Opener

log = logging.getLogger(__name__)

_MOST_LOADED: Final = 2
_ROOM: Final = 1.6
"""How much more than its weights a model takes while it paints: beside another one, all of it must
fit."""


class DiffusersModels:
    """Loads models and keeps the last ones, two at most; ``opener`` makes the pipelines.

    A second one is kept only where all of both fits. ``memory`` is the device's.

    ``device`` is ``cuda``, ``mps``, ``cpu`` or ``auto`` for the best there is; ``dtype`` a floating
    type of torch or ``auto`` for what fits the device and the model.

    Raises:
        PainterError: the device is not there.
    """

    def __init__(
        self,
        device: str = "auto",
        dtype: str = "auto",
        opener: Opener | None = None,
        memory: Memory | None = None,
        speed: Speed | None = None,
        *,
        loras: Path | None = None,
    ) -> None:
        self._open = open_pipeline if opener is None else opener
        self._kind = _found_device(device)
        self._dtype_wanted = dtype
        self._speed = speed or Speed()
        self._loras = loras
        self._memory = memory or DeviceMemory(self._kind)
        self._loaded: OrderedDict[str, DiffusersModel] = OrderedDict()

    @property
    def loaded(self) -> tuple[str, ...]:
        """The models in memory, the last used one last."""
        return tuple(self._loaded)

    def get(self, preset: Preset, on_stage: Callable[[str], None] = lambda _: None) -> Model:
        """The loaded model; those before it are dropped first where there is no room for both."""
        if preset.weights not in self._loaded:
            folder = self._folder(preset, on_stage)
            self._make_room(folder)
            with told(on_stage, "loading", resident_bytes, folder.weights_bytes):
                self._loaded[preset.weights] = self._load(preset, folder)
        if preset.lora:
            fetched_lora(preset.lora, on_stage)
        self._loaded.move_to_end(preset.weights)
        return self._loaded[preset.weights]

    def find(self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]) -> Mask:
        """Where ``words`` are in ``picture``, on the processor: no painting model has to go."""
        return find(model, picture, words, on_stage)

    def _folder(self, preset: Preset, on_stage: Callable[[str], None]) -> ModelFolder:
        if not is_folder(preset.model):
            variants = (None,) if self._kind == "cpu" else ("fp16", None)
            return fetched(preset.model, variants, on_stage)
        model = Path(preset.model)
        if model.is_file():
            return configured(model, configuration(preset), on_stage)
        return inspect_folder(model)

    def spare(self, preset: Preset) -> bool:
        """Drop all models but the preset's."""
        others = [name for name in self._loaded if name != preset.weights]
        for name in others:
            del self._loaded[name]
        free_memory()
        return bool(others)

    def _make_room(self, folder: ModelFolder) -> None:
        if len(self._loaded) >= _MOST_LOADED:
            self._loaded.popitem(last=False)
            free_memory()
        wider = 2 if self._dtype(has_transformer=folder.has_transformer) == torch.float32 else 1
        free = self._memory.free_bytes()
        if free is None or folder.weights_bytes * wider * _ROOM > free:
            self._loaded.clear()
            free_memory()

    def peak_bytes(self) -> int:
        """The most that torch has reserved on the device, or that the process took."""
        if self._kind == "cuda":
            return int(cast("Any", torch.cuda).max_memory_reserved())
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    def device(self) -> Device:
        """The device, and what memory torch says it has."""
        memory_bytes, name = 0, platform.processor() or platform.machine()
        if self._kind == "cuda":
            found = cast("Any", torch.cuda).get_device_properties(0)
            memory_bytes, name = int(found.total_memory), str(found.name)
        return Device(
            kind=self._kind,
            name=name,
            memory_bytes=memory_bytes,
            dtype=str(self._dtype(has_transformer=False)).removeprefix("torch."),
            torch=version("torch"),
            diffusers=version("diffusers"),
        )

    def _load(self, preset: Preset, folder: ModelFolder) -> DiffusersModel:
        dtype = self._dtype(has_transformer=folder.has_transformer)
        model, place = preset.model, folder.file or folder.path
        try:
            pipeline = self._open(folder, dtype, preset.quantise)
            moves = film_pipeline(type(pipeline).__name__) is not None
            kind = DiffusersFilms if moves else DiffusersModel
            return kind(pipeline, place, self._kind, self._memory, self._speed, loras=self._loras)
        except PainterError:
            raise
        except Exception as error:
            if is_out_of_memory(error):
                total = self._memory.total_bytes() or 0
                raise OutOfMemory(
                    f"{model} does not fit into memory: {error}", device_bytes=total
                ) from None
            raise ModelMissing(f"{model} cannot be loaded: {_first_line(error)}") from error

    def _dtype(self, *, has_transformer: bool) -> torch.dtype:
        if self._dtype_wanted != "auto":
            return cast("torch.dtype", getattr(torch, self._dtype_wanted))
        return best_dtype(self._kind, has_transformer=has_transformer)


def best_dtype(kind: str, *, has_transformer: bool) -> torch.dtype:
    """What a device of this ``kind`` computes quickly and a model does not overflow in."""
    if kind == "cpu":
        return torch.bfloat16 if _computes_bfloat16() else torch.float32
    if not has_transformer:
        return torch.float16
    # The transformers of newer models overflow in float16, and older cards only imitate bfloat16.
    imitated = kind == "cuda" and not cast("Any", torch.cuda).is_bf16_supported(
        including_emulation=False
    )
    return torch.float32 if imitated else torch.bfloat16


def _found_device(wanted: str) -> str:
    found = ["cpu"]
    if torch.backends.mps.is_available():
        found.insert(0, "mps")
    if torch.cuda.is_available():
        found.insert(0, "cuda")
    if wanted == "auto":
        return found[0]
    if wanted not in found:
        raise PainterError(f"torch finds no {wanted} device here, only {' and '.join(found)}")
    return wanted


def _computes_bfloat16() -> bool:
    """Whether the processor has instructions for bfloat16; without, it is slower than float32."""
    # Older releases of torch cannot tell.
    able: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(able.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
