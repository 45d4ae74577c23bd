"""The machine fails: no room on the disk, no model. One sentence, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from bot.wiring.build import house
from tests.e2e.lives import LONG_S
from tests.e2e.looking import rows
from tests.e2e.songs import SONG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local_discord import LocalDiscord
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage
    from tests.local_discord.fixtures import OpenWorld

SMALL_BYTES = 4 * 2**20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few MiB where the bot keeps its data; only root may mount one."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "data"
    folder.mkdir()
    command = ["/bin/mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_is_said_and_harms_nothing(
    small_disk: Path, open_stage: OpenStage
) -> None:
    """What was answered before is there, and with room again the same command works."""
    stage = await open_stage()
    await stage.clip("Le train de minuit")
    filler = small_disk / "filler"
    await asyncio.to_thread(fill, filler)
    song = await stage.bo.slash("song set", stage.channel, file=SONG)
    assert "The disk of the bot is full, so nothing was stored" in song.text
    kept = 0
    while "disk of the bot is full" not in await prompted(stage, f"a boat {kept + 1}"):
        kept += 1  # the log has a little room of its own left
    assert await rows(stage, "SELECT count(*) FROM prompts") == [(kept,)]
    await asyncio.to_thread(filler.unlink)
    assert f"version {kept + 1}" in await prompted(stage, "a boat at last")
    assert await rows(stage, "PRAGMA integrity_check") == [("ok",)]


def fill(path: Path) -> None:
    """Write until there is no room left."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


async def prompted(stage: Stage, words: str) -> str:
    """What comes of writing a prompt, long enough that it needs room."""
    told = await stage.bo.slash("prompt set", stage.channel, line=1, text=words + " and sea" * 60)
    return told.text


@pytest.mark.parametrize("model", ["missing", "broken"])
async def test_a_missing_model_is_said_in_the_channel(
    open_world: OpenWorld, tmp_path: Path, model: str
) -> None:
    """By the real painter's process; the job ends, the bot goes on."""
    folder = tmp_path / "model"
    if model == "broken":
        folder.mkdir()
        (folder / "model_index.json").write_text("{ this is not JSON")
    world: LocalDiscord = await open_world()
    presets = tmp_path / "own.toml"
    presets.write_text(
        f'[own]\ntitle = "Own"\nmodel = "{folder}"\nlicence = "MIT"\ntraining_data = "Ours."\n'
        "steps = 2\nguidance = 1.0\nwidth_px = 64\nheight_px = 64\nmax_words = 77\n"
    )
    settings = Settings.model_validate(
        {
            "token": world.token,
            "data_folder": tmp_path / "data",
            "discord_api": world.api_url,
            "painter_presets_file": presets,
            "painter_preset": "own",
            "painter_device": "cpu",
            "page_port": 0,
        }
    )
    ana, channel = world.person("Ana"), world.channel("clip")
    ana.timeout_s = LONG_S
    async with house(settings) as built:
        serving = asyncio.create_task(built.serve(world.token))
        await built.desk.deadlines.counted.wait()
        await ana.slash("clip new", channel, name="Minuit")
        asked = await ana.slash("lyrics paste", channel)
        await ana.submit(asked, lyrics="Le train de minuit")
        await ana.slash("prompt set", channel, line=1, text="a train")
        await ana.slash("generate line", channel, line=1, takes=1)
        told = await ana.wait_message(channel, "The model cannot be loaded")
        assert "choose another with </style set:" in told.text
        assert "Minuit" in (await ana.slash("clip status", channel)).text
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
