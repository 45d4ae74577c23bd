"""``couplet doctor``: what is as it should be, and what to do about the rest; a line each.

It only looks: nothing is repaired, downloaded or sent to a channel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.doctor import discord, disk, machine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.doctor.finding import Finding
    from bot.settings import Settings


async def examine(settings: Settings, paint: str | None = None) -> AsyncIterator[Finding]:
    """Every finding, in order, each as soon as it is there.

    With ``paint`` a take is painted for real by the preset of that name, or the settings' own.
    """
    yield machine.python()
    async for finding in discord.examine(settings):
        yield finding
    async for finding in disk.examine(settings):
        yield finding
    async for finding in machine.examine(settings):
        yield finding
    if paint is not None:
        yield await machine.paint(settings, paint or settings.painter_preset)
