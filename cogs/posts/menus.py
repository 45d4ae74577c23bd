"""Menus on a message ("Apps"): its words become lyrics, or a line's prompt.

The message's text comes along with the click, so that the bot needs no right to read messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.client.answers import acknowledge, locale_of
from bot.client.buttons import Action, field, form
from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineState
from bot.domain.texts import say
from bot.services.prompts.prompts import PROMPT_LENGTH
from cogs.lyrics.lyrics import add_file, add_text

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


def install_menus(tree: app_commands.CommandTree[Any], desk: Desk) -> None:
    """Bring both menus into ``tree``."""

    async def lyrics(interaction: Asking, message: discord.Message) -> None:
        await acknowledge(interaction, private=False)
        clip = await desk.clip(interaction)
        if message.content.strip():
            await add_text(desk, interaction, clip, message.content)
        elif message.attachments:
            await add_file(desk, interaction, clip, message.attachments[0])
        else:
            raise UserError("errors.message-empty")

    async def prompt(interaction: Asking, message: discord.Message) -> None:
        words = message.content.strip()
        if not words:
            raise UserError("errors.message-empty")
        clip = await desk.clip(interaction)
        overviews = await desk.lyrics.overview(clip)
        empty = (
            overview.line.number for overview in overviews if overview.state is LineState.EMPTY
        )
        first = next(empty, "")
        locale = locale_of(interaction)
        modal = form(
            Action.PROMPT,
            clip.id,
            say(locale, "answers.use-title"),
            field("line", say(locale, "answers.use-line"), value=str(first), limit=4, long=False),
            field("prompt", say(locale, "answers.use-prompt"), value=words, limit=PROMPT_LENGTH),
        )
        await interaction.response.send_modal(modal)

    tree.add_command(app_commands.ContextMenu(name="Add as lyrics", callback=lyrics))
    tree.add_command(app_commands.ContextMenu(name="Use as prompt", callback=prompt))
