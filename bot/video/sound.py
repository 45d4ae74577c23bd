"""The clip's sound: the song encoded once, to the sample as long as the picture."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.song.song import HEARD_HZ
from bot.video import ffmpeg_process, graph
from bot.video.cache import digest_of
from bot.video.graph import SoundCut

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.cut.edit import Edit, Loudness
    from bot.video.shared_work import SharedWork

PEAK_CEILING_DBFS: Final = -1.0
"""Above this, encoded peaks clip in players; a louder song is held down by a limiter."""


def sound_cut(edit: Edit, first_frame: int, frames: int) -> SoundCut:
    """Which samples of the song are heard with ``frames`` frames from ``first_frame`` on."""
    rate = edit.format.rate
    offset = round((first_frame - edit.timeline.lead) / rate * HEARD_HZ)
    gain, limit = _gain(edit.loudness)
    return SoundCut(
        skip=max(offset, 0),
        lead=max(-offset, 0),
        total=round(frames / rate * HEARD_HZ),
        gain_db=gain,
        limit=limit,
    )


async def encode(shared: SharedWork, song: Path, cut: SoundCut, kbps: int) -> str:
    """The cache key of the song's sound as AAC, encoded if it was not there.

    Raises:
        UserError: ``song.gone`` if the file cannot be opened.
        EncoderError: if ffmpeg cannot decode it.
        DiskFull: if the disk had no room left.

    """
    digest = await asyncio.to_thread(digest_of, song)
    if digest is None:
        raise UserError("song.gone")
    told = [digest, asdict(cut), kbps, graph.VERSION, shared.ffmpeg.version]
    key = "a" + hashlib.sha256(json.dumps(told).encode()).hexdigest()[1:]
    partial = shared.cache.partial(key)
    source = await asyncio.to_thread(song.absolute)
    args = graph.sound_args(shared.ffmpeg.path, str(source), partial.name, cut, kbps)

    async def make() -> None:
        await ffmpeg_process.run_ffmpeg(args, folder=shared.cache.folder)

    await shared.once([key], make)
    return key


def _gain(loudness: Loudness | None) -> tuple[float, bool]:
    """Decibels to add, and whether peaks then need a limiter; nothing unless it was asked for."""
    if loudness is None:
        return 0.0, False
    gain = round(loudness.target_lufs - loudness.measured_lufs, 2)
    return gain, loudness.peak_dbfs + gain > PEAK_CEILING_DBFS
