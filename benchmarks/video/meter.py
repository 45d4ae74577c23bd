"""The meter: run something in processes of its own, and say what it cost.

CPU seconds are those of the process and of every descendant that was waited for; memory is the
largest sum of resident sizes seen at once, which counts shared pages once for each process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOOK_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def metered(args: Sequence[str], folder: Path | None = None) -> Cost:
    """Run a command to its end and measure it.

    Raises:
        RuntimeError: if it failed; what it said went to standard error.

    """
    begun = time.monotonic()
    process = subprocess.Popen(
        args, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    watch = _Watch(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watch.stop()
    if process.returncode:
        raise RuntimeError(f"{args[0]} ended with {process.returncode}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, peak / 2**20)


def metered_module(module: str, *args: str) -> Cost:
    """Run ``python -m module args`` and measure it."""
    return metered([sys.executable, "-m", module, *args])


class _Watch:
    """Adds up the memory of a process and its descendants, until stopped."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> int:
        """The largest sum seen, in bytes."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            try:
                root = psutil.Process(self._pid)
                family = [root, *root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            total = 0
            for one in family:
                try:
                    total += one.memory_info().rss
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            self._peak = max(self._peak, total)
