"""What people download from the channel is signed, and a changed byte is found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.domain.marks.report import MarkState
from bot.marks.marker import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import OpenStage


async def test_downloaded_takes_carry_marks_that_hold(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    """By the C2PA library, on the very bytes that the channel gives out."""
    stage = await open_stage()
    await stage.clip("Le train de minuit", prompts=True)
    shown = await stage.round(takes=2)
    file = tmp_path / "downloaded.png"
    for take in shown.files:
        content = bytearray(await stage.ana.download(take))
        await asyncio.to_thread(file.write_bytes, content)
        report = await read(file)
        assert (report.state, report.source) == (MarkState.VALID, "trainedAlgorithmicMedia")
        content[content.index(b"IDAT") + 12] ^= 1
        await asyncio.to_thread(file.write_bytes, content)
        assert (await read(file)).state is MarkState.INVALID
