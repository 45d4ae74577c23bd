"""A shrinker that decodes nothing: a copy is the beginning of its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FakeShrinker:
    """The port ``Shrinker``; ``given`` is what it was to shrink, one call an entry."""

    def __init__(self) -> None:
        self.given: list[tuple[Path, ...]] = []

    async def shrink(
        self, pictures: Sequence[Path], limit_bytes: int, folder: Path
    ) -> Sequence[Path]:
        """Cut each file at the limit."""
        self.given.append(tuple(pictures))
        made: list[Path] = []
        for number, picture in enumerate(pictures):
            copy = folder / f"{number}.webp"
            copy.write_bytes(picture.read_bytes()[:limit_bytes])
            made.append(copy)
        return made
