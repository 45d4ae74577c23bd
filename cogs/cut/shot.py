"""``/shot``: which shots there are, and how each of them looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, answer, locale_of, tell
from bot.client.command_names import about, choice, options
from bot.client.phrasing.cut import AUTO, shot_text
from bot.client.phrasing.lyrics import line_row
from bot.client.phrasing.posts import ranges
from bot.domain.cut.camera import Move
from bot.domain.cut.look import CutsOn
from bot.domain.cut.morph import MOST_BEATS
from bot.domain.cut.source import FilmFit, Fit
from bot.domain.cut.transitions import Transition
from bot.domain.errors import UserError
from bot.domain.texts import say
from bot.services.lyrics.shots import GAP_S
from cogs.cut.looks import still
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line
    from cogs.desk import Asking, Desk

_ROWS: Final = 15
MorphBeats = app_commands.Range[int, 1, MOST_BEATS]


class ShotCog(commands.GroupCog, group_name="shot", group_description=about("shot")):
    """Which shots there are, and how each of them looks."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="camera", description=about("shot camera"))
    @app_commands.describe(**options("shot camera", "line", "move"))
    @app_commands.choices(move=[choice(AUTO), *(choice(value) for value in Move)])
    @app_commands.autocomplete(line=suggest_lines)
    async def camera(self, interaction: Asking, line: LineNumber, move: str) -> None:
        """Choose how the camera moves."""
        song = await self.desk.songs.current(await self.desk.clip(interaction))
        silent = move == Move.PULSE and song is not None and not song.beats_s
        notes = [say(locale_of(interaction), "shot.no-pulse")] if silent else []
        await self._change(interaction, line, notes, move=None if move == AUTO else Move(move))

    @app_commands.command(name="transition", description=about("shot transition"))
    @app_commands.describe(**options("shot transition", "line", "kind", "beats"))
    @app_commands.choices(kind=[choice(AUTO), *(choice(value) for value in Transition)])
    @app_commands.autocomplete(line=suggest_lines)
    async def transition(
        self,
        interaction: Asking,
        line: LineNumber,
        kind: str,
        beats: MorphBeats | None = None,
    ) -> None:
        """Choose how the shot begins, and over how many beats if that is a morph."""
        if beats is not None and kind != Transition.MORPH:
            raise UserError("shot.beats-of-morphs")
        await self._change(
            interaction,
            line,
            transition=None if kind == AUTO else Transition(kind),
            morph_beats=beats,
        )

    @app_commands.command(name="focus", description=about("shot focus"))
    @app_commands.describe(**options("shot focus", "line", "across", "down"))
    @app_commands.autocomplete(line=suggest_lines)
    async def focus(
        self,
        interaction: Asking,
        line: LineNumber,
        across: app_commands.Range[int, 0, 100] | None = None,
        down: app_commands.Range[int, 0, 100] | None = None,
    ) -> None:
        """Choose the point that every crop keeps, in per cent from the left and the top.

        One of them alone leaves the other in the middle; neither gives the choice back.
        """
        focus = (
            None
            if across is None and down is None
            else tuple(0.5 if part is None else part / 100 for part in (across, down))
        )
        await self._change(interaction, line, focus=focus)

    @app_commands.command(name="fit", description=about("shot fit"))
    @app_commands.describe(**options("shot fit", "line", "way"))
    @app_commands.choices(way=[choice(value) for value in Fit])
    @app_commands.autocomplete(line=suggest_lines)
    async def fit(self, interaction: Asking, line: LineNumber, way: str) -> None:
        """Choose whether a picture of another shape is cropped or shown whole."""
        await self._change(interaction, line, fit=None if way == AUTO else Fit(way))

    @app_commands.command(name="film", description=about("shot film"))
    @app_commands.describe(**options("shot film", "line", "length"))
    @app_commands.choices(length=[choice(value) for value in FilmFit])
    @app_commands.autocomplete(line=suggest_lines)
    async def film(self, interaction: Asking, line: LineNumber, length: str) -> None:
        """Choose how a film of another length than its shot fills it."""
        await self._change(interaction, line, film=None if length == AUTO else FilmFit(length))

    @app_commands.command(name="poster", description=about("shot poster"))
    @app_commands.describe(**options("shot poster", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def poster(self, interaction: Asking, line: LineNumber | None = None) -> None:
        """Choose the picture that the clip is seen by before it plays."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        chosen = await self.desk.looks.choose_poster(person, clip, line)
        key = "shot.poster-none" if chosen is None else "shot.poster"
        number = 0 if chosen is None else chosen.number
        await tell(interaction, say(clip.locale, key, person=person.name, line=number))

    @app_commands.command(name="merge", description=about("shot merge"))
    @app_commands.describe(**options("shot merge", "first", "last"))
    @app_commands.autocomplete(first=suggest_lines, last=suggest_lines)
    async def merge(self, interaction: Asking, first: LineNumber, last: LineNumber) -> None:
        """Let lines share one shot."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        merged = await self.desk.shots.merge(person, clip, first, last)
        numbers = ranges(line.number for line in merged.lines)
        rows: list[str] = []
        if merged.lines:
            rows.append(
                say(
                    clip.locale,
                    "shot.merged",
                    person=person.name,
                    numbers=numbers,
                    leader=merged.leader,
                )
            )
        if merged.gone:
            rows.append(say(clip.locale, "shot.gone", n=merged.gone))
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
        cut = await self.desk.shots.split(person, clip, line, at=at, shots=shots)
        key = "shot.restored" if cut[0].number == line else "shot.split"
        head = say(clip.locale, key, person=person.name, line=line)
        await tell(interaction, _listed(clip.locale, head, cut))

    @app_commands.command(name="gaps", description=about("shot gaps"))
    @app_commands.describe(**options("shot gaps", "over"))
    async def gaps(
        self, interaction: Asking, over: app_commands.Range[float, 1.0, 60.0] = GAP_S
    ) -> None:
        """Make shots of what nobody sings in."""
        await acknowledge(interaction, private=False)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        shots = await self.desk.shots.gaps(person, clip, over)
        head = say(clip.locale, "shot.gaps", person=person.name)
        await tell(interaction, _listed(clip.locale, head, shots))

    @app_commands.command(name="cuts", description=about("shot cuts"))
    @app_commands.describe(**options("shot cuts", "on"))
    @app_commands.choices(on=[choice(value) for value in CutsOn])
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
        keys = {
            CutsOn.LINES: "shot.cuts-off",
            CutsOn.BEATS: "shot.cuts-beats",
            CutsOn.BARS: "shot.cuts-bars",
        }
        await tell(interaction, say(locale_of(interaction), keys[look.cuts]))

    async def _change(
        self, interaction: Asking, line: int, notes: Sequence[str] = (), **changes: Any
    ) -> None:
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        shot, look = await self.desk.looks.change_shot(person, clip, line, **changes)
        text = "\n".join((shot_text(locale_of(interaction), shot.number, look), *notes))
        await tell(interaction, text, attached=await still(self.desk, clip, shot.number))


def _listed(locale: str, head: str, lines: Sequence[Line]) -> str:
    rows = [line_row(locale, line) for line in lines[:_ROWS]]
    return "\n".join((head, *rows, *(["…"] if len(lines) > _ROWS else [])))
