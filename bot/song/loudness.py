"""How loud a song is in the two channels that a clip has, and the one channel analysed of them.

EBU R128 by ffmpeg's ``ebur128``, and the highest sample. Measured behind the same downmix that a
clip's sound goes through, so that six channels are not louder here than they will be heard.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from av.filter import Graph

from bot.domain.song.song import HEARD_HZ
from bot.song.decoding import NoSong, pulled
from bot.song.onsets import RATE_HZ, Floats

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

LOUDEST: Final = 100.0
"""40 dB over full scale: no export of sound is that loud, and encoders refuse what is more."""
SILENT_BELOW: Final = 0.001
"""A song whose highest peak is under -60 dB of full scale is silence with a little noise."""
_QUIETEST_LUFS: Final = -69.9
"""What ``ebur128`` says of sound that never passes its gate is -70."""


class Loudness:
    """Takes the sound of a song of at most ``longest_s`` seconds, frame by frame."""

    def __init__(self, longest_s: float) -> None:
        self.peak = 0.0
        self._lufs: float | None = None
        # Room for the longest: a long song is held once, and pages never written cost nothing.
        self._mono = np.empty(round((longest_s + 2) * RATE_HZ), np.float32)
        self._length = 0
        self._meter = _graph(("ebur128", "metadata=1:framelog=quiet"))
        self._analysed = _graph(("aresample", f"{RATE_HZ}:ochl=mono:osf=flt:rematrix_maxval=1"))

    def take(self, frame: AudioFrame) -> None:
        """Hear one frame of two channels.

        Raises:
            NoSong: it holds samples that are no numbers, or no sound.
        """
        peak = float(np.abs(frame.to_ndarray()).max(initial=0))
        if not peak <= LOUDEST:  # NaN is neither
            raise NoSong("not-sound")
        self.peak = max(self.peak, peak)
        self._meter.push(frame)
        self._analysed.push(frame)
        self._pull()

    def end(self) -> None:
        """Hear the end of what the filters hold."""
        for graph in (self._meter, self._analysed):
            graph.push(None)
        self._pull()

    @property
    def sound(self) -> Floats:
        """One channel at ``onsets.RATE_HZ``."""
        return self._mono[: self._length]

    @property
    def lufs(self) -> float | None:
        """Integrated loudness; None where nothing is loud enough to be measured."""
        return self._lufs

    @property
    def peak_dbfs(self) -> float | None:
        """The highest sample in decibels of full scale; None in silence."""
        return round(20 * math.log10(self.peak), 2) if self.peak > 0 else None

    def _pull(self) -> None:
        for frame in pulled(self._meter):
            # A last frame of less than a tenth of a second says nothing.
            if (said := frame.metadata.get("lavfi.r128.I")) is not None:
                lufs = float(said)
                self._lufs = lufs if lufs > _QUIETEST_LUFS and math.isfinite(lufs) else None
        for frame in pulled(self._analysed):
            piece = frame.to_ndarray().reshape(-1)[: len(self._mono) - self._length]
            self._mono[self._length : self._length + len(piece)] = np.clip(piece, -1, 1)
            self._length += len(piece)


def _graph(step: tuple[str, str]) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=HEARD_HZ, format="fltp", layout="stereo")
    graph.link_nodes(source, graph.add(*step), graph.add("abuffersink")).configure()
    return graph
