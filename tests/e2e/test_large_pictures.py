"""Rounds that Discord does not take as they are: too large together, or each of them."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

from PIL import Image

from local_discord import ServerLimits
from tests.e2e.conftest import PATIENT
from tests.e2e.looking import assert_each_posted_once, rows
from tests.fakes.painter import FakePainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.rounds import PaintedPicture
    from local_discord import MessageView
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage

REQUEST_BYTES = 25 * 2**20


class NoisyPainter(FakePainter):
    """Paints what no lossless format makes small: half noise, half colour."""

    side_px = 320

    async def paint(self, *args: Any, **more: Any) -> Sequence[PaintedPicture]:
        """Draw the pictures."""
        painted = await super().paint(*args, **more)
        for picture in painted:
            side = self.side_px
            pixels = random.Random(picture.seed).randbytes(side * side * 3)
            Image.frombytes("RGB", (side, side), pixels).save(picture.file, compress_level=0)
        return painted


class LargePainter(NoisyPainter):
    """Ten of its takes have over 25 MiB together, and each under 10."""

    side_px = 960


async def posted(stage: Stage, takes: int) -> MessageView:
    """A round of a line, in the channel with all of its reactions."""
    await stage.clip("Le train de minuit", prompts=True)
    return await stage.round(takes=takes)


async def sizes(stage: Stage, shown: MessageView) -> list[int]:
    """The bytes of each picture; each can be decoded."""
    found: list[int] = []
    for file in shown.files:
        content = await stage.ana.download(file)
        assert Image.open(io.BytesIO(content)).convert("RGB").width > 0
        found.append(len(content))
    return found


async def test_pictures_too_large_together_are_posted_smaller(open_stage: OpenStage) -> None:
    """Ten takes over the 25 MiB of a request: copies in the channel, the full ones on the disk."""
    stage = await open_stage(painter_of=LargePainter)
    shown = await posted(stage, takes=10)
    full = [path.stat().st_size for path in stage.house.settings.files_folder.rglob("*.png")]
    assert len(full) == 10
    assert sum(full) > REQUEST_BYTES
    small = await sizes(stage, shown)
    assert len(small) == 10
    assert sum(small) < REQUEST_BYTES
    assert "Smaller copies" in shown.text
    await stage.bo.react(shown, "4️⃣")
    decided = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "4️⃣" in decided.text
    await assert_each_posted_once(stage, "board", "progress", "round", "decision", "call")


async def test_the_full_pictures_stay_within_reach(open_stage: OpenStage) -> None:
    """The button under the round tells the director where they lie; others whom to ask."""
    limits = ServerLimits(acknowledge_within_s=PATIENT.acknowledge_within_s, upload_bytes=200_000)
    stage = await open_stage(painter_of=NoisyPainter, limits=limits)
    shown = await posted(stage, takes=2)
    assert all(size <= 200_000 for size in await sizes(stage, shown))
    told = await stage.ana.click(shown, "About")
    kept = [str(row[0]) for row in await rows(stage, "SELECT sha256 FROM takes")]
    assert all(f"{sha256}.png" in told.text for sha256 in kept)
    asked = await stage.bo.click(shown, "About")
    assert "the director can ask here" in asked.text
    assert not any(sha256 in asked.text for sha256 in kept)


async def test_a_limit_that_nothing_fits_ends_with_a_sentence(open_stage: OpenStage) -> None:
    """The takes are there, and the channel is told how to choose one."""
    limits = ServerLimits(acknowledge_within_s=PATIENT.acknowledge_within_s, upload_bytes=200)
    stage = await open_stage(painter_of=NoisyPainter, limits=limits)
    await stage.clip("Le train de minuit", prompts=True)
    await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    said = await stage.bo.wait_message(stage.channel, "could not be posted")
    assert "/vote pick" in said.text
    assert stage.bo.mention in said.text
    picked = await stage.ana.slash("vote pick", stage.channel, line=1, take=2)
    assert "keeps take 2" in picked.text
