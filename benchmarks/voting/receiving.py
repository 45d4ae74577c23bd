"""The processes that receive a rush: the whole bot, and a discord.py client that does nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from local_discord import LocalDiscord

PRESETS: Final = """
[tiny]
title = "Tiny"
model = "./nowhere"
licence = "MIT"
training_data = "none"
steps = 2
guidance = 1.0
width_px = 64
height_px = 64
negative = ""
max_words = 77
"""


@asynccontextmanager
async def whole_bot(
    world: LocalDiscord, folder: Path, data: Path
) -> AsyncGenerator[asyncio.subprocess.Process]:
    """The whole bot, ready, with its data in ``data``."""
    presets = folder / "presets.toml"
    presets.write_text(PRESETS, encoding="utf-8")
    environ = {
        **{name: one for name, one in os.environ.items() if not name.startswith("COUPLET_")},
        "COUPLET_TOKEN": world.token,
        "COUPLET_DATA_FOLDER": str(data),
        "COUPLET_DISCORD_API": world.api_url,
        "COUPLET_PAINTER_PRESETS_FILE": str(presets),
        "COUPLET_PAINTER_PRESET": "tiny",
        "COUPLET_REQUESTS_PER_MINUTE": "100000",
        "COUPLET_WAITING_ROUNDS_MAX": "1000",
        "COUPLET_LOG_LEVEL": "WARNING",
    }
    async with _running("benchmarks.voting.ours", environ=environ) as (process, heard):
        while await heard.get() != "ready":
            pass
        yield process


@asynccontextmanager
async def bare_client(
    world: LocalDiscord, last_emoji: str
) -> AsyncGenerator[tuple[asyncio.subprocess.Process, asyncio.Queue[str]]]:
    """The bare client, ready, and what it says: "last" at the last emoji placed."""
    words = "benchmarks.voting.bare", world.token, world.api_url, last_emoji
    async with _running(*words, environ=dict(os.environ)) as (process, heard):
        while await heard.get() != "ready":
            pass
        yield process, heard


@asynccontextmanager
async def _running(
    *words: str, environ: dict[str, str]
) -> AsyncGenerator[tuple[asyncio.subprocess.Process, asyncio.Queue[str]]]:
    """A process of ours and what it says, line by line; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *words), stdout=asyncio.subprocess.PIPE, env=environ
    )
    assert process.stdout is not None  # noqa: S101  # opened as a pipe above
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def listen(stdout: asyncio.StreamReader) -> None:
        async for line in stdout:
            heard.put_nowait(line.decode().strip())

    listening = asyncio.create_task(listen(process.stdout))
    try:
        yield process, heard
    finally:
        process.kill()
        await process.wait()
        await listening
