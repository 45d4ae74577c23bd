"""Letting a visitor in: the page's address, who they can be there, and the channel afterwards."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING, Final

from bot.demo.stage import BotEndedError

if TYPE_CHECKING:
    from bot.demo.screen import Screen
    from bot.demo.stage import Stage

VISITORS: Final = {"Ana": "en-US", "Ben": "en-US", "Chloé": "fr"}
"""Whom a visitor can be, besides the team, and the language of their Discord."""

_COUNTDOWN_S: Final = 5.0
_OVER_TO_YOU: Final = (
    "Voilà notre clip ! À toi : tape `/` pour voir les commandes, vote, fais un rendu.\n"
    "That is our clip. Now it is yours: type `/` for the commands, vote, render."
)


def arrive(stage: Stage) -> None:
    """Bring in the people that a visitor can be."""
    for name, locale in VISITORS.items():
        stage.world.person(name, locale=locale)


async def invite(stage: Stage, screen: Screen, *, browser: bool) -> None:
    """Say where the page is, open it where there is a display, and give people time to look."""
    address = f"{stage.world.base_url}/"
    screen.notice(f"\nThe channel, to watch and to join:  {address}\n")
    if browser and _has_display():
        # Not waited for: some systems name a program as the browser that ends with its window.
        threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
    screen.notice(f"The team begins in {_COUNTDOWN_S:.0f} s, whether somebody watches or not.")
    await asyncio.sleep(_COUNTDOWN_S)


async def hand_over(stage: Stage, screen: Screen, director: str) -> None:
    """Leave the channel to the visitor, in the director's words, for as long as the bot lives.

    Raises:
        BotEndedError: it ended by itself.
    """
    channel = stage.channel
    screen.message(await stage.world.person(director).say(channel, _OVER_TO_YOU))
    screen.notice(
        f"\nNow it is yours: type, vote and render at {stage.world.base_url}/\n"
        f"#{channel.name} has the team's clip, the other channel waits for your own. "
        "Ctrl-C ends it."
    )
    if stage.process is not None:
        await stage.process.wait()
    raise BotEndedError(stage.last_words())


def _has_display() -> bool:
    """Whether a browser's window could be seen; a browser inside the terminal is not meant."""
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
