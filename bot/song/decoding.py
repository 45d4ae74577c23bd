"""A song's file decoded to two channels of sound, each sample where the file's clock has it.

Only local files in containers of sound are opened: no network protocol, no playlist and no script
that names other files. Headers are not believed: a variable-rate MP3 may claim any length.

MP4 and its relatives may begin late or pause by their time stamps (an edit list, a first packet
that is not at 0). Such a stretch is silence here; players skip or keep it, each in its own way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import av
from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NotYet
from av.error import EOFError as Ended
from av.error import FFmpegError
from av.filter import Graph

from bot.domain.song.song import CONTAINERS, DOWNMIX, HEARD_HZ, Damage, Flaw
from bot.song.damage import Holes
from bot.song.pages import joined_at
from bot.song.riff import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

Take = Callable[[AudioFrame], None]
"""What is given the sound, frame by frame: two channels of 32-bit floats at ``HEARD_HZ``."""

_OPEN_WITH: Final = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}

_SLOWEST_HZ: Final = 4_000
_FASTEST_HZ: Final = 768_000
_EXACT_FORMATS: Final = ("flac", "ogg", "mov")
"""Containers that know their length: when most of it is missing, the file is damaged."""
_CLOCKED_FORMAT: Final = "mov"
"""The container whose time stamps may leave stretches without sound."""

LEAST_S: Final = 0.1
"""Less than this is a click, no song."""
LEAST_HEARD: Final = 0.5
CUT_SHORT_S: Final = 0.5
"""As much may be missing at the end: encoders pad, and count the padding or not."""
JOINED_S: Final = 0.5
"""A step back in time by more than this is where another recording begins."""
LATE_S: Final = 0.005
"""Less than this is a time stamp's rounding."""
_SILENCE_SAMPLES: Final = 1 << 14


_MOST_CHANNELS: Final = 16
"""What ffmpeg mixes down to two; of more it makes nothing."""


class NoSong(Exception):
    """The file is none that can be used; ``args`` are the complaint's name and its values."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a decoded file was; ``placed_s`` is how much silence its clock has, in seconds."""

    duration_s: float
    sample_rate_hz: int
    channels: int
    placed_s: float
    damage: Damage | None


@dataclass(slots=True)
class _Decoder:
    """Brings frames to two channels and to their places, and counts what it passes on."""

    take: Take
    clocked: bool
    heard_s: float = 0.0
    placed_s: float = 0.0
    frames: int = 0
    faults: int = 0
    holes: Holes = field(default_factory=Holes)
    broken: bool = False
    """Whether the container itself could not be read on."""
    _late: bool | None = None
    """Whether the first packet says that sound comes after the clock's beginning."""
    _zero_s: float | None = None
    """The time stamp at which the song begins."""
    _graph: Graph | None = None
    _form: tuple[object, ...] = ()

    @property
    def at_s(self) -> float:
        """Where the next sample belongs, in seconds from the song's start."""
        return self.heard_s + self.placed_s

    def packet(self, packet: Packet[AudioStream]) -> None:
        """Decode one packet and pass its sound on."""
        at_s, length_s = _when(packet)
        if self._late is None:
            self._late = at_s is not None and at_s > 0
        try:
            frames = packet.decode()
        except FFmpegError:
            # One bad packet in a good song is skipped, as players do; many are told of.
            self.faults += 1
            self.holes.skip(bytes(packet)[:16], packet.size, at_s, length_s)
            return
        if packet.size:
            self.holes.read(None if self.clocked else at_s, length_s, packet.size)
        for frame in frames:
            if self.clocked and frame.time is not None:
                if self._zero_s is None:
                    # What an encoder puts before the song is skipped; no time passes with it.
                    self._zero_s = 0.0 if self._late else frame.time
                self._wait(frame.time - self._zero_s)
            self._pass(frame)

    def end(self) -> None:
        """Pass on what the conversion still holds."""
        if self._graph is not None:
            self._graph.push(None)
            self._pull()
            self._graph = None

    def _wait(self, until_s: float) -> None:
        """Pass silence on where the file's clock has a stretch without sound."""
        missing_s = until_s - self.at_s
        if missing_s < LATE_S:
            return
        self.end()
        self.placed_s += missing_s
        left = round(missing_s * HEARD_HZ)
        while left > 0:
            silence = AudioFrame("fltp", "stereo", min(left, _SILENCE_SAMPLES))
            silence.sample_rate = HEARD_HZ
            for plane in silence.planes:
                plane.update(bytes(plane.buffer_size))
            self.take(silence)
            left -= silence.samples

    def _pass(self, frame: AudioFrame) -> None:
        form = (frame.sample_rate, frame.format.name, frame.layout.name)
        if self._graph is None or form != self._form:
            self.end()
            self._graph, self._form = _downmix(frame), form
        self.frames += 1
        self.heard_s += frame.samples / frame.sample_rate
        frame.pts = None
        self._graph.push(frame)
        self._pull()

    def _pull(self) -> None:
        if self._graph is not None:
            for frame in pulled(self._graph):
                self.take(frame)


def decode(path: Path, longest_s: float, take: Take) -> Decoded:
    """Decode the song at ``path`` to its end, giving its sound to ``take``.

    Raises:
        NoSong: it is no song, it is broken, or longer than ``longest_s`` seconds.
    """
    try:
        container = av.open(str(path), options=_OPEN_WITH)
    except (FFmpegError, OSError, ValueError):
        raise NoSong("not-audio") from None
    with container:
        if not container.streams.audio:
            raise NoSong("not-audio")
        stream = container.streams.audio[0]
        rate_hz, channels = stream.codec_context.sample_rate, stream.codec_context.channels
        if rate_hz <= 0 or channels <= 0:
            raise NoSong("corrupt")
        if not _SLOWEST_HZ <= rate_hz <= _FASTEST_HZ:
            raise NoSong("odd-rate", rate_hz)
        if channels > _MOST_CHANNELS:
            raise NoSong("many-channels", channels)
        decoder = _Decoder(take, _CLOCKED_FORMAT in container.format.name.split(","))
        _run(decoder, container, stream, longest_s)
        promised_s = _promised_s(container, stream)
    if (lost := lacking(path)) and lost < 1:
        promised_s = decoder.at_s / (1 - lost)
    if decoder.at_s > longest_s:
        raise NoSong("too-long")
    joined = _joined(path, rate_hz)
    broken = decoder.faults > decoder.frames or decoder.heard_s < LEAST_HEARD * promised_s
    if broken and joined is None:
        raise NoSong("corrupt")
    if not decoder.frames or decoder.heard_s < LEAST_S:
        raise NoSong("empty")
    damage = joined or _damage(decoder, promised_s)
    return Decoded(decoder.at_s, rate_hz, channels, decoder.placed_s, damage)


def pulled(graph: Graph) -> Iterator[AudioFrame]:
    """What comes out of a graph's only end, as far as it has got."""
    while True:
        try:
            frame = graph.pull()
        except (NotYet, Ended):
            return
        if isinstance(frame, AudioFrame):
            yield frame


def _run(
    decoder: _Decoder, container: InputContainer, stream: AudioStream, longest_s: float
) -> None:
    """Decode to the end, or until there is more than ``longest_s``."""
    try:
        for packet in container.demux(stream):
            decoder.packet(packet)
            if decoder.at_s > longest_s:
                return
    except FFmpegError:
        decoder.broken = True
    decoder.end()


def _joined(path: Path, rate_hz: int) -> Damage | None:
    position = joined_at(path)
    return None if position is None else Damage(Flaw.JOINED, position / rate_hz)


def _damage(decoder: _Decoder, promised_s: float) -> Damage | None:
    holes = decoder.holes
    if holes.back_s > JOINED_S:
        return Damage(Flaw.JOINED, holes.back_at_s)
    if holes.audible:
        return Damage(Flaw.DAMAGED, holes.at_s or 0.0, holes.lost_s)
    # What a clock has as silence may be counted into the promise, or not.
    if decoder.broken or decoder.at_s < promised_s - CUT_SHORT_S:
        return Damage(Flaw.CUT_SHORT, decoder.at_s)
    return None


def _downmix(frame: AudioFrame) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name
    )
    options = ":".join(f"{name}={value}" for name, value in {"osr": HEARD_HZ, **DOWNMIX}.items())
    graph.link_nodes(source, graph.add("aresample", options), graph.add("abuffersink")).configure()
    return graph


def _promised_s(container: InputContainer, stream: AudioStream) -> float:
    """The seconds that the file says it holds, where such a word can be relied on; else 0."""
    if stream.duration is None or stream.time_base is None:
        return 0.0
    names = container.format.name.split(",")
    if not any(name in names for name in _EXACT_FORMATS):
        return 0.0
    # Some count the time before a stream's first packet into its length.
    late = 0 if _CLOCKED_FORMAT in names else max(0, stream.start_time or 0)
    return float((stream.duration - late) * stream.time_base)


def _when(packet: Packet[AudioStream]) -> tuple[float | None, float]:
    """When a packet is heard, and for how long, in seconds, as the file says it."""
    if not packet.size:  # the one that flushes the decoder has no time
        return None, 0.0
    base = packet.time_base
    at_s = None if packet.pts is None else float(packet.pts * base)
    return at_s, float((packet.duration or 0) * base)
