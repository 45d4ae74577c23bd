"""Ogg files joined end to end, found by their pages: players stop or jump at the second one."""

from __future__ import annotations

import mmap
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_MARK: Final = b"OggS"
_HEAD: Final = struct.Struct("<4xxBq12xB")
"""Of a page (RFC 3533): its flags, its position in samples, and how many segments it has."""
_BEGINS: Final = 2
"""The flag of a stream's first page; all first pages stand before any other page."""


def joined_at(path: Path) -> int | None:
    """The position in samples at which another recording begins; None in a file of one."""
    with path.open("rb") as file:
        if file.read(len(_MARK)) != _MARK:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _joined_at(data)


def _joined_at(data: mmap.mmap) -> int | None:
    at, position, begun = 0, 0, False
    while 0 <= (at := data.find(_MARK, at)) <= len(data) - _HEAD.size:
        flags, samples, segments = _HEAD.unpack_from(data, at)
        if flags & _BEGINS and begun:
            return position
        begun = begun or not flags & _BEGINS
        position = max(position, samples)
        table = at + _HEAD.size
        at = table + segments + sum(data[table : table + segments])
    return None
