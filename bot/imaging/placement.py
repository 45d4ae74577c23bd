"""Where a model's parts are kept while it paints: a ladder from fast to frugal.

diffusers' hooks move a part to the device when it is needed and back after a call that went well;
after one that did not they are set anew, or the parts would stay where they happened to be.
"""

from __future__ import annotations

import logging
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import torch

from bot.imaging.failing import free_memory, is_out_of_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.imaging.encoding import ReadOnce

log = logging.getLogger(__name__)

_ROOM: Final = 1.1
"""How much more than its weights a part takes while it works, at the least."""


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
    """Where the parts of one model are; ``free_bytes`` says what the device has left, if known."""

    def __init__(
        self, pipeline: Any, device: str, read_once: ReadOnce, free_bytes: Callable[[], int | None]
    ) -> None:
        self._device = device
        self._read_once = read_once
        self._active: Any = None
        """The pipeline whose hooks are set, or whose parts were moved."""
        self.rung = Rung.ALL if device == "cpu" else self._fitting(pipeline, free_bytes())
        while True:
            try:
                self.prepare(pipeline)
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
            else:
                return
            self._active = None
            free_memory()
            if not self.down():
                raise torch.OutOfMemoryError(f"{_gib(sum(_sizes(pipeline)))} GiB of weights")

    @property
    def watched_for_free(self) -> bool:
        """Whether the autoencoder is at hand between two steps."""
        return self.rung < Rung.OFFLOADED

    def prepare(self, pipeline: Any) -> None:
        """Place the parts for a call of ``pipeline``."""
        if self._active is pipeline:
            return
        if self._device != "cpu":
            self._place(pipeline)
        self._active = pipeline
        self._read_once.watch(pipeline)

    def recover(self, pipeline: Any) -> None:
        """Put the parts back where they belong, after a call that ended in the middle."""
        if self.rung is Rung.OFFLOADED:
            self._active = None
            free_memory()
            self.prepare(pipeline)

    def down(self) -> bool:
        """Go a rung down; False at the bottom, and on a processor, which has but one memory."""
        if self._device == "cpu" or self.rung is Rung.GROUPED:
            return False
        self.rung = Rung(self.rung + 1)
        self._active = None
        log.warning("memory is short: %s", self.rung.name.lower())
        return True

    def _place(self, pipeline: Any) -> None:
        self._read_once.unwatch(pipeline)
        if self.rung >= Rung.TILED and hasattr(getattr(pipeline, "vae", None), "enable_tiling"):
            pipeline.vae.enable_tiling()
        match self.rung:
            case Rung.ALL | Rung.TILED:
                pipeline.to(self._device)
            case Rung.OFFLOADED:
                pipeline.enable_model_cpu_offload(device=self._device)
            case Rung.GROUPED:
                pipeline.remove_all_hooks()
                pipeline.to("cpu")
                pipeline.enable_group_offload(
                    onload_device=torch.device(self._device),
                    offload_device=torch.device("cpu"),
                    offload_type="leaf_level",
                    use_stream=self._device.startswith("cuda"),
                )

    def _fitting(self, pipeline: Any, free_bytes: int | None) -> Rung:
        """The first rung on which the weights fit into what is free."""
        sizes = _sizes(pipeline)
        if free_bytes is None or sum(sizes) * _ROOM <= free_bytes:
            return Rung.ALL
        return Rung.OFFLOADED if max(sizes, default=0) * _ROOM <= free_bytes else Rung.GROUPED


def _sizes(pipeline: Any) -> list[int]:
    """Bytes of weights, a part each."""
    return [size_bytes(part) for part in pipeline.components.values() if _is_module(part)]


def size_bytes(part: Any) -> int:
    """Bytes of a part's weights, or what it declares itself."""
    declared: int | None = getattr(part, "declared_bytes", None)
    if declared is not None:
        return declared
    return sum(one.numel() * one.element_size() for one in part.parameters())


def _is_module(part: Any) -> bool:
    return isinstance(part, torch.nn.Module)


def _gib(size: int) -> str:
    return f"{size / 2**30:.1f}"
