"""Rows that must be there, or a sentence to the person who asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from storage.lyrics import lines
from storage.prompts import styles

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import Style
    from storage.database.database import Tx


async def require_line(tx: Tx, clip: Clip, number: int) -> Line:
    """Line ``number`` of the clip.

    Raises:
        UserError: the clip has no lines, or none of that number.
    """
    line = await lines.by_number(tx, clip.id, number)
    if line is None:
        last = len(await lines.all_of(tx, clip.id))
        if last == 0:
            raise UserError("line.none")
        raise UserError("line.no-such-line", line=number, last=last)
    return line


async def require_style(tx: Tx, clip_id: int) -> Style:
    """The clip's style; every clip has one from its beginning."""
    style = await styles.current(tx, clip_id)
    if style is None:
        raise UserError("clip.none-here")
    return style
