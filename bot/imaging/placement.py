"""Where a model's parts are kept while it paints: a ladder from fast to frugal.

diffusers' hooks move a part to the device when it is needed and back after a call that went well;
after one that did not they are set anew, or the parts would stay where they happened to be.
"""

from __future__ import annotations

import logging
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import OutOfMemory
from bot.imaging.decoding import tile
from bot.imaging.failing import free_memory, is_out_of_memory

if TYPE_CHECKING:
    from bot.imaging.encoding import ReadOnce
    from bot.imaging.memory import Memory

# Typed as they are, each of their names would need a cast of its own.
torch: Any = import_module("torch")
_hooks: Any = import_module("diffusers.hooks")

log = logging.getLogger(__name__)

_ROOM: Final = 1.1
"""How much more than its weights a part takes while it works, at the least."""
_GROUPING: Final = (
    *("group_offloading", "layer_execution_tracker", "lazy_prefetch_group_offloading"),
)
"""What diffusers calls the hooks that move single layers."""


class Rung(IntEnum):
    """Each takes less memory than the one before it, and more time."""

    ALL = 0
    """Every part stays on the device."""
    TILED = 1
    """And pictures are decoded in tiles."""
    OFFLOADED = 2
    """Only the part that works is on the device."""
    GROUPED = 3
    """Only the layer that works is, and the next one on its way."""


class Placement:
    """Where the parts of ``pipeline``, and of others made of the same parts, are.

    Raises:
        OutOfMemory: there is no room on any rung.
    """

    def __init__(self, pipeline: Any, device: str, read_once: ReadOnce, memory: Memory) -> None:
        self._device = device
        self._read_once = read_once
        self._memory = memory
        self._parts = [one for one in pipeline.components.values() if _is_module(one)]
        self._active: Any = None
        """The pipeline whose hooks are set, or whose parts were moved."""
        self._highest = Rung.ALL if device == "cpu" else self._fitting()
        self.rung = self._highest
        while True:
            try:
                self.prepare(pipeline)
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                problem = str(error)
            else:
                return
            free_memory()
            if not self.down():
                raise self.too_small(problem)

    @property
    def decodes_between_steps(self) -> bool:
        """Whether the autoencoder is at hand between two steps."""
        return self.rung < Rung.OFFLOADED

    def prepare(self, pipeline: Any) -> None:
        """Place the parts for a call of ``pipeline``."""
        if self._active is not pipeline:
            if self._device != "cpu":
                self._place(pipeline)
            self._active = pipeline
        # Each time: a call that went well has set the hooks anew.
        self._read_once.watch(pipeline)

    def again(self) -> None:
        """Place the parts anew before the next call: something was put on them or taken off."""
        self._active = None

    def recover(self, pipeline: Any) -> None:
        """Put the parts back where they belong, after a call that ended in the middle."""
        if self.rung >= Rung.OFFLOADED:
            self._active = None
            free_memory()
            self.prepare(pipeline)

    def down(self) -> bool:
        """Go a rung down; False at the bottom, and on a processor, which has but one memory."""
        return self._device != "cpu" and self.rung < Rung.GROUPED and self._go(self.rung + 1)

    def up(self) -> bool:
        """Go up again one rung of those that memory once was too short for; False for none."""
        return self.rung > self._highest and self._go(self.rung - 1)

    def too_small(self, problem: str) -> OutOfMemory:
        """The error that says how much memory the weights want and how much there is."""
        return OutOfMemory(
            problem,
            weights_bytes=sum(map(size_bytes, self._parts)),
            device_bytes=self._memory.total_bytes() or 0,
        )

    def _go(self, rung: int) -> bool:
        self.rung = Rung(rung)
        self._active = None
        log.warning("memory: %s", self.rung.name.lower())
        return True

    def _place(self, pipeline: Any) -> None:
        self._read_once.unwatch(pipeline)
        tile(getattr(pipeline, "vae", None), on=self.rung >= Rung.TILED)
        if self._active is None:
            self._ungroup()
        pipeline.remove_all_hooks()
        match self.rung:
            case Rung.ALL | Rung.TILED:
                pipeline.to(self._device)
            case Rung.OFFLOADED:
                pipeline.enable_model_cpu_offload(device=self._device)
            case Rung.GROUPED if self._active is None:
                pipeline.to("cpu")
                pipeline.enable_group_offload(
                    onload_device=torch.device(self._device),
                    offload_device=torch.device("cpu"),
                    offload_type="leaf_level",
                    use_stream=torch.cuda.is_available(),
                )
            case Rung.GROUPED:  # the parts are another pipeline's, and have their hooks
                pass

    def _ungroup(self) -> None:
        for part in self._parts:
            if any(hasattr(one, "_diffusers_hook") for one in part.modules()):
                registry = _hooks.HookRegistry.check_if_exists_or_initialize(part)
                for name in _GROUPING:
                    registry.remove_hook(name, recurse=True)

    def _fitting(self) -> Rung:
        """The first rung on which the weights fit into what is free."""
        sizes, free = [size_bytes(part) for part in self._parts], self._memory.free_bytes()
        if free is None or sum(sizes) * _ROOM <= free:
            return Rung.ALL
        return Rung.OFFLOADED if max(sizes, default=0) * _ROOM <= free else Rung.GROUPED


def size_bytes(part: Any) -> int:
    """Bytes of a part's weights, or what it declares itself."""
    declared: int | None = getattr(part, "declared_bytes", None)
    if declared is not None:
        return declared
    return sum(map(_bytes, part.parameters()))


def _bytes(tensor: Any) -> int:
    # Quantised ones look like what they stand for, and hold less.
    if hasattr(tensor, "__tensor_flatten__"):
        return sum(_bytes(getattr(tensor, name)) for name in tensor.__tensor_flatten__()[0])
    return int(tensor.numel() * tensor.element_size())


def _is_module(part: Any) -> bool:
    return isinstance(part, torch.nn.Module)
