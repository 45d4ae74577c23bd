"""``/take``: pictures and films that people bring themselves."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, PostList, Upload
from bot.client.command_names import about, options
from bot.client.phrasing.rounds import brought_text
from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineId, LineState
from bot.domain.rounds.take import number_meant
from bot.domain.texts import Safe, say
from cogs.desk import person_of
from cogs.parsing import parse_clock
from cogs.suggestions import LineNumber, line_label, suggest_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.client.buttons import Target
    from bot.services.rounds.lookup import NamedTake
    from cogs.desk import Asking, Desk


_MOST_PICKS: Final = 25
_LINK: Final = re.compile(r"<(https?://[^<>\s]+)>")


class TakeCog(commands.GroupCog, group_name="take", group_description=about("take")):
    """Takes beside those that are painted."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="add", description=about("take add"))
    @app_commands.describe(**options("take add", "line", "file", "start"))
    @app_commands.autocomplete(line=suggest_lines)
    async def add(
        self,
        interaction: Asking,
        line: LineNumber,
        file: discord.Attachment,
        start: str | None = None,
    ) -> None:
        """Put somebody's own picture or film to the vote of a line."""
        await acknowledge(interaction, private=False)
        start_s = 0.0 if start is None else parse_clock(start)
        await _bring(self.desk, interaction, line, file, start_s)


async def offer_lines(desk: Desk, interaction: Asking, message: discord.Message) -> None:
    """Ask for which line the message's file is to be a take.

    The file's address stands in the answer, which comes back with the choice: nothing of it need be
    kept until then, and nobody can put another address in its place.
    """
    if interaction.client.user is not None and message.author.id == interaction.client.user.id:
        raise UserError("brought.ours")
    if not message.attachments:
        raise UserError("brought.no-file")
    clip = await desk.stage(interaction)
    open_first = sorted(
        (one for one in await desk.lyrics.overview(clip) if one.state is not LineState.SHARED),
        key=lambda one: one.state is LineState.DECIDED,
    )
    if not open_first:
        raise UserError("line.none")
    locale, file = locale_of(interaction), message.attachments[0]
    picks = [
        discord.SelectOption(label=line_label(locale, one), value=str(one.line.id))
        for one in open_first[:_MOST_PICKS]
    ]
    view = discord.ui.View(timeout=None)
    view.add_item(PostList(Action.BRING, clip.id, say(locale, "brought.choose"), picks))
    view.stop()
    await tell(interaction, say(locale, "brought.which", link=Safe(f"<{file.url}>")), view=view)


async def bring_linked(desk: Desk, interaction: Asking, target: Target) -> None:
    """Make the file that the list's message links a take of the line that was chosen."""
    await acknowledge(interaction, private=False)
    content = interaction.message.content if interaction.message is not None else ""
    link = _LINK.search(content)
    if link is None or not target.chosen.isdecimal():
        raise UserError("errors.attachment-gone")
    name = PurePosixPath(urlsplit(link[1]).path).name
    line = LineId(int(target.chosen))
    await _bring(desk, interaction, line, Upload(name, 0, link[1]))


async def _bring(
    desk: Desk,
    interaction: Asking,
    line: int | LineId,
    file: discord.Attachment | Upload,
    start_s: float = 0.0,
) -> None:
    clip, person = await desk.stage(interaction), person_of(interaction)
    async with desk.attachments.fetched(file, desk.settings.take_max_mib) as path:
        added = await desk.brought.add(person, clip, line, path, start_s)
    await tell(interaction, brought_text(clip.locale, added, person.name))


def meant(typed: str, takes: Sequence[NamedTake]) -> NamedTake:
    """The take that a number or a letter names.

    Raises:
        UserError: there is none in this round.
    """
    number = number_meant(typed)
    for take in takes:
        if take.take.number == number:
            return take
    raise UserError("errors.no-such-take", text=typed.strip(), last=len(takes))
