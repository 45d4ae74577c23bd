"""WAV files that break off: their header says how much sound there is, the file has less."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK: Final = struct.Struct("<4sI")
_UNKNOWN: Final = 0x7FFF_F000
"""As much or more, and 0, is what programs write that did not know the length yet."""


def lacking(path: Path) -> float:
    """Which share of its sound a WAV file lacks, 0 to 1; 0 for any other file."""
    there = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return 0.0
        while len(chunk := file.read(_CHUNK.size)) == _CHUNK.size:
            name, size = _CHUNK.unpack(chunk)
            if name == b"data":
                known = 0 < size < _UNKNOWN
                return max(0.0, 1 - (there - file.tell()) / size) if known else 0.0
            file.seek(size + size % 2, 1)
    return 0.0
