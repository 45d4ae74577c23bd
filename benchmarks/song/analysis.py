"""Four minutes of song analysed by the child process: seconds and memory, beside librosa."""

from __future__ import annotations

import importlib.util
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]

from benchmarks.video.meter import metered_module
from tests.song.made_songs import RATE_HZ, STYLES, make

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure

MINUTES: Final = 4
ONCE: Final = "benchmarks.song.once"


def analysis() -> Iterable[Figure]:
    """Start of the process, decoding, beats, bars and outline of one MP3, second of two runs."""
    with tempfile.TemporaryDirectory() as folder:
        path = _song(Path(folder))
        metered_module(ONCE, "ours", str(path))
        ours = metered_module(ONCE, "ours", str(path))
        beside = "librosa is not installed"
        if importlib.util.find_spec("librosa") is not None:
            metered_module(ONCE, "librosa", str(path))
            theirs = metered_module(ONCE, "librosa", str(path))
            beside = f"librosa's beat_track: {theirs.cpu_s:.1f} s, {theirs.peak_mib:.0f} MiB"
    what = f"{MINUTES} minutes of MP3, the whole process, processor seconds; {beside}"
    yield {
        "name": "song_analysis_s",
        "value": round(ours.cpu_s, 2),
        "unit": "s",
        "better": "lower",
        "aim": None,
        "baseline": what,
    }
    yield {
        "name": "song_analysis_peak_mib",
        "value": round(ours.peak_mib, 1),
        "unit": "MiB",
        "better": "lower",
        "aim": None,
        "baseline": what,
    }


def _song(folder: Path) -> Path:
    sound = make("rock", STYLES["rock"], [(120.0, MINUTES * 120)]).sound
    path = folder / "song.mp3"
    program: str = imageio_ffmpeg.get_ffmpeg_exe()
    raw = ["-f", "f32le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-"]
    stereo = ["-ar", "44100", "-ac", "2", "-b:a", "192k"]
    command = [program, "-v", "error", *raw, *stereo, str(path)]
    subprocess.run(command, input=sound.tobytes(), check=True)
    return path
