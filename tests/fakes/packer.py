"""A packer that writes files of the sizes it is told, and remembers what was to be packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.handoff.returned import Returned

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.handoff.making import MakingOf
    from bot.domain.handoff.pack import Pack


class FakePacker:
    """The port ``Packer``; a pack is as many files as ``sizes_bytes`` has; ``returned`` is read."""

    def __init__(self) -> None:
        self.sizes_bytes = [1000]
        self.packs: list[Pack] = []
        self.limits: list[int] = []
        self.told: list[MakingOf] = []
        self.returned = Returned(0, ())

    async def pack(self, pack: Pack, folder: Path, limit_bytes: int, most: int) -> list[Path]:
        """Write files of the sizes that were set."""
        del most
        self.packs.append(pack)
        self.limits.append(limit_bytes)
        assert all(file.path.is_file() for file in pack.files)
        written = [folder / f"{pack.stem}-{n}.zip" for n in range(1, len(self.sizes_bytes) + 1)]
        for path, size in zip(written, self.sizes_bytes, strict=True):
            path.write_bytes(path.name[-5:].encode() + bytes(size - 5))
        return written

    async def write_making_of(self, told: MakingOf, folder: Path, limit_bytes: int) -> list[Path]:
        """Write what is told of it as plain text."""
        del limit_bytes
        self.told.append(told)
        paths = [folder / f"making-of.{ending}" for ending in ("png", "html", "json")]
        for path in paths:
            path.write_text(told.title)
        return paths

    async def read(self, path: Path) -> Returned:
        """What was set."""
        del path
        return self.returned
