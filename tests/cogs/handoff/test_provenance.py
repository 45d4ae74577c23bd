"""``Check provenance`` on a message, and what a clip chooses to say, on the local Discord."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.marks.marker import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cogs.stage import Stage


async def test_a_round_s_pictures_say_what_they_are(stage: Stage) -> None:
    """To whoever asks, in their language; a message without a file is one sentence."""
    await stage.clip("One", prompts=True)
    shown = await stage.round(takes=2)
    told = await stage.cleo.context("Check provenance", shown)
    assert told.text.count("✅") == 2
    assert "modèle d’IA" in told.text
    said = await stage.bo.say(stage.channel, "hello")
    assert "no file" in (await stage.ana.context("Check provenance", said)).text


async def test_a_stranger_s_file_is_read_as_well(stage: Stage) -> None:
    """Without marks, and damaged: in words, and nothing breaks."""
    await stage.clip("One")
    said = await stage.bo.say(stage.channel, "look", files=[("cat.png", b"\x89PNG\r\n\x1a\n" * 9)])
    told = await stage.ana.context("Check provenance", said)
    assert "cat.png" in told.text
    assert "reference" not in told.text


async def test_a_clip_names_people_as_it_wants(stage: Stage, tmp_path: Path) -> None:
    """Initials in the marks of its takes, and what it says of training."""
    await stage.clip("One", prompts=True)
    told = await stage.ana.slash(
        "clip settings", stage.channel, names="names-initials", training="training-no"
    )
    assert "initials" in told.text
    assert "may not train" in told.text
    shown = await stage.round(takes=1)
    file = tmp_path / "take.png"
    content = await stage.ana.download(shown.files[0])
    await asyncio.to_thread(file.write_bytes, content)
    assert (await read(file)).people == ("asked: B.",)
    assert b"training-mining" in content
