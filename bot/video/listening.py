"""Songs measured: length, loudness and energy as they are heard, never as a header says."""

from __future__ import annotations

import asyncio
import json
import math
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import EncoderError, UserError
from bot.domain.lyrics.writing import shown
from bot.processes.children import child_environment, end
from bot.video import ffmpeg_process, graph

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.cut.timeline import Timeline
    from bot.video.encoder import Ffmpeg

SILENT_BELOW: Final = 0.001
"""A song whose highest peak is under -60 dB of full scale is silence with a little noise."""

_COMPLAINTS: Final = {
    "not-audio": "video.song-not-audio",
    "corrupt": "video.song-corrupt",
    "empty": "video.song-empty",
    "too-long": "video.song-too-long",
    "damaged": "song.damaged",
    "cut-short": "song.cut-short",
}

PATIENCE_S: Final = 180.0
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SongFacts:
    """A song as it was heard.

    ``envelope`` is its energy ten times a second, 0 to 1; ``loudness_lufs`` and ``peak_dbfs`` are
    EBU R128's integrated loudness and highest sample.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    codec: str
    loudness_lufs: float | None
    peak_dbfs: float
    envelope: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SongLimits:
    """What is accepted as a song."""

    longest_s: float = 15 * 60
    largest_bytes: int = 100 * _MB


async def hear(ffmpeg: Ffmpeg, path: Path, name: str, limits: SongLimits) -> SongFacts:
    """Decode the song at ``path`` to its end; ``name`` is what people call the file.

    Raises:
        UserError: ``video.song-gone``, ``song-too-large``, ``song-not-audio``, ``song-corrupt``,
            ``song-empty``, ``song-silent`` or ``song-too-long``: one sentence each.

    """
    size = await asyncio.to_thread(_size, path)
    if size is None:
        raise UserError("video.song-gone")
    if size > limits.largest_bytes:
        raise UserError(
            "video.song-too-large",
            name=name,
            size_mb=math.ceil(size / _MB),
            limit_mb=limits.largest_bytes // _MB,
        )
    if size == 0:
        raise UserError("video.song-empty", name=name)
    told = await _ask_the_ear(path, name, limits)
    if "error" in told:
        raise UserError(
            _COMPLAINTS[str(told["error"])],
            name=name,
            minutes=round(limits.longest_s / 60),
            at=shown(float(told.get("at_s", 0))),
            seconds=round(float(told.get("lost_s", 0)), 1),
        )
    if float(told["peak"]) < SILENT_BELOW:
        raise UserError("video.song-silent", name=name)
    loudness, peak = await _loudness(ffmpeg, path)
    return SongFacts(
        duration_s=float(told["duration_s"]),
        sample_rate_hz=int(told["sample_rate_hz"]),
        channels=int(told["channels"]),
        codec=str(told["codec"]),
        loudness_lufs=loudness,
        peak_dbfs=peak if peak is not None else 20 * math.log10(float(told["peak"])),
        envelope=tuple(float(value) for value in told["envelope"]),
    )


def shot_energies(envelope: tuple[float, ...], timeline: Timeline) -> tuple[float, ...]:
    """The mean energy of the song in each shot, for the rules that choose moves."""
    energies: list[float] = []
    for shot in timeline.shots:
        first = int(float((shot.start - timeline.lead) / timeline.rate) * 10)
        last = int(float((shot.end - timeline.lead) / timeline.rate) * 10)
        heard = envelope[max(first, 0) : max(last, first + 1, 0)]
        energies.append(sum(heard) / len(heard) if heard else 0.0)
    return tuple(energies)


async def _ask_the_ear(path: Path, name: str, limits: SongLimits) -> dict[str, Any]:
    process = await ffmpeg_process.start(
        [sys.executable, "-m", "bot.video.ear", str(path), str(limits.longest_s)],
        environment=child_environment(),
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            out, _ = await process.communicate()
    except TimeoutError:
        out = b""
    finally:
        await end(process)
    if process.returncode or not out:
        # It crashed, or used up its time or memory: no decoder should need that for a song.
        raise UserError("video.song-corrupt", name=name)
    return cast("dict[str, Any]", json.loads(out))


async def _loudness(ffmpeg: Ffmpeg, path: Path) -> tuple[float | None, float | None]:
    """EBU R128 integrated loudness and sample peak, None where ffmpeg would not say."""
    args = graph.loudness_args(ffmpeg.path, str(path))
    process = await ffmpeg_process.start(args)
    try:
        _, said = await process.communicate()
    finally:
        await end(process)
    if process.returncode:
        raise EncoderError(said.decode(errors="replace")[-ffmpeg_process.TAIL_CHARS :])
    summary = said.decode(errors="replace").rpartition("Summary:")[2]
    found = {
        unit: re.search(rf"{label}:\s+(-?\d+(?:\.\d+)?) {unit}", summary)
        for label, unit in (("I", "LUFS"), ("Peak", "dBFS"))
    }
    loudness, peak = (float(m[1]) if (m := found[unit]) else None for unit in ("LUFS", "dBFS"))
    return loudness, peak


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
