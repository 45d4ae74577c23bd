"""What an exception out of torch means: memory that ran out, a device that is gone, or a bug."""

from __future__ import annotations

import gc
from typing import Any, Final

import torch

_WORDS: Final = (
    "out of memory",
    "can't allocate memory",
    "not enough memory",
    "alloc_failed",  # cuBLAS and cuDNN, which allocate for themselves
    "failed to allocate",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error`` says that memory ran out, on whatever device."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    # The CPU's and Metal's allocators raise plain RuntimeErrors.
    return isinstance(error, RuntimeError) and any(each in str(error).lower() for each in _WORDS)


def is_device_gone(error: BaseException) -> bool:
    """Whether the accelerator or its driver failed, so that the process has to end."""
    return isinstance(error, torch.AcceleratorError) and not is_out_of_memory(error)


def free_memory() -> None:
    """Give back what nothing holds any more."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    untyped: Any = torch
    if untyped.backends.mps.is_available():
        untyped.mps.empty_cache()
