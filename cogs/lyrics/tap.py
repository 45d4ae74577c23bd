"""``/lyrics tap``: a one-time link to the page where lines are tapped along with the song.

The link goes to the one who asked alone. Where the page is switched off, or opens on the bot's own
machine only, a file to fill in goes along.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.phrasing.posts import relative
from bot.domain.lyrics.taps import LIFETIME_S
from bot.domain.texts import Safe, say
from cogs.desk import person_of

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk

_FILE_NAME: Final = "couplet.lrc"


async def offer_tapping(desk: Desk, interaction: Asking) -> None:
    """Answer with a link to the page, a file to fill in, or both.

    Raises:
        UserError: there is no clip, no song, or no line.
    """
    await acknowledge(interaction)
    clip, person, locale = (
        await desk.clip(interaction),
        person_of(interaction),
        locale_of(interaction),
    )
    address = desk.tap_page.address
    rows: list[str] = []
    if address is not None:
        link = Safe(f"<{desk.tap_page.link(await desk.taps.invite(person, clip))}>")
        until = relative(desk.clock.now() + LIFETIME_S)
        rows.append(say(locale, "answers.tap-link", clip=clip.name, link=link, until=until))
    files: list[tuple[bytes, str]] = []
    if address is None or is_here(address):
        rows.append(say(locale, "answers.tap-file" if address is None else "answers.tap-here"))
        sheet = await desk.taps.sheet(clip)
        files.append((sheet.encode(), _FILE_NAME))
    await tell(interaction, "\n".join(rows), attached=files)


def is_here(address: str) -> bool:
    """Whether only the bot's own machine can reach ``address``."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
