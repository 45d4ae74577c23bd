"""The clip's sound: the song encoded once, to the sample as long as the picture."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from bot.domain.cut.edit import PEAK_CEILING_DBFS
from bot.domain.errors import UserError
from bot.domain.song.song import HEARD_HZ
from bot.video import ffmpeg_process, graph
from bot.video.cache import digest_of
from bot.video.graph import SoundCut

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.cut.edit import Edit, EncoderSettings
    from bot.video.shared_work import SharedWork

_TRIES: Final = 4
"""How often a limited song is encoded until what is decoded stays under the ceiling."""
_NEAR_DB: Final = 0.1
_LOWER_DB: Final = 0.4
"""Peaks are not lowered by as much as the ceiling is: a little more each time."""
_LOWEST_DB: Final = -12.0
"""Lower no peak is held: what overshoots by more than that is noise, not music."""


def sound_cut(edit: Edit, first_frame: int, frames: int) -> SoundCut:
    """Which samples of the song are heard with ``frames`` frames from ``first_frame`` on."""
    rate = edit.format.rate
    offset = round((first_frame - edit.timeline.lead) / rate * HEARD_HZ)
    loudness = edit.loudness
    return SoundCut(
        skip=max(offset, 0),
        lead=max(-offset, 0),
        total=round(frames / rate * HEARD_HZ),
        gain_db=0.0 if loudness is None else loudness.gain_db,
        ceiling_db=PEAK_CEILING_DBFS if loudness is not None and loudness.limited else None,
    )


async def encode(shared: SharedWork, song: Path, cut: SoundCut, settings: EncoderSettings) -> str:
    """The cache key of the song's sound as AAC, encoded if it was not there.

    Raises:
        UserError: ``song.gone`` if the file cannot be opened.
        EncoderError: if ffmpeg cannot decode it.
        DiskFull: if the disk had no room left.

    """
    digest = await asyncio.to_thread(digest_of, song)
    if digest is None:
        raise UserError("song.gone")
    how = [settings.audio_kbps, settings.audio_coder, graph.VERSION, shared.ffmpeg.version]
    told = [digest, asdict(cut), *how]
    key = "a" + hashlib.sha256(json.dumps(told).encode()).hexdigest()[1:]
    partial = shared.cache.partial(key)
    source = await asyncio.to_thread(song.absolute)

    async def make() -> None:
        await encode_file(shared.ffmpeg.path, source, partial, cut, settings)

    await shared.once([key], make)
    return key


async def encode_file(
    binary: str, source: Path, out: Path, cut: SoundCut, settings: EncoderSettings
) -> None:
    """Encode what ``cut`` takes of ``source`` to ``out``, within limits of time and memory.

    Under a ceiling it is encoded again until what a player decodes stays there: coding moves peaks
    about, by up to 3 dB.
    """
    limits = ffmpeg_process.Limits(cpu_s=cpu_s(cut.skip + cut.total))
    for _ in range(_TRIES):
        args = graph.sound_args(binary, str(source), out.name, cut, settings)
        await ffmpeg_process.run_ffmpeg(args, folder=out.parent, limits=limits)
        if cut.ceiling_db is None:
            return
        asked = graph.peak_args(binary, out.name)
        said = await ffmpeg_process.run_ffmpeg(asked, folder=out.parent)
        over = float(said.get(graph.PEAK, "-inf")) - PEAK_CEILING_DBFS
        if over <= _NEAR_DB:
            return
        cut = replace(cut, ceiling_db=max(cut.ceiling_db - over - _LOWER_DB, _LOWEST_DB))


def cpu_s(samples: int) -> int:
    """The processor time that encoding so much of a song may take; loud noise takes the most."""
    return 90 + round(samples / HEARD_HZ)
