"""A marker that signs nothing: a marked file is its source with a word behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.domain.marks.report import MarkState, Report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.errors import UserError
    from bot.ports.marks import ToMark

SIGNED: Final = b"signed"


class FakeMarker:
    """The port ``Marker``; ``failing`` holds errors that the next calls raise, one each."""

    def __init__(self) -> None:
        self.marked: list[ToMark] = []
        self.failing: list[UserError] = []

    async def mark(self, files: Sequence[ToMark]) -> None:
        """Append the word."""
        if self.failing:
            raise self.failing.pop(0)
        for file in files:
            file.out.write_bytes(file.source.read_bytes() + SIGNED)
        self.marked += files

    async def read(self, path: Path) -> Report:
        """Look for the word."""
        content = await asyncio.to_thread(path.read_bytes)
        return Report(MarkState.VALID if content.endswith(SIGNED) else MarkState.NONE)
