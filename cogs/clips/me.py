"""``/me``: what is kept of whoever asks."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import TYPE_CHECKING, Final

from discord import app_commands
from discord.ext import commands

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.command_names import about
from bot.domain.texts import say
from cogs.desk import person_of

if TYPE_CHECKING:
    from cogs.desk import Asking, Desk

_NAME: Final = "couplet-my-data"


class MeCog(commands.GroupCog, group_name="me", group_description=about("me")):
    """One's own data."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @app_commands.command(name="export", description=about("me export"))
    async def export(self, interaction: Asking) -> None:
        """Give all that is kept of the asker, to them alone."""
        await acknowledge(interaction)
        text = await self.desk.own_data.export(person_of(interaction))
        packed = await asyncio.to_thread(_packed, text)
        said = say(locale_of(interaction), "answers.own-data")
        await tell(interaction, said, attached=[(packed, f"{_NAME}.zip")])


def _packed(text: str) -> bytes:
    """``text`` as a ZIP: rows are alike, and take a tenth of their room."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{_NAME}.json", text)
    return out.getvalue()
