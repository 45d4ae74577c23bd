"""The pack as ZIP files: one, or several that unpack into the same folder, each small enough.

Nothing is compressed: pictures, movies and sound already are.
"""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING, Final

from bot.handoff.timeline import formats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.handoff.pack import Pack

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Nothing is told by a date: the same pack is the same file, byte by byte."""
_ENTRY_BYTES: Final = 400
"""What a ZIP needs for each file beside its content and name, with room."""


def write(pack: Pack, folder: Path, limit_bytes: int, most: int) -> list[Path]:
    """The ZIP files of the pack in ``folder``, as the port ``Packer`` promises.

    Raises:
        OSError: a file is gone, or the disk is full; nothing is left behind.
    """
    words = [*formats(pack), *((one.name, one.content) for one in pack.texts)]
    entries: list[tuple[str, bytes | Path]] = [(name, text.encode()) for name, text in words]
    entries += [(one.name, one.path) for one in pack.files]
    parts = _parted(entries, limit_bytes)
    if not parts or len(parts) > most:
        parts = [entries]
    written: list[Path] = []
    try:
        for number, part in enumerate(parts, 1):
            name = pack.stem if len(parts) == 1 else f"{pack.stem}-{number}"
            written.append(folder / f"{name}.zip")
            _zip(written[-1], pack.stem, part)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def _parted(
    entries: Sequence[tuple[str, bytes | Path]], limit_bytes: int
) -> list[list[tuple[str, bytes | Path]]]:
    """The entries in order, as many as fit a part; none where one alone is too large."""
    parts: list[list[tuple[str, bytes | Path]]] = [[]]
    filled = 0
    for name, content in entries:
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        size += _ENTRY_BYTES + 4 * len(name)
        if size > limit_bytes:
            return []
        if filled + size > limit_bytes:
            parts.append([])
            filled = 0
        parts[-1].append((name, content))
        filled += size
    return parts


def _zip(out: Path, folder: str, entries: Sequence[tuple[str, bytes | Path]]) -> None:
    with out.open("wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in entries:
                entry = zipfile.ZipInfo(f"{folder}/{name}", _DATE)
                entry.external_attr = 0o644 << 16
                if isinstance(content, bytes):
                    archive.writestr(entry, content)
                    continue
                with content.open("rb") as source, archive.open(entry, "w") as into:
                    while chunk := source.read(1 << 20):
                        into.write(chunk)
        file.flush()
        os.fsync(file.fileno())
