"""Menus on a message ("Apps"): its words become lyrics or a prompt, its files a take or say what
they are.

The message's text comes along with the click, so that the bot needs no right to read messages.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import discord
from discord import app_commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, Upload, field, form
from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineState
from bot.domain.marks.words import report_rows
from bot.domain.texts import escape, say
from bot.services.prompts.prompts import PROMPT_LENGTH
from cogs.lyrics.lyrics import add_file, add_text
from cogs.rounds.take import offer_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cogs.desk import Asking, Desk

CHECKED_MIB: Final = 100.0
MOST_CHECKED: Final = 10
"""As many files as a message can have."""


def install_menus(tree: app_commands.CommandTree[Any], desk: Desk) -> None:
    """Bring the menus into ``tree``."""

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

    async def take(interaction: Asking, message: discord.Message) -> None:
        await acknowledge(interaction)
        await offer_lines(desk, interaction, message)

    async def provenance(interaction: Asking, message: discord.Message) -> None:
        await acknowledge(interaction)
        files: list[discord.Attachment | Upload] = [
            *message.attachments,
            *_shown_files(message.components),
        ]
        if not files:
            raise UserError("marks.no-file")
        locale = locale_of(interaction)
        rows: list[str] = []
        for file in files[:MOST_CHECKED]:
            async with desk.attachments.fetched(file, CHECKED_MIB) as path:
                report = await desk.marks.read(path)
            rows += [f"**{escape(file.filename)}**", *report_rows(locale, report)]
        await tell(interaction, "\n".join(rows))

    tree.add_command(app_commands.ContextMenu(name="Check provenance", callback=provenance))
    tree.add_command(app_commands.ContextMenu(name="Use as take", callback=take))
    tree.add_command(app_commands.ContextMenu(name="Add as lyrics", callback=lyrics))
    tree.add_command(app_commands.ContextMenu(name="Use as prompt", callback=prompt))


def _shown_files(components: Iterable[Any]) -> Iterator[Upload]:
    """The files that a post shows by its components; their sizes are known when they are there."""
    for one in components:
        media: list[Any] = [item.media for item in getattr(one, "items", ())]
        if isinstance(one, discord.FileComponent):
            media.append(one.media)
        for shown in media:
            url: str = shown.url
            name = PurePosixPath(urlsplit(url).path).name
            yield Upload(name, 0, url)
        yield from _shown_files(getattr(one, "children", ()))
