"""Saying how far something is that says nothing itself, by looking at it from beside."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_EVERY_S: Final = 1.0


@contextmanager
def told(
    say: Callable[[str], None],
    stage: str,
    measure: Callable[[], int],
    whole: int,
    every_s: float = _EVERY_S,
) -> Generator[None]:
    """While it lasts ``say`` hears, now and then, ``stage`` and how many hundredths are done.

    That is by how much what ``measure`` gives has grown of ``whole``.
    """
    begun, ended = measure(), threading.Event()

    def look() -> None:
        while True:
            done = 0.0 if whole <= 0 else (measure() - begun) / whole
            say(f"{stage} {round(100 * min(max(done, 0.0), 0.99))}")
            if ended.wait(every_s):
                return

    looking = threading.Thread(target=look, name=stage, daemon=True)
    looking.start()
    try:
        yield
    finally:
        ended.set()
        looking.join()


def resident_bytes() -> int:
    """What this process has in main memory; 0 on systems that do not say."""
    table = Path("/proc/self/statm")
    if not table.is_file():
        return 0
    pages = int(table.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def folder_bytes(folder: Path) -> int:
    """The size of all files in ``folder``, links not followed; what vanishes meanwhile is 0."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.lstat().st_size if file.is_file() and not file.is_symlink() else 0
        except OSError:
            continue
    return total
