"""All that is measured of a song, from one decode; and its silence written out where it has some.

A second decode is made only for the few files whose clock leaves stretches without sound: theirs
is written as FLAC, in which every player hears each sample at the same time.
"""

from __future__ import annotations

import dataclasses
import sys
import traceback
from typing import TYPE_CHECKING, Final, cast

import av
import numpy as np
from av.audio.frame import AudioFrame

from bot.domain.song.song import HEARD_HZ, SongFacts
from bot.song.beats import Beats, find_beats
from bot.song.decoding import NoSong, decode
from bot.song.energy import find_energy, first_sound_s
from bot.song.loudness import SILENT_BELOW, Loudness

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_FULL_SCALE: Final = 32_767


def measure(
    path: Path, longest_s: float, tell: Callable[[SongFacts], None], *, placed: Path | None = None
) -> None:
    """Tell what the song at ``path`` is: first without its beats, then, once found, with them.

    Where the file's clock leaves stretches without sound, the song is written to ``placed`` with
    these as silence.

    Raises:
        NoSong: it is none that can be used, and why.
    """
    loudness = Loudness(longest_s)
    decoded = decode(path, longest_s, loudness.take)
    loudness.end()
    if loudness.peak < SILENT_BELOW:
        raise NoSong("silent")
    if placed is not None and decoded.placed_s and decoded.damage is None:
        _write(path, longest_s, placed)
    sound = loudness.sound
    facts = SongFacts(
        duration_s=round(decoded.duration_s, 6),
        first_sound_s=first_sound_s(sound),
        sample_rate_hz=decoded.sample_rate_hz,
        channels=decoded.channels,
        loudness_lufs=loudness.lufs,
        peak_dbfs=loudness.peak_dbfs,
        energy=find_energy(sound),
        damage=decoded.damage,
        placed=decoded.placed_s > 0,
    )
    tell(facts)
    beats = _beats(sound)
    tell(
        dataclasses.replace(
            facts, tempo_bpm=beats.tempo_bpm, beats_s=beats.beats_s, bars_s=beats.bars_s
        )
    )


def _beats(sound: NDArray[np.float32]) -> Beats:
    """The song's beats; a song whose beats cannot be found is a song all the same."""
    try:
        return find_beats(sound)
    except (ArithmeticError, LookupError, MemoryError, ValueError):
        traceback.print_exc(file=sys.stderr)
        return Beats(None, (), ())


def _write(path: Path, longest_s: float, out: Path) -> None:
    """The song as 16-bit FLAC; the dither keeps quiet fades smooth."""
    rng = np.random.default_rng(0)
    with av.open(str(out), "w", format="flac") as container:
        # PyAV leaves the type argument of its packets open, hence what pyright is told here.
        stream = container.add_stream("flac", rate=HEARD_HZ, layout="stereo")  # pyright: ignore[reportUnknownMemberType]

        def take(frame: AudioFrame) -> None:
            sound = cast("NDArray[np.float32]", frame.to_ndarray()).T * _FULL_SCALE
            noise = rng.random(sound.shape, np.float32) - rng.random(sound.shape, np.float32)
            samples = np.clip(np.rint(sound + noise), -_FULL_SCALE - 1, _FULL_SCALE).astype(
                np.int16
            )
            frame_out = AudioFrame.from_ndarray(
                np.ascontiguousarray(samples.reshape(1, -1)), format="s16", layout="stereo"
            )
            frame_out.sample_rate = HEARD_HZ
            container.mux(stream.encode(frame_out))  # pyright: ignore[reportUnknownMemberType]

        decode(path, longest_s, take)
        container.mux(stream.encode(None))  # pyright: ignore[reportUnknownMemberType]
