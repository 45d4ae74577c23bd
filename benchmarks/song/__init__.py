"""Lyrics merged and songs heard: how fast, with how much memory, and how rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.song.analysis import analysis
from benchmarks.song.beats import beat_f_measure
from benchmarks.song.lyrics import lyrics_1000_merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: Final[dict[str, Callable[[], Iterable[Figure]]]] = {
    "lyrics_1000_merge_s": lyrics_1000_merge,
    "song_analysis_s": analysis,
    "beat_f_measure": beat_f_measure,
}
