"""Contact sheets, drawn by a child process: the bot's side of ``bot.video.contact_sheet``."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from bot.processes.errands import ErrandFailed, run_errand

if TYPE_CHECKING:
    from bot.domain.board.sheet import Sheet

log = logging.getLogger(__name__)


class ProcessSheetDrawer:
    """The port ``SheetDrawer`` by a child process for each sheet."""

    async def draw(self, sheet: Sheet) -> bytes | None:
        """Draw as the port promises."""
        try:
            return await run_errand("bot.video.contact_sheet", [], msgspec.json.encode(sheet))
        except ErrandFailed as error:
            log.warning("a board has no picture: %s", error)
            return None
