"""A board as Discord's components: picture, list of shots, and the buttons of what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot.client.attached import Attached
from bot.client.buttons import Action, PostButton, PostList
from bot.client.phrasing import posts
from bot.client.phrasing.board import board_text, sheet_alt, shot_about, shot_label
from bot.domain.board.board import Step
from bot.domain.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discord.ui.item import Item

    from bot.domain.posts.views import BoardView

_DONE: Final = 0x3BA55D
_WORKING: Final = 0x5B7FBF
STEP_BUTTONS: Final = {
    Step.LYRICS: (Action.PASTE,),
    Step.SONG: (Action.SONG,),
    Step.TIMES: (Action.TAP,),
    Step.PROMPTS: (Action.SHEET, Action.DRAFT),
    Step.PAINT: (Action.PAINT,),
    Step.VOTE: (Action.VOTE,),
    Step.RENDER: (Action.RENDER,),
}
_ROW: Final = 5
"""Most buttons that Discord puts side by side."""


def following(view: BoardView) -> list[Action]:
    """What can be done next with a clip, by buttons."""
    actions = [action for step in view.steps for action in STEP_BUTTONS.get(step, ())]
    return [*actions, Action.PREVIEW] if view.has_song and view.shots else actions


def rows_of(items: Sequence[Item[Any]]) -> list[Item[Any]]:
    """Buttons in as many rows as they need."""
    return [ui.ActionRow[Any](*items[first : first + _ROW]) for first in range(0, len(items), _ROW)]


def board(view: BoardView, *, private: bool = False) -> tuple[list[Item[Any]], list[Attached], int]:
    """A page of a board; the ``private`` one of somebody who leafs through it has other buttons."""
    items: list[Item[Any]] = [ui.TextDisplay("\n".join(board_text(view)))]
    files: list[Attached] = []
    if view.sheet is not None:
        files.append(Attached(view.sheet, f"board-{view.page}.webp"))
        picture = f"attachment://{files[0].name}"
        items.append(
            ui.MediaGallery(discord.MediaGalleryItem(picture, description=sheet_alt(view)))
        )
    if view.at_work:
        items += _board_controls(view, private=private)
    return items, files, _DONE if view.steps == (Step.RENDER,) else _WORKING


def _board_controls(view: BoardView, *, private: bool) -> list[Item[Any]]:
    """The list of shots, pages to leaf through, and the buttons of what comes next."""
    items: list[Item[Any]] = []
    if view.shots:
        picks = [
            discord.SelectOption(
                label=posts.clipped(shot_label(shot), 100),
                value=str(shot.line_id),
                description=posts.clipped(shot_about(view.locale, shot), 100),
            )
            for shot in view.shots
        ]
        hint = say(view.locale, "board.open-shot")
        items.append(ui.ActionRow[Any](PostList(Action.SHOT, view.clip_id, hint, picks)))
    if private:
        around = [page for page in (view.page - 1, view.page + 1) if 1 <= page <= view.pages]
        leaves = [
            PostButton(
                Action.LEAF,
                f"{view.clip_id}_{page}",
                locale=view.locale,
                label=say(view.locale, "board.page", page=page),
            )
            for page in around
        ]
        return items + rows_of(leaves)
    actions = following(view)
    row: list[Item[Any]] = [PostButton(one, view.clip_id, locale=view.locale) for one in actions]
    if view.pages > 1:
        leaf = view.page % view.pages + 1
        row.append(PostButton(Action.LEAF, f"{view.clip_id}_{leaf}", locale=view.locale))
    return items + rows_of(row)
