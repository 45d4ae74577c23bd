"""``/shot``: which shots there are, besides how each of them looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import app_commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.command_names import about, choice, options
from bot.client.phrasing.lyrics import line_row
from bot.client.phrasing.posts import ranges
from bot.domain.cut.look import CutsOn
from bot.domain.texts import say
from bot.services.lyrics.shots import GAP_S
from cogs.cut.looks import ShotCog
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line
    from cogs.desk import Asking

_ROWS: Final = 15


class ShotsCog(ShotCog, group_name="shot", group_description=about("shot")):
    """The clip's shots."""

    @app_commands.command(name="merge", description=about("shot merge"))
    @app_commands.describe(**options("shot merge", "first", "last"))
    @app_commands.autocomplete(first=suggest_lines, last=suggest_lines)
    async def merge(self, interaction: Asking, first: LineNumber, last: LineNumber) -> None:
        """Let lines share one shot."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        found = await self.desk.shots.merge(person, clip, first, last)
        numbers = ranges(line.number for line in found.lines)
        rows: list[str] = []
        if found.lines:
            rows.append(
                say(
                    clip.locale,
                    "shot.merged",
                    person=person.name,
                    numbers=numbers,
                    leader=found.leader,
                )
            )
        if found.gone:
            rows.append(say(clip.locale, "shot.gone", n=found.gone))
        await tell(interaction, "\n".join(rows))

    @app_commands.command(name="split", description=about("shot split"))
    @app_commands.describe(**options("shot split", "line", "at", "shots"))
    @app_commands.autocomplete(line=suggest_lines)
    async def split(
        self,
        interaction: Asking,
        line: LineNumber,
        at: app_commands.Range[str, 1, 20] | None = None,
        shots: app_commands.Range[int, 2, 12] | None = None,
    ) -> None:
        """Cut a line's shot, or give a line its own back."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        made = await self.desk.shots.split(person, clip, line, at=at, shots=shots)
        key = "shot.restored" if made[0].number == line else "shot.split"
        head = say(clip.locale, key, person=person.name, line=line)
        await tell(interaction, _listed(clip.locale, head, made))

    @app_commands.command(name="gaps", description=about("shot gaps"))
    @app_commands.describe(**options("shot gaps", "over"))
    async def gaps(
        self, interaction: Asking, over: app_commands.Range[float, 1.0, 60.0] = GAP_S
    ) -> None:
        """Make shots of what nobody sings in."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        made = await self.desk.shots.gaps(person, clip, over)
        head = say(clip.locale, "shot.gaps", person=person.name)
        await tell(interaction, _listed(clip.locale, head, made))

    @app_commands.command(name="cuts", description=about("shot cuts"))
    @app_commands.describe(**options("shot cuts", "on"))
    @app_commands.choices(on=[choice(one) for one in CutsOn])
    async def cuts(self, interaction: Asking, on: str) -> None:
        """Choose where the cuts of the whole clip come."""
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        look = await self.desk.looks.change_clip(person, clip, cuts=CutsOn(on))
        song = await self.desk.songs.current(clip)
        marks = () if song is None else song.bars_s if look.cuts is CutsOn.BARS else song.beats_s
        if look.cuts is not CutsOn.LINES and song is not None and not marks:
            await answer(interaction, "shot.no-beats")
            return
        said = {
            CutsOn.LINES: "shot.cuts-off",
            CutsOn.BEATS: "shot.cuts-beats",
            CutsOn.BARS: "shot.cuts-bars",
        }
        await tell(interaction, say(locale_of(interaction), said[look.cuts]))


def _listed(locale: str, head: str, lines: Sequence[Line]) -> str:
    rows = [line_row(locale, line) for line in lines[:_ROWS]]
    return "\n".join((head, *rows, *(["…"] if len(lines) > _ROWS else [])))
