"""The ear: a child process that decodes a song to its end and tells what it heard.

Started by ``bot.video.listening`` as ``python -m bot.video.ear``. Files from people can crash a
decoder or exhaust it, so this process has little memory, little time, and nothing to lose. Headers
are not believed: a variable-rate MP3 may claim any length.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from av.logging import PANIC, set_level
from numpy.typing import NDArray

from bot.video.damage import HEARD_S, Holes
from bot.video.graph import AUDIO_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

ENVELOPE_HZ: Final = 10
"""How often in a second the song's energy is noted."""

LISTENING_HZ: Final = 8000
EXACT_FORMATS: Final = ("flac", "ogg", "mov")
"""Containers that know their length: when most of it is missing, the file is damaged."""

LEAST_HEARD: Final = 0.5
CUT_SHORT_S: Final = 0.5
"""As much may be missing at the end: encoders pad, and count the padding or not."""

MEMORY_BYTES: Final = 2 << 30
CPU_S: Final = 120
NICENESS: Final = 10


Sound = NDArray[np.int16]


@dataclass(slots=True)
class _Heard:
    """What has been heard so far: samples at the song's own rate, and ``pieces`` for measuring."""

    samples: int = 0
    frames: int = 0
    faults: int = 0
    peak: int = 0
    pieces: list[Sound] = field(default_factory=list[Sound])
    holes: Holes = field(default_factory=Holes)
    broken: bool = False
    """Whether the container itself could not be read on."""

    def take(self, frames: Iterable[AudioFrame]) -> None:
        """Add frames that were brought to one channel at ``LISTENING_HZ``."""
        for frame in frames:
            piece = frame.to_ndarray().reshape(-1).astype(np.int16)
            if piece.size:
                self.pieces.append(piece)
                self.peak = max(self.peak, int(np.abs(piece.astype(np.int32)).max()))


def listen(path: str, longest_s: float) -> dict[str, object]:
    """What the song at ``path`` is, or why it is none: a dictionary with or without ``error``."""
    try:
        container = av.open(
            path, options={"protocol_whitelist": "file", "format_whitelist": AUDIO_FORMATS}
        )
    except (FFmpegError, OSError, ValueError):
        return {"error": "not-audio"}
    with container:
        if not container.streams.audio:
            return {"error": "not-audio"}
        stream = container.streams.audio[0]
        rate, channels = stream.codec_context.sample_rate, stream.codec_context.channels
        if rate <= 0 or channels <= 0:
            return {"error": "corrupt"}
        heard = _decode(container, stream, int(longest_s * rate))
        promised = _promised(container, stream) * rate
    if heard.samples > longest_s * rate:
        return {"error": "too-long"}
    if heard.faults > heard.frames or heard.samples < LEAST_HEARD * promised:
        return {"error": "corrupt"}
    if not heard.samples:
        return {"error": "empty"}
    if heard.holes.at_s is not None and heard.holes.lost_s > HEARD_S:
        return {"error": "damaged", "at_s": heard.holes.at_s, "lost_s": heard.holes.lost_s}
    if heard.broken or heard.samples < promised - CUT_SHORT_S * rate:
        return {"error": "cut-short", "at_s": heard.samples / rate}
    sound = np.concatenate(heard.pieces) if heard.pieces else np.zeros(1, dtype=np.int16)
    return {
        "duration_s": heard.samples / rate,
        "sample_rate_hz": rate,
        "channels": channels,
        "codec": stream.codec_context.name,
        "peak": heard.peak / 32768,
        "envelope": _envelope(sound),
    }


def _promised(container: InputContainer, stream: AudioStream) -> float:
    """The seconds that the file says it holds, where such a word can be relied on; else 0."""
    if stream.duration is None or stream.time_base is None:
        return 0.0
    exact = any(name in container.format.name.split(",") for name in EXACT_FORMATS)
    return float(stream.duration * stream.time_base) if exact else 0.0


def _decode(container: InputContainer, stream: AudioStream, most_samples: int) -> _Heard:
    """Decode to the end, or until there are more than ``most_samples``."""
    heard = _Heard()
    ear = AudioResampler(format="s16", layout="mono", rate=LISTENING_HZ)
    try:
        for packet in container.demux(stream):
            at_s, length_s = _when(packet)
            try:
                frames = packet.decode()
            except FFmpegError:
                # One bad packet in a good song is skipped, as players do; many are told of.
                heard.faults += 1
                heard.holes.skip(bytes(packet)[:16], packet.size, at_s, length_s)
                continue
            if packet.size:
                heard.holes.read(at_s, length_s, packet.size)
            for frame in frames:
                heard.frames += 1
                heard.samples += frame.samples
                heard.take(ear.resample(frame))
            if heard.samples > most_samples:
                return heard
    except FFmpegError:
        heard.broken = True
    if heard.frames:
        heard.take(ear.resample(None))
    return heard


def _when(packet: Packet[AudioStream]) -> tuple[float | None, float]:
    """When a packet is heard, and for how long, in seconds, as the file says it."""
    if not packet.size:  # the one that flushes the decoder has no time
        return None, 0.0
    base = packet.time_base
    at_s = None if packet.pts is None else float(packet.pts * base)
    return at_s, float((packet.duration or 0) * base)


def _envelope(sound: Sound) -> list[float]:
    """The song's energy, ``ENVELOPE_HZ`` times a second, 0 to 1 of its loudest moments.

    Root mean square in decibels over a range of 30, which is closer to how loud it seems.
    """
    width = LISTENING_HZ // ENVELOPE_HZ
    count = max(len(sound) // width, 1)
    padded = np.zeros(count * width, dtype=np.float64)
    used = sound[: count * width]
    padded[: len(used)] = used
    power = np.sqrt((padded.reshape(count, width) ** 2).mean(axis=1)) / 32768
    loudest = max(float(np.percentile(power, 95)), 1e-6)
    level = 1 + 20 * np.log10(np.maximum(power, 1e-9) / loudest) / 30
    return [round(float(value), 3) for value in np.clip(level, 0, 1)]


def main() -> None:
    """Hear the file named by the first argument; at most the second one's seconds of it."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - only there

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        os.nice(NICENESS)
    set_level(PANIC)
    told = listen(sys.argv[1], float(sys.argv[2]))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
