"""Drawing the picture of a board, as the services see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.board.sheet import Sheet


class SheetDrawer(Protocol):
    """Draws contact sheets in a process of its own."""

    async def draw(self, sheet: Sheet) -> bytes | None:
        """``sheet`` as a WebP file; None where it could not be drawn, and the log says why.

        A picture that cannot be read is drawn as a shot without one.
        """
        ...
