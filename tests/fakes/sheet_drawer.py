"""A drawer that draws nothing: a sheet's picture is its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.board.sheet import Sheet


class FakeSheetDrawer:
    """The port ``SheetDrawer``; ``drawn`` are the sheets asked for."""

    def __init__(self) -> None:
        self.drawn: list[Sheet] = []

    async def draw(self, sheet: Sheet) -> bytes | None:
        """The sheet's numbers and badges."""
        self.drawn.append(sheet)
        return " ".join(f"{tile.number}{tile.badge}" for tile in sheet.tiles).encode()
