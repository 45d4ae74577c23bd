"""``/captions`` and ``/format``: how the next render looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, buttons, field, form
from bot.client.command_names import about, choice, options
from bot.client.phrasing.cut import look_text
from bot.domain.clips.people import require_director
from bot.domain.cut.captions import CaptionPlace, CaptionSize, CaptionStyle
from bot.domain.cut.credits import CreditsMode, Disclosure
from bot.domain.cut.formats import RATES, Aspect
from bot.domain.cut.roles import roles_text
from bot.domain.texts import say
from cogs.desk import person_of

if TYPE_CHECKING:
    from bot.client.buttons import Submission, Target
    from bot.domain.clips.clip import Clip
    from cogs.desk import Asking, Desk

SHAPES = [app_commands.Choice(name=value, value=value) for value in Aspect]
Height = app_commands.Range[int, 144, 2160]
"""The frame's shorter side in pixels: from a thumbnail's to 4K's."""


CREDITS_LENGTH: Final = 4000


class LookCog(commands.Cog):
    """The look of the whole clip."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="captions", description=about("captions"))
    @app_commands.describe(
        **options("captions", "shown", "style", "place", "size", "karaoke"),
    )
    @app_commands.choices(
        style=[choice(value) for value in CaptionStyle],
        place=[choice(value) for value in CaptionPlace],
        size=[choice(value) for value in CaptionSize],
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
        frame = await still(self.desk, clip)
        await tell(interaction, look_text(locale_of(interaction), look), attached=frame)

    @app_commands.command(name="credits", description=about("credits"))
    async def credits_(self, interaction: Asking) -> None:
        """Open a form with the credits as they stand."""
        clip, locale = await self.desk.clip(interaction), locale_of(interaction)
        roles = await self.desk.looks.credit_roles(person_of(interaction), clip)
        rows = field(
            "roles",
            say(locale, "answers.credits-roles"),
            about=say(locale, "answers.credits-about"),
            value=roles_text(roles),
            limit=CREDITS_LENGTH,
            required=False,
        )
        title = say(locale, "answers.credits-title")
        await interaction.response.send_modal(form(Action.CREDITS, clip.id, title, rows))

    @app_commands.command(name="format", description=about("format"))
    @app_commands.describe(
        **options("format", "shape", "height", "rate", "credits", "disclosure", "loudness")
    )
    @app_commands.choices(
        shape=SHAPES,
        rate=[app_commands.Choice(name=value, value=value) for value in RATES],
        credits=[choice(f"credits-{value}") for value in CreditsMode],
        disclosure=[choice(f"disclosure-{value}") for value in Disclosure],
    )
    async def format_(
        self,
        interaction: Asking,
        *,
        shape: str | None = None,
        height: Height | None = None,
        rate: str | None = None,
        credits: str | None = None,  # noqa: A002 - the option's name
        disclosure: str | None = None,
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
        said = None if disclosure is None else Disclosure(disclosure.removeprefix("disclosure-"))
        if said is not None and said is not Disclosure.OFF:
            changes["disclosure"] = said
        look = (
            await self.desk.looks.change_clip(person, clip, **changes)
            if changes
            else await self.desk.looks.clip_look(clip)
        )
        locale = locale_of(interaction)
        text = look_text(locale, look)
        if said is Disclosure.OFF:
            require_director(person, clip)
            ask = buttons(Action.UNDISCLOSE, row=clip.id, locale=locale)
            await tell(interaction, f"{text}\n{say(locale, 'answers.undisclose')}", view=ask)
            return
        await tell(interaction, text, attached=await still(self.desk, clip))


async def still(desk: Desk, clip: Clip, line: int | None = None) -> list[tuple[bytes, str]]:
    """A frame of the clip as it looks now, to go along with an answer; none before it has one."""
    picture = await desk.stills.of(clip, line)
    return [] if picture is None else [(picture, "frame.jpg")]


async def credits_submitted(
    desk: Desk, interaction: Asking, target: Target, typed: Submission
) -> None:
    """Keep the credits that came back."""
    await acknowledge(interaction, private=False)
    clip, person = target.working(), person_of(interaction)
    look = await desk.looks.change_credits(person, clip, typed.fields.get("roles", ""))
    key = "answers.credits-known" if look.roles is None else "answers.credits-kept"
    await tell(
        interaction, say(clip.locale, key, person=person.name, roles=roles_text(look.roles or ()))
    )
