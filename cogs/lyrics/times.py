"""The half of ``/lyrics`` that is about time: one line, many lines, guesses, trouble, undo.

Discord wants the commands of a group in one class: ``LyricsCog`` of ``lyrics`` inherits these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons
from bot.client.command_names import about, choice, options
from bot.client.phrasing.times import check_text, many_text, timed_text, undone_text
from bot.domain.errors import UserError
from bot.services.lyrics.times import DEFAULT_TOLERANCE_S, Grid
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from discord import ui

    from bot.domain.clips.clip import Clip
    from bot.services.lyrics.times import Retimed
    from cogs.desk import Asking, Desk

STEPS: Final = {
    Action.BEAT_BACK: "-1 beat",
    Action.EARLIER: "-0.1",
    Action.LATER: "+0.1",
    Action.BEAT_ON: "+1 beat",
}
"""What the buttons under a timed line do, as a person would write it."""


class TimingCommands(commands.Cog):
    """When the lines are sung."""

    desk: Desk

    @app_commands.command(name="time", description=about("lyrics time"))
    @app_commands.describe(**options("lyrics time", "line", "at"))
    @app_commands.autocomplete(line=suggest_lines)
    async def time(
        self, interaction: Asking, line: LineNumber, at: app_commands.Range[str, 1, 20]
    ) -> None:
        """Say when a line begins, or by how much to move it."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        retimed = await self.desk.times.time(person, clip, line, at)
        await tell(
            interaction,
            timed_text(clip, person, retimed),
            view=steps(clip, retimed),
        )

    @app_commands.command(name="shift", description=about("lyrics shift"))
    @app_commands.describe(**options("lyrics shift", "line", "by"))
    @app_commands.autocomplete(line=suggest_lines)
    async def shift(
        self, interaction: Asking, line: LineNumber, by: app_commands.Range[str, 1, 20]
    ) -> None:
        """Move a line and all after it."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        retimed = await self.desk.times.shift(person, clip, line, by)
        await tell(
            interaction,
            many_text(clip, person, "timing.shifted", retimed),
        )

    @app_commands.command(name="spread", description=about("lyrics spread"))
    @app_commands.describe(**options("lyrics spread", "first", "last", "again"))
    @app_commands.autocomplete(first=suggest_lines, last=suggest_lines)
    async def spread(
        self,
        interaction: Asking,
        first: LineNumber | None = None,
        last: LineNumber | None = None,
        *,
        again: bool = False,
    ) -> None:
        """Place lines without a time between their neighbours."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        retimed = await self.desk.times.spread(person, clip, span_of(first, last), again=again)
        await tell(
            interaction,
            many_text(clip, person, "timing.spread", retimed),
        )

    @app_commands.command(name="snap", description=about("lyrics snap"))
    @app_commands.describe(**options("lyrics snap", "to", "first", "last", "within"))
    @app_commands.choices(to=[choice(grid) for grid in Grid])
    @app_commands.autocomplete(first=suggest_lines, last=suggest_lines)
    async def snap(
        self,
        interaction: Asking,
        to: str = Grid.BEATS,
        first: LineNumber | None = None,
        last: LineNumber | None = None,
        within: app_commands.Range[float, 0.01, 2.0] = DEFAULT_TOLERANCE_S,
    ) -> None:
        """Bring starts onto beats or bars."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        span = span_of(first, last)
        retimed = await self.desk.times.snap(person, clip, Grid(to), span, within)
        await tell(
            interaction,
            many_text(clip, person, "timing.snapped", retimed),
        )

    @app_commands.command(name="confirm", description=about("lyrics confirm"))
    @app_commands.describe(**options("lyrics confirm", "first", "last"))
    @app_commands.autocomplete(first=suggest_lines, last=suggest_lines)
    async def confirm(
        self,
        interaction: Asking,
        first: LineNumber | None = None,
        last: LineNumber | None = None,
    ) -> None:
        """Say that guessed times are right."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        retimed = await self.desk.times.confirm(person, clip, span_of(first, last))
        await tell(
            interaction,
            many_text(clip, person, "timing.confirmed", retimed),
        )

    @app_commands.command(name="check", description=about("lyrics check"))
    async def check(self, interaction: Asking) -> None:
        """List what is wrong with the times, each with what to do."""
        await acknowledge(interaction)
        report = await self.desk.times.check(await self.desk.clip(interaction))
        await tell(interaction, check_text(locale_of(interaction), report))

    @app_commands.command(name="undo", description=about("lyrics undo"))
    async def undo(self, interaction: Asking) -> None:
        """Take the last change to the lyrics back."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        undone = await self.desk.undo.undo(person, clip)
        await tell(
            interaction,
            undone_text(clip, person, undone),
        )


def span_of(first: int | None, last: int | None) -> range | None:
    """The numbers that two options mean: none of them all lines, one of them that line alone.

    Raises:
        UserError: the last comes before the first.
    """
    if first is None and last is None:
        return None
    since, until = first or last or 1, last or first or 1
    if until < since:
        raise UserError("lyrics.bad_span")
    return range(since, until + 1)


def steps(clip: Clip, retimed: Retimed) -> ui.View:
    """The buttons that move a timed line a little."""
    (line,) = retimed.lines
    return buttons(*STEPS, row=line.id, locale=clip.locale)
