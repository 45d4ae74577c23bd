"""The real bot on a Discord of this machine, with a painter that needs no model."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.wiring.build import house
from tests.fakes.painter import FakePainter
from tests.local_discord.pointing import pointed_at

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from bot.wiring.house import House
    from local_discord import LocalDiscord
    from local_discord.model.model import Channel
    from local_discord.people.people import Person
    from local_discord.people.views import MessageView

PRESETS = """
[tiny]
title = "Tiny"
model = "./nowhere"
licence = "MIT"
training_data = "Drawings made for this test."
steps = 2
guidance = 1.0
width_px = 64
height_px = 64
negative = "text"
max_words = 77

[moving]
title = "Moving"
model = "./nowhere"
licence = "MIT"
training_data = "Drawings made for this test."
steps = 2
guidance = 1.0
width_px = 64
height_px = 64
max_words = 77

[moving.film]
rate = 8
frames = 33
frame_step = 4
last_frame = true
loosens = true
memory_gib = 12
"""


@dataclass
class Stage:
    """One channel, three people, and the bot."""

    world: LocalDiscord
    house: House
    painter: FakePainter
    channel: Channel
    ana: Person
    bo: Person
    cleo: Person
    """Cleo's Discord is in French."""

    async def clip(self, *lyrics: str, prompts: bool = False) -> None:
        """Begin a clip that Ana directs, with these lines."""
        await self.ana.slash("clip new", self.channel, name="Minuit")
        if lyrics:
            asked = await self.ana.slash("lyrics paste", self.channel)
            await self.ana.submit(asked, lyrics="\n".join(lyrics))
        for number in range(1, len(lyrics) + 1) if prompts else ():
            await self.bo.slash("prompt set", self.channel, line=number, text=f"a boat {number}")

    async def round(self, line: int = 1, takes: int = 3) -> MessageView:
        """Have a round of a line painted; its message, with all of the bot's reactions."""
        await self.bo.slash("generate line", self.channel, line=line, takes=takes)
        return await self.bo.wait_message(
            self.channel,
            lambda message: f"Line {line} · round" in message.text and "🔁" in message.reactions,
        )


def settings_for(world: LocalDiscord, folder: Path, **more: object) -> Settings:
    """Settings that point the bot at ``world``, with a preset that asks for little."""
    presets = folder / "presets.toml"
    presets.write_text(PRESETS)
    values: dict[str, object] = {
        "token": world.token,
        "data_folder": folder / "data",
        "discord_api": world.api_url,
        "painter_presets_file": presets,
        "painter_preset": "tiny",
        "painter_film_preset": "moving",
        "requests_per_minute": 1000,
        "page_port": 0,
        **more,
    }
    return Settings.model_validate(values)


@asynccontextmanager
async def performing(
    world: LocalDiscord,
    folder: Path,
    *,
    painter_of: type[FakePainter] = FakePainter,
    **more: object,
) -> AsyncGenerator[tuple[House, FakePainter]]:
    """The bot, connected to ``world``, until the context is left."""
    painter = painter_of(folder / "painted")
    settings = settings_for(world, folder, **more)
    async with house(settings, painter=painter) as built:
        serving = asyncio.create_task(built.serve(settings.require_token()))
        ready = asyncio.create_task(built.desk.deadlines.counted.wait())
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            ready.cancel()
            serving.result()
        try:
            yield built, painter
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving


@asynccontextmanager
async def staged(
    world: LocalDiscord,
    folder: Path,
    *,
    painter_of: type[FakePainter] = FakePainter,
    **more: object,
) -> AsyncGenerator[Stage]:
    """A whole stage in ``world``, settings changed by ``more``."""
    with pointed_at(world):  # puts back what the client changes for its whole process
        async with performing(world, folder, painter_of=painter_of, **more) as (built, painter):
            yield Stage(
                world=world,
                house=built,
                painter=painter,
                channel=world.channel("clip"),
                ana=world.person("Ana"),
                bo=world.person("Bo"),
                cleo=world.person("Cléo", locale="fr"),
            )
