"""Rows that must be there, or a sentence to the person who asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineId
from storage.lyrics import lines
from storage.prompts import styles

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import Style
    from storage.database.database import Tx


async def require_line(tx: Tx, clip: Clip, which: int | LineId) -> Line:
    """The line of the clip that has this number now, or this id.

    Raises:
        UserError: the clip has no lines, or not this one.
    """
    if isinstance(which, LineId):
        line = await lines.by_id(tx, which.id)
        if line is None or line.clip_id != clip.id:
            raise UserError("round.line-gone")
        return line
    line = await lines.by_number(tx, clip.id, which)
    if line is None:
        last = len(await lines.all_of(tx, clip.id))
        if last == 0:
            raise UserError("line.none")
        raise UserError("line.no-such-line", line=which, last=last)
    return line


async def require_style(tx: Tx, clip_id: int) -> Style:
    """The clip's style; every clip has one from its beginning."""
    style = await styles.current(tx, clip_id)
    if style is None:
        raise UserError("clip.none-here")
    return style
