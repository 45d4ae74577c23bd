"""Takes as one person looks at them: large, and quickly there."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.files.files import PICTURE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.rounds.take import Take
    from bot.ports.posts import Shrinker
    from storage.files.files import Files

LARGE_BYTES: Final = 400 * 1024
"""Of a picture that is shown to one person: ten of them are there within a moment."""


@dataclass(frozen=True, slots=True)
class LargeTake:
    """A take as one person looks at it: its number, its name, its picture as a WebP file."""

    id: int
    number: int
    name: str
    picture: bytes


class LargePictures:
    """Copies of takes that are quickly there, made by a child process."""

    def __init__(self, files: Files, shrinker: Shrinker, work_folder: Path) -> None:
        self._files = files
        self._shrinker = shrinker
        self._work_folder = work_folder

    async def of(self, named: Sequence[tuple[Take, str]]) -> tuple[LargeTake, ...]:
        """The takes, by their names, with their pictures.

        Raises:
            PainterError: a picture cannot be read.
        """
        if not named:
            return ()
        paths = [self._files.path(take.sha256, PICTURE_SUFFIX) for take, _ in named]
        with tempfile.TemporaryDirectory(prefix="large-", dir=self._work_folder) as folder:
            copies = await self._shrinker.shrink(paths, LARGE_BYTES, Path(folder))
            pictures = await asyncio.to_thread(lambda: [copy.read_bytes() for copy in copies])
        return tuple(
            LargeTake(take.id, take.number, name, picture)
            for (take, name), picture in zip(named, pictures, strict=True)
        )
