"""A song's file decoded to one channel of sound.

Only local files in containers of sound are opened: no network protocol, no playlist and no script
that names other files. How long the song is, is counted from its samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from bot.hearing.onsets import RATE_HZ, Floats

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.frame import AudioFrame
    from av.container import InputContainer

CONTAINERS: Final = "mp3,wav,flac,ogg,mov,aac,aiff,w64"
_OPEN_WITH: Final = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}


@dataclass(frozen=True, slots=True)
class Decoded:
    """One channel at ``RATE_HZ``, samples between -1 and 1, and how long the song is."""

    sound: Floats
    duration_s: float


class Undecodable(Exception):
    """The file holds no sound that can be decoded."""


def decode(path: Path, longest_s: float) -> Decoded:
    """Decode the song at ``path``; what comes after ``longest_s`` seconds is left out.

    Raises:
        Undecodable: no sound stream, or nothing in it could be decoded.
    """
    try:
        with av.open(str(path), options=_OPEN_WITH) as container:
            if not container.streams.audio:
                raise Undecodable("no sound in it")
            return _decode(container, longest_s)
    except (FFmpegError, OSError, ValueError) as error:
        raise Undecodable(str(error)) from error


def _decode(container: InputContainer, longest_s: float) -> Decoded:
    rate = container.streams.audio[0].codec_context.sample_rate
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    pieces: list[Floats] = []
    samples = 0
    for frame in _frames(container):
        samples += frame.samples
        pieces += [_samples(out) for out in resampler.resample(frame)]
        if samples > longest_s * rate:
            break
    if not samples:
        raise Undecodable("nothing in it could be decoded")
    pieces += [_samples(out) for out in resampler.resample(None)]
    sound = np.concatenate(pieces)
    pieces.clear()  # in place from here: a long song is held once, not four times
    np.nan_to_num(sound, copy=False, posinf=0.0, neginf=0.0)
    np.clip(sound, -1, 1, out=sound)
    return Decoded(sound, samples / rate)


def _frames(container: InputContainer) -> Iterator[AudioFrame]:
    stream = container.streams.audio[0]
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except FFmpegError:
            continue  # one bad packet in a good song is skipped, as players do


def _samples(frame: AudioFrame) -> Floats:
    return frame.to_ndarray().reshape(-1).astype(np.float32)
