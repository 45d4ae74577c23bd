"""✂️ under a round: a part of a take painted again, said in words, as an area, or with a brush."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.buttons import Action, field, form, pick_list
from bot.client.phrasing.posts import relative
from bot.client.phrasing.rounds import asked_text
from bot.domain.lyrics.taps import LIFETIME_S
from bot.domain.rounds.part import BOXES, Area, Part
from bot.domain.texts import Safe, say
from bot.services.rounds.parts import LONGEST_WORDS
from bot.services.rounds.requests import Wish
from cogs.desk import person_of
from cogs.lyrics.tap import is_here
from cogs.rounds.take import meant

if TYPE_CHECKING:
    from bot.client.buttons import Submission, Target
    from bot.services.rounds.lookup import NamedTake
    from cogs.desk import Asking, Desk

_STRENGTHS: Final = {"new": 0.95, "alike": 0.55}
"""How far a part may move away from what is there, 0 to 1."""


class PartPresses:
    """The button, and the form that comes back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pressed(self, interaction: Asking, target: Target) -> None:
        """Open the form: of which take which part, and with what."""
        locale = locale_of(interaction)
        takes = await self._desk.lookup.takes(person_of(interaction), target.id)
        by_words = field(
            "words",
            say(locale, "part.words"),
            about=say(locale, "part.words-about"),
            limit=LONGEST_WORDS,
            long=False,
            required=False,
        )
        modal = form(
            Action.PART,
            target.row,
            say(locale, "part.title"),
            pick_list(
                "take",
                say(locale, "answers.vary-take"),
                *((str(one.take.number), one.name) for one in takes),
            ),
            pick_list(
                "area",
                say(locale, "part.area"),
                *((area, say(locale, f"part.area-{area}")) for area in self._areas()),
            ),
            *([by_words] if self._desk.parts.finds else []),
            field(
                "filling",
                say(locale, "part.filling"),
                about=say(locale, "part.filling-about"),
                limit=LONGEST_WORDS,
                long=False,
            ),
            pick_list(
                "strength",
                say(locale, "part.strength"),
                *((name, say(locale, f"part.strength-{name}")) for name in _STRENGTHS),
            ),
        )
        await interaction.response.send_modal(modal)

    async def submitted(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Ask for the round, or give the link to the page where the part is drawn."""
        await acknowledge(interaction)
        desk, person = self._desk, person_of(interaction)
        subject = await desk.lookup.round(target.id)
        take = meant(typed.fields.get("take", ""), await desk.lookup.takes(person, target.id))
        wish = Wish(
            takes=min(subject.round.takes_wanted, desk.rounds.takes_max),
            strength=_STRENGTHS.get(typed.fields.get("strength", ""), _STRENGTHS["new"]),
        )
        areas = self._areas()
        area = next((each for each in areas if each == typed.fields.get("area")), areas[0])
        filling = typed.fields.get("filling", "")
        if area is Area.DRAWN:
            await self._offer(interaction, target, take, filling, wish)
            return
        part = Part(area, filling, typed.fields.get("words", "") if area is Area.WORDS else "")
        queued = await desk.parts.ask(person, target.working(), take.take.id, part, wish)
        await tell(interaction, asked_text(locale_of(interaction), queued))

    async def _offer(
        self, interaction: Asking, target: Target, take: NamedTake, filling: str, wish: Wish
    ) -> None:
        desk, locale, person = self._desk, locale_of(interaction), person_of(interaction)
        key = await desk.parts.invite(person, target.working(), take.take.id, filling, wish)
        link = Safe(f"<{desk.tap_page.brush_link(key)}>")
        until = relative(desk.clock.now() + LIFETIME_S)
        rows = [say(locale, "part.link", take=Safe(take.name), link=link, until=until)]
        if is_here(desk.tap_page.address or ""):
            rows.append(say(locale, "part.here"))
        await tell(interaction, "\n".join(rows))

    def _areas(self) -> list[Area]:
        """What can be chosen here, the finest first."""
        areas = [Area.WORDS] if self._desk.parts.finds else []
        if self._desk.tap_page.address is not None:
            areas.append(Area.DRAWN)
        return [*areas, *BOXES]
