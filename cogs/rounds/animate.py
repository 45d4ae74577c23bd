"""``/animate`` and 🎞️: a winner is made to move. The form says what it costs before it is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, field, form, pick_list
from bot.client.command_names import about, options
from bot.client.phrasing.rounds import asked_films_text, film_cost_text
from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineId
from bot.domain.texts import say
from bot.services.rounds.films import MOST_FILMS, WORDS_LENGTH, FilmWish
from cogs.desk import person_of
from cogs.suggestions import LineNumber, suggest_lines

if TYPE_CHECKING:
    from discord import ui

    from bot.client.buttons import Submission, Target
    from bot.services.rounds.films import FilmOffer
    from cogs.desk import Asking, Desk

_STRENGTHS: Final = {"held": None, "loose": 0.3, "free": 0.6}
"""How far a film may leave its picture: not at all, a little, far."""
_SECONDS: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")


class AnimateCog(commands.Cog):
    """Films of winners."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="animate", description=about("animate"))
    @app_commands.describe(**options("animate", "line"))
    @app_commands.autocomplete(line=suggest_lines)
    async def animate(self, interaction: Asking, line: LineNumber) -> None:
        """Open the form that asks how a line's winner is to move."""
        clip = await self.desk.stage(interaction)
        offer = await self.desk.films.offer(clip, line)
        await interaction.response.send_modal(_form(locale_of(interaction), offer))


async def animate_pressed(desk: Desk, interaction: Asking, target: Target) -> None:
    """Open the form for the line of the round that the button is under."""
    line = (await desk.lookup.round(target.id)).line
    offer = await desk.films.offer(target.working(), LineId(line.id))
    await interaction.response.send_modal(_form(locale_of(interaction), offer))


async def animate_submitted(
    desk: Desk, interaction: Asking, target: Target, typed: Submission
) -> None:
    """Ask for the films that the form describes."""
    await acknowledge(interaction)
    line = (await desk.lookup.round(target.id)).line
    seconds = typed.fields.get("seconds", "").strip()
    if not _SECONDS.fullmatch(seconds):
        raise UserError("animate.no-number", text=seconds)
    films = typed.fields.get("films", "")
    wish = FilmWish(
        words=" ".join(typed.fields.get("words", "").split()),
        seconds=float(seconds.replace(",", ".")),
        films=int(films) if films.isdecimal() and len(films) == 1 else 1,
        strength=_STRENGTHS.get(typed.fields.get("strength", "held")),
        ends=typed.fields.get("end") == "next",
    )
    asked = await desk.films.ask(person_of(interaction), target.clip, LineId(line.id), wish)
    await tell(interaction, asked_films_text(locale_of(interaction), asked))


def _form(locale: str, offer: FilmOffer) -> ui.Modal:
    cost = offer.cost
    seconds = f"{cost.film_s:.1f}".rstrip("0").rstrip(".")
    counts = [
        (str(n), say(locale, "animate.films", n=n)) for n in (2, 1, *range(3, MOST_FILMS + 1))
    ]
    fields: list[ui.Label[Any]] = [
        field(
            "words",
            say(locale, "animate.words"),
            about=say(locale, "animate.words-about"),
            limit=WORDS_LENGTH,
            required=False,
        ),
        field(
            "seconds",
            say(locale, "animate.seconds", most=round(offer.longest_s, 1)),
            about=film_cost_text(locale, cost),
            value=seconds.replace(".", ",") if locale == "fr" else seconds,
            limit=6,
            long=False,
        ),
        pick_list("films", say(locale, "animate.how-many"), *counts),
    ]
    if offer.ends_on is not None:
        ends = [
            ("open", say(locale, "animate.end-open")),
            ("next", say(locale, "animate.end-next", line=offer.ends_on)),
        ]
        fields.append(pick_list("end", say(locale, "animate.end"), *ends))
    if offer.loosens:
        ways = [(name, say(locale, f"animate.strength-{name}")) for name in _STRENGTHS]
        fields.append(pick_list("strength", say(locale, "animate.strength"), *ways))
    title = say(locale, "animate.title", line=offer.line)
    return form(Action.ANIMATE, offer.round_id, title, *fields)
