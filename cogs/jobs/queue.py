"""``/queue``: what waits, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.command_names import about, options
from bot.client.phrasing.rounds import queue_row
from bot.domain.jobs.job import JobKind
from bot.domain.texts import say
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk


class QueueCog(commands.GroupCog, group_name="queue", group_description=about("queue")):
    """The queue."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="show", description=about("queue show"))
    async def show(self, interaction: Asking) -> None:
        """Show whose work is where."""
        await acknowledge(interaction)
        locale = locale_of(interaction)
        rows = [
            queue_row(locale, entry, interaction.guild_id)
            for kind in JobKind
            for entry in await self.desk.queue.show(kind)
        ]
        if not rows:
            await answer(interaction, "answers.queue-empty")
            return
        await tell(interaction, "\n".join(rows))

    @app_commands.command(name="cancel", description=about("queue cancel"))
    @app_commands.describe(**options("queue cancel", "line", "everyone"))
    @app_commands.autocomplete(line=suggest_lines)
    async def cancel(
        self, interaction: Asking, *, line: LineNumber | None = None, everyone: bool = False
    ) -> None:
        """Cancel a line's round, everything the asker waits for, or everybody's."""
        await acknowledge(interaction)
        clip = await self.desk.clip(interaction)
        count = await self.desk.queue.cancel(person_of(interaction), clip, line, everyones=everyone)
        await answer(interaction, "answers.cancelled", n=count)

    @app_commands.command(name="pause", description=about("queue pause"))
    async def pause(self, interaction: Asking) -> None:
        """Begin no more rounds of the clip."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        changed = await self.desk.queue.pause(person_of(interaction), clip)
        await tell(
            interaction, say(clip.locale, f"answers.{'paused' if changed else 'paused-already'}")
        )

    @app_commands.command(name="resume", description=about("queue resume"))
    async def resume(self, interaction: Asking) -> None:
        """Go on painting the clip."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        changed = await self.desk.queue.resume(person_of(interaction), clip)
        await tell(
            interaction, say(clip.locale, f"answers.{'resumed' if changed else 'resumed-already'}")
        )
