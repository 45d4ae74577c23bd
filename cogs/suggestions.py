"""Autocompletion: lines by number or words, with what each still needs; models; cast names."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from bot.client.answers import locale_of
from bot.client.phrasing.posts import clipped
from bot.domain.clips.people import directs
from bot.domain.errors import CoupletError
from bot.domain.texts import say
from bot.services.prompts.prompts import NO_LORA
from cogs.desk import person_of
from cogs.parsing import parse_look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.lyrics.line import LineOverview
    from cogs.desk import Asking, Desk

LineNumber = app_commands.Range[int, 1, 9999]
"""A line option; its suggestions come from ``suggest_lines``."""

_CHOICES: Final = 25
_NAME_LENGTH: Final = 100


async def suggest_lines(interaction: Asking, current: Any) -> list[app_commands.Choice[int]]:
    """Lines whose number begins with, or whose words contain, what was typed so far."""
    desk = _desk_of(interaction)
    try:
        overviews = await desk.lyrics.overview(await desk.clip(interaction))
    except CoupletError:
        return []  # the command itself will say what is missing
    locale = locale_of(interaction)
    return [
        app_commands.Choice(name=line_label(locale, overview), value=overview.line.number)
        for overview in matching(overviews, str(current))
    ][:_CHOICES]


async def suggest_adrift(interaction: Asking, current: str) -> list[app_commands.Choice[str]]:
    """The server's clips without a channel that the asker may bring to one, by their names."""
    desk, person = _desk_of(interaction), person_of(interaction)
    try:
        found = await desk.channels.adrift(interaction.guild_id or 0)
    except CoupletError:
        return []
    return [
        app_commands.Choice(name=clipped(clip.name, _NAME_LENGTH), value=str(clip.id))
        for clip in found
        if _folded(current) in _folded(clip.name) and (person.manages or directs(person, clip))
    ][:_CHOICES]


def matching(overviews: Iterable[LineOverview], typed: str) -> list[LineOverview]:
    """The lines that ``typed`` means: numbers first, then words wherever they stand."""
    typed = _folded(typed.strip())
    if not typed:
        return list(overviews)
    lines = list(overviews)
    by_number = [line for line in lines if str(line.line.number).startswith(typed)]
    by_words = [
        line for line in lines if typed in _folded(line.line.text) and line not in by_number
    ]
    return by_number + by_words


def line_label(locale: str, overview: LineOverview) -> str:
    """A line as a suggestion shows it: number, state, words; plain text."""
    state = say(locale, f"answers.state-{overview.state}")
    label = f"{overview.line.number} · {state} · {overview.line.text}"
    return clipped(label, _NAME_LENGTH)


async def suggest_models(interaction: Asking, current: str) -> list[app_commands.Choice[str]]:
    """The presets there are, by name or title."""
    typed = _folded(current)
    return [
        app_commands.Choice(
            name=clipped(f"{preset.name} · {preset.title} · {preset.licence}", _NAME_LENGTH),
            value=preset.name,
        )
        for preset in _desk_of(interaction).prompts.presets
        if typed in _folded(f"{preset.name} {preset.title}")
    ][:_CHOICES]


async def suggest_loras(interaction: Asking, current: str) -> list[app_commands.Choice[str]]:
    """The LoRA there are with base, trigger words and licence; the style's own model's first."""
    desk, typed = _desk_of(interaction), _folded(current)
    there = (await desk.prompts.loras()).values()
    try:
        preset = (await desk.prompts.style(await desk.clip(interaction))).preset
    except CoupletError:
        return []
    names = [
        (" · ".join(filter(None, (one.title, one.family, one.trigger, one.licence))), one)
        for one in sorted(there, key=lambda one: (not one.fits(preset), one.name))
    ]
    found = [
        app_commands.Choice(name=clipped(name, _NAME_LENGTH), value=lora.name)
        for name, lora in names
        if typed in _folded(f"{lora.name} {name}") and len(lora.name) <= _NAME_LENGTH
    ]
    none = app_commands.Choice(name=say(locale_of(interaction), "style.none"), value=NO_LORA)
    return [*found[: _CHOICES - 1], none] if not typed else found[:_CHOICES]


async def suggest_looks(interaction: Asking, current: str) -> list[app_commands.Choice[str]]:
    """What was typed as it is, and with each of the models in front."""
    look = parse_look(current)
    looks = [current.strip()] if look.words or look.loras else []
    looks += [
        f"[{preset.name}] {look.rest}".strip()
        for preset in _desk_of(interaction).prompts.presets
        if preset.name.startswith(look.model or "")
    ]
    fitting = [look for look in dict.fromkeys(looks) if len(look) <= _NAME_LENGTH]
    return [app_commands.Choice(name=look, value=look) for look in fitting][:_CHOICES]


async def suggest_cast(interaction: Asking, current: str) -> list[app_commands.Choice[str]]:
    """The names of the cast."""
    desk = _desk_of(interaction)
    try:
        style = await desk.prompts.style(await desk.clip(interaction))
    except CoupletError:
        return []
    typed = _folded(current.removeprefix("@"))
    return [
        app_commands.Choice(
            name=clipped(f"@{member.name} · {member.description}", _NAME_LENGTH), value=member.name
        )
        for member in style.cast
        if typed in _folded(member.name)
    ][:_CHOICES]


async def suggest_clips(interaction: Asking, current: str) -> list[app_commands.Choice[str]]:
    """The clips of the channel, the active one first, by name."""
    typed, locale = _folded(current), locale_of(interaction)
    return [
        app_commands.Choice(
            name=clipped(f"{clip.name} · {say(locale, f'clip.state-{clip.state}')}", _NAME_LENGTH),
            value=str(clip.id),
        )
        for clip in await _desk_of(interaction).clips_of_channel(interaction)
        if typed in _folded(clip.name)
    ][:_CHOICES]


def _desk_of(interaction: Asking) -> Desk:
    """The desk of the cog whose command is being typed."""
    command: Any = interaction.command
    desk: Desk = command.binding.desk
    return desk


def _folded(text: str) -> str:
    """Letters without case and accents: people search the way they type on a phone."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
