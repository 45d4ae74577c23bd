"""``/vote``: closing, picking, reopening. The votes themselves are reactions (see ``events``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.command_names import about, options
from bot.client.phrasing.posts import choices
from bot.client.phrasing.rounds import ballots_text, closed_text
from bot.domain.texts import say
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from bot.domain.votes.ballot import Decision
    from cogs.desk import Asking, Desk


class VoteCog(commands.GroupCog, group_name="vote", group_description=about("vote")):
    """Votes on takes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="close", description=about("vote close"))
    @app_commands.describe(**options("vote close", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def close(self, interaction: Asking, line: LineNumber | None = None) -> None:
        """Close a line's ballot, or all that can be; decisions are posted in the channel."""
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        if line is None:
            votes = await self.desk.decisions.close_all(person, clip)
            await tell(interaction, closed_text(locale_of(interaction), votes))
            return
        decision = await self.desk.decisions.close(person, clip, line)
        await say_decided(interaction, line, decision)

    @app_commands.command(name="pick", description=about("vote pick"))
    @app_commands.describe(**options("vote pick", "line", "take", "round_"))
    @app_commands.rename(round_="round")
    @app_commands.autocomplete(line=suggest_lines)
    async def pick(
        self,
        interaction: Asking,
        line: LineNumber,
        take: app_commands.Range[int, 1, 10],
        round_: app_commands.Range[int, 1, 9999] | None = None,
    ) -> None:
        """Make a take the line's winner; the pick is posted in the channel."""
        await acknowledge(interaction)
        clip = await self.desk.clip(interaction)
        picked = await self.desk.decisions.pick(person_of(interaction), clip, line, take, round_)
        await answer(
            interaction,
            "answers.picked",
            line=picked.line.number,
            take=picked.take.number,
            round=picked.round.number,
        )

    @app_commands.command(name="status", description=about("vote status"))
    async def status(self, interaction: Asking) -> None:
        """List open ballots."""
        await acknowledge(interaction)
        clip = await self.desk.clip(interaction)
        waiting = await self.desk.decisions.status(clip)
        if not waiting:
            await answer(interaction, "answers.ballots-none")
            return
        locale, person = locale_of(interaction), person_of(interaction)
        said = ballots_text(locale, waiting, person, interaction.guild_id)
        await tell(interaction, said, view=buttons(Action.VOTE, row=clip.id, locale=locale))

    @app_commands.command(name="remind", description=about("vote remind"))
    async def remind(self, interaction: Asking) -> None:
        """Call those who owe a vote."""
        await acknowledge(interaction)
        clip = await self.desk.stage(interaction)
        count = await self.desk.reminders.remind(person_of(interaction), clip)
        await answer(interaction, "answers.reminded", n=count)

    @app_commands.command(name="reopen", description=about("vote reopen"))
    @app_commands.describe(**options("vote reopen", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def reopen(self, interaction: Asking, line: LineNumber) -> None:
        """Open a decided line's vote again."""
        await acknowledge(interaction, private=False)
        clip = await self.desk.clip(interaction)
        reopened = await self.desk.decisions.reopen(person_of(interaction), clip, line)
        await tell(interaction, say(clip.locale, "answers.reopened", line=reopened.number))


async def say_decided(interaction: Asking, line: int, decision: Decision) -> None:
    """Tell who closed a ballot what came out; the channel gets a post of its own."""
    leaders = choices(locale_of(interaction), decision.leaders)
    await answer(interaction, f"answers.closed-{decision.verdict}", line=line, leaders=leaders)
