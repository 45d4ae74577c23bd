"""The same piece by MoviePy, in its own idiom, side by side with ours."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Final

from benchmarks.video.meter import metered_module
from benchmarks.video.renders import WORK, workplace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure

SHOTS, SECONDS = 10, 30.0
PIECE: Final = "benchmarks.video.moviepy_piece"


def moviepy_ratio() -> Iterable[Figure]:
    """A 30 s piece of ten shots: motion, captions, crossfades, sound; the same encoder settings."""
    if importlib.util.find_spec("moviepy") is None:
        sys.stdout.write("  moviepy is not installed: pip install '.[bench]'\n")
        return
    with workplace(SHOTS, SECONDS) as folder:
        ours = metered_module(WORK, str(folder), "plain", str(SHOTS), str(SECONDS))
        theirs = metered_module(PIECE, str(folder), str(SHOTS), str(SECONDS))
    what = f"over ours ({{}}), {SHOTS} shots, {SECONDS:g} s, 720p24, veryfast, crf 20"
    yield {
        "name": "moviepy_ratio",
        "value": round(theirs.cpu_s / ours.cpu_s, 2),
        "unit": "ratio",
        "better": "higher",
        "aim": 6.0,
        "baseline": f"MoviePy's CPU seconds {what.format(f'{ours.cpu_s:.1f} s')}",
    }
    yield {
        "name": "moviepy_wall_ratio",
        "value": round(theirs.wall_s / ours.wall_s, 2),
        "unit": "ratio",
        "better": "higher",
        "aim": 8.0,
        "baseline": f"MoviePy's wall time {what.format(f'{ours.wall_s:.1f} s')}",
    }
