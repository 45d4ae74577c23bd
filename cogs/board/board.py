"""``/board``, and what its list and buttons do: pages and shots, shown to one person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of
from bot.client.attached import Attached
from bot.client.board_layout import board, rows_of
from bot.client.buttons import Action, PostButton
from bot.client.command_names import about
from bot.client.phrasing.board import shot_text
from bot.client.phrasing.posts import clipped
from bot.client.private import acknowledge_here, show_components
from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineId
from bot.domain.texts import Moment, Safe, say
from cogs.desk import person_of
from cogs.lyrics.tap import offer_tapping

if TYPE_CHECKING:
    from discord.ui.item import Item

    from bot.client.buttons import Target
    from bot.domain.cut.note import Note
    from cogs.desk import Asking, Desk

_TEXT_LENGTH: Final = 3900
_ID_DIGITS: Final = 18
_TICKS: Final = 10


class BoardCog(commands.Cog):
    """The board."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="board", description=about("board"))
    async def board(self, interaction: Asking) -> None:
        """Bring the board down to the newest messages, or link it if it is near."""
        await acknowledge(interaction)
        clip = await self.desk.stage(interaction)
        place = await self.desk.board_upkeep.bring(person_of(interaction), clip)
        if place is None:
            await answer(interaction, "board.brought")
            return
        link = f"https://discord.com/channels/{clip.guild_id}/{clip.channel_id}/{place.message_id}"
        await answer(interaction, "board.link", link=Safe(link))


class BoardPresses:
    """What is chosen and pressed on a board."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def leaf(self, interaction: Asking, target: Target) -> None:
        """Show another page to the one who asked; further pages take its place."""
        await acknowledge_here(interaction)
        views = self._desk.boards
        view = await views.view(target.clip, target.beside or 1, locale_of(interaction))
        items, files, colour = board(await views.drawn(view), private=True)
        await show_components(interaction, items, files, colour)

    async def shot(self, interaction: Asking, target: Target) -> None:
        """Show a shot closely to the one who chose it."""
        await acknowledge(interaction)
        if not (target.chosen.isascii() and target.chosen.isdecimal()):
            raise UserError("round.line-gone")
        line_id = LineId(int(target.chosen[:_ID_DIGITS]))
        found = await self._desk.board_shots.look(target.clip, line_id)
        text = clipped(shot_text(locale_of(interaction), found), _TEXT_LENGTH)
        items: list[Item[Any]] = [ui.TextDisplay(text)]
        files = [Attached(one.picture, f"take-{one.id}.webp") for one in found.takes]
        if files:
            shown = [
                discord.MediaGalleryItem(f"attachment://{file.name}", description=one.name)
                for file, one in zip(files, found.takes, strict=True)
            ]
            items.append(ui.MediaGallery(*shown))
        if target.clip.is_active:
            locale = locale_of(interaction)
            items += rows_of([_ticking(locale, note) for note in found.notes[:_TICKS]])
        await show_components(interaction, items, files)

    async def tap(self, interaction: Asking, target: Target) -> None:
        """Give a link to the page where lines are tapped."""
        target.working()
        await offer_tapping(self._desk, interaction)

    async def preview(self, interaction: Asking, target: Target) -> None:
        """Ask for a quick, small clip."""
        await self._render(interaction, target, RenderKind.PREVIEW)

    async def render(self, interaction: Asking, target: Target) -> None:
        """Ask for the clip itself."""
        await self._render(interaction, target, RenderKind.FINAL)

    async def _render(self, interaction: Asking, target: Target, kind: RenderKind) -> None:
        await acknowledge(interaction)
        target.working()
        clip = await self._desk.stage(interaction)
        await self._desk.renders.ask(person_of(interaction), clip, kind, RenderOptions())
        await answer(interaction, f"answers.render-{kind}")


def _ticking(locale: str, note: Note) -> PostButton:
    """The button that marks a note as done, named by the note's moment."""
    label = say(locale, "board.tick", at=Moment(note.at_s))
    return PostButton(Action.TICK, note.id, locale=locale, label=label)
