"""``/clip history``: who did what, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.phrasing.history import deed_text
from bot.domain.texts import say

if TYPE_CHECKING:
    from bot.client.buttons import Target
    from bot.domain.clips.clip import Clip
    from cogs.desk import Asking, Desk


async def tell_history(
    desk: Desk, interaction: Asking, clip: Clip, before: int | None = None
) -> None:
    """Answer with a page of deeds, and a button to those before."""
    page, locale = await desk.deeds.page(clip, before), locale_of(interaction)
    rows = [deed_text(locale, deed, page.names, page.lines) for deed in page.deeds]
    view = None
    if page.older is not None:
        view = buttons(Action.OLDER, row=f"{clip.id}_{page.older}", locale=locale)
    await tell(interaction, "\n".join(rows) or say(locale, "history.none"), view=view)


class HistoryPresses:
    """What the button under a page does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def older(self, interaction: Asking, target: Target) -> None:
        """Show the page before."""
        await acknowledge(interaction)
        await tell_history(self._desk, interaction, target.clip, target.beside)
