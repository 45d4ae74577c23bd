"""Voting in a row: one open vote after another, in one private message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.client.answers import locale_of
from bot.client.attached import Attached
from bot.client.board_layout import rows_of
from bot.client.buttons import Action, PostButton
from bot.client.phrasing.posts import emoji_of
from bot.client.phrasing.rounds import asked_text, ballot_row
from bot.client.phrasing.votes import card_text
from bot.client.private import acknowledge_here, show_components
from bot.domain.errors import UserError
from bot.domain.texts import say
from bot.domain.votes.ballot import NONE_OF_THESE
from cogs.desk import person_of

if TYPE_CHECKING:
    from discord.ui.item import Item

    from bot.client.buttons import Target
    from bot.domain.clips.clip import Clip
    from bot.services.votes.carousel import VoteCard
    from cogs.desk import Asking, Desk

_STRENGTH = 0.35
"""How far a variation asked for here may move away from its take."""


class CarouselPresses:
    """What the carousel's buttons do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, interaction: Asking, target: Target) -> None:
        """Show the first vote that the person owes."""
        await acknowledge_here(interaction)
        card = await self._desk.carousel.owed(person_of(interaction), target.working())
        await self._show(interaction, target.clip, card)

    async def choose(self, interaction: Asking, target: Target) -> None:
        """Take a vote, or take it back; where one choice counts, go on to the next vote."""
        await acknowledge_here(interaction)
        person, clip = person_of(interaction), target.working()
        choice = -1 if target.beside is None else target.beside
        onward = await self._desk.carousel.press(person, clip, target.id, choice)
        carousel = self._desk.carousel
        card = (
            await carousel.owed(person, clip, after=target.id)
            if onward
            else await carousel.at(person, clip, target.id)
        )
        await self._show(interaction, clip, card)

    async def following(self, interaction: Asking, target: Target) -> None:
        """Go on without a vote."""
        await acknowledge_here(interaction)
        person = person_of(interaction)
        card = await self._desk.carousel.owed(person, target.working(), after=target.id)
        await self._show(interaction, target.clip, card)

    async def back(self, interaction: Asking, target: Target) -> None:
        """Go back to the vote before, voted on or not."""
        await acknowledge_here(interaction)
        card = await self._desk.carousel.before(person_of(interaction), target.working(), target.id)
        await self._show(interaction, target.clip, card)

    async def branch(self, interaction: Asking, target: Target) -> None:
        """Have slight variations of a take painted."""
        await acknowledge_here(interaction)
        person, clip = person_of(interaction), target.working()
        card = await self._desk.carousel.at(person, clip, target.id)
        take = None
        if card is not None:
            take = next((one for one in card.takes if one.number == target.beside), None)
        if card is None or take is None:
            raise UserError("vote.closed-meanwhile")
        wanted = min(card.standing.round.takes_wanted, self._desk.rounds.takes_max)
        asked = await self._desk.rounds.ask_variation(
            person, clip, take.id, takes_wanted=wanted, strength=_STRENGTH
        )
        await self._show(interaction, clip, card, asked_text(locale_of(interaction), asked))

    async def _show(
        self, interaction: Asking, clip: Clip, card: VoteCard | None, note: str = ""
    ) -> None:
        locale = locale_of(interaction)
        if card is None:
            await show_components(interaction, await self._done(interaction, clip, locale))
            return
        files = [Attached(one.picture, f"take-{one.id}.webp") for one in card.takes]
        shown = [
            discord.MediaGalleryItem(f"attachment://{file.name}", description=one.name)
            for file, one in zip(files, card.takes, strict=True)
        ]
        text = card_text(locale, card, clip.guild_id)
        items: list[Item[Any]] = [ui.TextDisplay(text), ui.MediaGallery(*shown)]
        items += rows_of(_choices(locale, card))
        items += rows_of(_branches(locale, card))
        ballot_id = card.standing.ballot.id
        ways = (Action.BACK, Action.NEXT)
        items.append(
            ui.ActionRow[Any](*(PostButton(one, ballot_id, locale=locale) for one in ways))
        )
        if note:
            items.append(ui.TextDisplay(note))
        await show_components(interaction, items, files)

    async def _done(self, interaction: Asking, clip: Clip, locale: str) -> list[Item[Any]]:
        """That nothing is left to vote on, and how what is open stands."""
        found = [one for one in await self._desk.decisions.status(clip) if one.ballot.is_open]
        rows = [say(locale, "vote.none-owed")]
        if found:
            rows.append(say(locale, "vote.none-owed-missing"))
            rows += [ballot_row(locale, one, interaction.guild_id) for one in found[:20]]
        items: list[Item[Any]] = [ui.TextDisplay("\n".join(rows)[:3500])]
        if found:
            button = PostButton(Action.BACK, found[0].ballot.id, locale=locale)
            items.append(ui.ActionRow[Any](button))
        return items


def _choices(locale: str, card: VoteCard) -> list[Item[Any]]:
    """A button a take, with its name, and one for none of these; what was pressed is green."""
    ballot_id = card.standing.ballot.id
    named = [(one.number, one.name) for one in card.takes]
    return [
        PostButton(
            Action.CHOOSE,
            f"{ballot_id}_{number}",
            locale=locale,
            label=name,
            emoji=emoji_of(number),
            chosen=number in card.counts,
        )
        for number, name in [*named, (NONE_OF_THESE, say(locale, "vote.card-none"))]
    ]


def _branches(locale: str, card: VoteCard) -> list[Item[Any]]:
    """A button a take to have variations of it painted."""
    ballot_id = card.standing.ballot.id
    return [
        PostButton(
            Action.BRANCH,
            f"{ballot_id}_{one.number}",
            locale=locale,
            label=say(locale, "vote.card-vary", take=one.name),
        )
        for one in card.takes
    ]
