"""How much memory the device has that models are painted on, and how much of it is left."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

# Typed as it is, each of its names would need a cast of its own.
torch: Any = import_module("torch")


class Memory(Protocol):
    """A device's memory in bytes; None where nobody can tell."""

    def free_bytes(self) -> int | None:
        """What could be taken now."""
        ...

    def total_bytes(self) -> int | None:
        """All there is, taken or not."""
        ...


class DeviceMemory:
    """That of the device called ``kind``, as torch tells it."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def free_bytes(self) -> int | None:
        """What no process has taken, and what torch keeps for its next tensors."""
        if self._kind == "cuda":
            kept = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
            return int(torch.cuda.mem_get_info()[0] + kept)
        if self._kind == "mps":
            most = torch.mps.recommended_max_memory()
            return int(most - torch.mps.current_allocated_memory())
        return _available_bytes()

    def total_bytes(self) -> int | None:
        """The device's own memory, or the machine's where the device has none."""
        if self._kind == "cuda":
            return int(torch.cuda.mem_get_info()[1])
        if self._kind == "mps":
            return int(torch.mps.recommended_max_memory())
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _available_bytes() -> int | None:
    """What Linux could give a program now; other systems do not say."""
    table = Path("/proc/meminfo")
    if not table.is_file():
        return None
    rows = dict(row.split(":", 1) for row in table.read_text(encoding="utf-8").splitlines())
    return int(rows["MemAvailable"].split()[0]) * 1024
