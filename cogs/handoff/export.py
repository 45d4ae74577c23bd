"""``/clip export`` and ``/clip import-edit``: the clip to an editor, and its cuts back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.command_names import about, options
from bot.client.phrasing.handoff import proposal_text
from bot.client.phrasing.posts import ranges
from bot.domain.clips.people import require_director
from bot.domain.errors import UserError
from bot.domain.texts import Safe, say
from cogs.desk import person_of

if TYPE_CHECKING:
    from bot.client.buttons import Target
    from cogs.desk import Asking, Desk

EDIT_MIB: Final = 16.0
"""Far above what a timeline of hundreds of shots takes."""


class HandoffCommands(commands.Cog):
    """The clip on its way into an editor."""

    desk: Desk

    @app_commands.command(name="export", description=about("clip export"))
    @app_commands.describe(**options("clip export", "rejected"))
    async def export(self, interaction: Asking, *, rejected: bool = True) -> None:
        """Ask for the pack."""
        await acknowledge(interaction)
        clip = await self.desk.stage(interaction)
        await self.desk.exports.ask(person_of(interaction), clip, rejected=rejected)
        await answer(interaction, "answers.export-asked")

    @app_commands.command(name="making-of", description=about("clip making-of"))
    async def making_of(self, interaction: Asking) -> None:
        """Show how the clip was made, as a card, a page and data."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        attached = await self.desk.makings.write(clip, interaction.filesize_limit)
        said = say(clip.locale, "answers.making-of", name=clip.name)
        await tell(interaction, said, attached=attached)

    @app_commands.command(name="import-edit", description=about("clip import-edit"))
    @app_commands.describe(**options("clip import-edit", "file"))
    async def import_edit(self, interaction: Asking, file: discord.Attachment) -> None:
        """Show what an editor's timeline would change."""
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        require_director(person, clip)
        if not file.filename.lower().endswith(".otio"):
            raise UserError("handoff.no-otio")
        async with self.desk.attachments.fetched(file, EDIT_MIB) as path:
            proposal = await self.desk.returns.propose(person, clip, path)
        locale = locale_of(interaction)
        view = buttons(Action.RECUT, row=proposal.id, locale=locale)
        await tell(interaction, proposal_text(locale, proposal), view=view)


async def recut(desk: Desk, interaction: Asking, target: Target) -> None:
    """Cut as a timeline says that was shown; the channel is told."""
    await acknowledge(interaction, private=False)
    clip, person = target.working(), person_of(interaction)
    numbers = await desk.returns.apply(person, clip, target.id)
    said = say(
        clip.locale,
        "answers.edit-applied",
        person=person.name,
        n=len(numbers),
        numbers=ranges(numbers),
    )
    await tell(interaction, said)


async def say_where(desk: Desk, interaction: Asking, target: Target) -> None:
    """Tell the director where an export's files lie."""
    await acknowledge(interaction)
    found = await desk.exports.places(person_of(interaction), target.clip, target.id)
    rows = [f"{name}: `{path}`" for name, path in found]
    where = Safe("\n".join(rows))
    await tell(interaction, say(locale_of(interaction), "answers.export-where", where=where))
