"""``/captions``, ``/format`` and ``/shot``: how the next render looks."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about, choice, options
from bot.client.phrasing.posts import percent
from bot.domain.cut.camera import Move
from bot.domain.cut.captions import CaptionPlace, CaptionSize, CaptionStyle
from bot.domain.cut.credits import CreditsMode
from bot.domain.cut.edit import Fit
from bot.domain.cut.formats import RATES, Aspect
from bot.domain.cut.transitions import Transition
from bot.domain.texts import Safe, say
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from bot.domain.cut.look import ClipLook, ShotLook
    from cogs.desk import Asking, Desk

_AUTO = "auto"
SHAPES = [app_commands.Choice(name=one, value=one) for one in Aspect]
Height = app_commands.Range[int, 144, 2160]
"""The frame's shorter side in pixels: from a thumbnail's to 4K's."""


class LookCog(commands.Cog):
    """The look of the whole clip."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="captions", description=about("captions"))
    @app_commands.describe(
        **options("captions", "shown", "style", "place", "size", "karaoke"),
    )
    @app_commands.choices(
        style=[choice(one) for one in CaptionStyle],
        place=[choice(one) for one in CaptionPlace],
        size=[choice(one) for one in CaptionSize],
    )
    async def captions(
        self,
        interaction: Asking,
        *,
        shown: bool = True,
        style: str | None = None,
        place: str | None = None,
        size: str | None = None,
        karaoke: bool | None = None,
    ) -> None:
        """Choose how lyric captions look, or that there are none."""
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        changes: dict[str, Any] = {}
        if style is not None:
            changes["style"] = CaptionStyle(style)
        if place is not None:
            changes["place"] = CaptionPlace(place)
        if size is not None:
            changes["size"] = CaptionSize(size)
        if karaoke is not None:
            changes["karaoke"] = karaoke
        look = await self.desk.looks.change_captions(person, clip, shown=shown, **changes)
        await tell(interaction, look_text(locale_of(interaction), look))

    @app_commands.command(name="format", description=about("format"))
    @app_commands.describe(**options("format", "shape", "height", "rate", "credits", "loudness"))
    @app_commands.choices(
        shape=SHAPES,
        rate=[app_commands.Choice(name=one, value=one) for one in RATES],
        credits=[choice(f"credits-{one}") for one in CreditsMode],
    )
    async def format_(
        self,
        interaction: Asking,
        *,
        shape: str | None = None,
        height: Height | None = None,
        rate: str | None = None,
        credits: str | None = None,  # noqa: A002 - the option's name
        loudness: bool | None = None,
    ) -> None:
        """Choose the frame, the credits, and whether loudness is normalised; or just show them."""
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        changes: dict[str, Any] = {}
        if shape is not None:
            changes["aspect"] = Aspect(shape)
        if height is not None:
            changes["short_side_px"] = height
        if rate is not None:
            changes["rate"] = rate
        if credits is not None:
            changes["credits"] = CreditsMode(credits.removeprefix("credits-"))
        if loudness is not None:
            changes["normalise"] = loudness
        look = (
            await self.desk.looks.change_clip(person, clip, **changes)
            if changes
            else await self.desk.looks.clip_look(clip)
        )
        await tell(interaction, look_text(locale_of(interaction), look))


class ShotCog(commands.GroupCog, group_name="shot", group_description=about("shot")):
    """The look of one line's shot."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="camera", description=about("shot camera"))
    @app_commands.describe(**options("shot camera", "line", "move"))
    @app_commands.choices(move=[choice(_AUTO), *(choice(one) for one in Move)])
    @app_commands.autocomplete(line=suggest_lines)
    async def camera(self, interaction: Asking, line: LineNumber, move: str) -> None:
        """Choose how the camera moves."""
        await self._change(interaction, line, move=None if move == _AUTO else Move(move))

    @app_commands.command(name="transition", description=about("shot transition"))
    @app_commands.describe(**options("shot transition", "line", "kind"))
    @app_commands.choices(kind=[choice(_AUTO), *(choice(one) for one in Transition)])
    @app_commands.autocomplete(line=suggest_lines)
    async def transition(self, interaction: Asking, line: LineNumber, kind: str) -> None:
        """Choose how the shot begins."""
        await self._change(
            interaction, line, transition=None if kind == _AUTO else Transition(kind)
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
    @app_commands.choices(way=[choice(one) for one in Fit])
    @app_commands.autocomplete(line=suggest_lines)
    async def fit(self, interaction: Asking, line: LineNumber, way: str) -> None:
        """Choose whether a picture of another shape is cropped or shown whole."""
        await self._change(interaction, line, fit=None if way == _AUTO else Fit(way))

    async def _change(self, interaction: Asking, line: int, **changes: Any) -> None:
        await acknowledge(interaction)
        clip, person = await self.desk.clip(interaction), person_of(interaction)
        changed, look = await self.desk.looks.change_shot(person, clip, line, **changes)
        await tell(interaction, shot_text(locale_of(interaction), changed.number, look))


def look_text(locale: str, look: ClipLook) -> str:
    """The clip's look in words."""
    captions = look.captions
    rows = [
        say(
            locale,
            "answers.look-frame",
            shape=Safe(look.aspect),
            height=look.short_side_px,
            rate=Safe(look.rate),
        ),
        say(locale, "answers.look-captions-off")
        if captions is None
        else say(
            locale,
            "answers.look-captions",
            **{
                name: say(locale, f"commands.choice:{value}")
                for name, value in dataclasses.asdict(captions).items()
                if name != "karaoke"
            },
        ),
        say(locale, f"commands.choice:credits-{look.credits}"),
    ]
    if look.normalise:
        rows.append(say(locale, "answers.look-normalised"))
    return "\n".join(rows)


def shot_text(locale: str, number: int, look: ShotLook) -> str:
    """A shot's look in words."""
    focus = look.focus
    return say(
        locale,
        "answers.look-shot",
        line=number,
        move=say(locale, f"commands.choice:{look.move or _AUTO}"),
        transition=say(locale, f"commands.choice:{look.transition or _AUTO}"),
        focus="auto" if focus is None else " × ".join(percent(locale, one) for one in focus),
        fit=say(locale, f"commands.choice:{look.fit or _AUTO}"),
    )
