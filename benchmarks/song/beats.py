"""How rightly beats are found on songs of known beats, ours and librosa's, by mir_eval."""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import sys
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot.song.beats import find_beats
from tests.song.made_songs import RATE_HZ, Made, Sound, suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

SEEDS: Final = (11, 12)  # not those that the tracker was made with
WINDOW_S: Final = 0.07


def beat_f_measure() -> Iterable[Figure]:
    """The mean over 28 songs a seed: 60 to 180 bpm, six styles, swing, silence, tempo changes."""
    if importlib.util.find_spec("mir_eval") is None:
        sys.stdout.write("  mir_eval is not installed: pip install '.[bench]'\n")
        return
    songs = [song for seed in SEEDS for song in suite(seed=seed)]
    beside = "librosa is not installed"
    if importlib.util.find_spec("librosa") is not None:
        theirs = _mean(songs, _by_librosa)
        beside = f"librosa's beat_track alone {theirs:.3f}"
    what = f"{len(songs)} synthesised songs, 60 to 180 bpm, 70 ms window; {beside}"
    yield {
        "name": "beat_f_measure",
        "value": round(_mean(songs, lambda sound: find_beats(sound).beats_s), 3),
        "unit": "F",
        "better": "higher",
        "aim": 0.95,
        "baseline": what,
    }


def _mean(songs: list[Made], find: Callable[[Sound], Iterable[float]]) -> float:
    mir_eval: Any = importlib.import_module("mir_eval")
    return statistics.fmean(
        float(
            mir_eval.beat.f_measure(
                np.array(song.beats_s), np.array(list(find(song.sound))), WINDOW_S
            )
        )
        for song in songs
    )


def _by_librosa(sound: Sound) -> list[float]:
    librosa: Any = importlib.import_module("librosa")
    _, beats = librosa.beat.beat_track(y=sound, sr=RATE_HZ, units="time")
    return [float(beat) for beat in beats]
