"""How fast clips are made, held against the encoder alone and against MoviePy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.video.against_moviepy import moviepy_ratio
from benchmarks.video.fits import fits
from benchmarks.video.renders import films, peaks, preview, renders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: Final[dict[str, Callable[[], Iterable[Figure]]]] = {
    "render_floor_ratio": renders,
    "render_peak_mib": peaks,
    "film_shot_ratio": films,
    "preview_60_shots_s": preview,
    "moviepy_ratio": moviepy_ratio,
    "fit_used_share": fits,
}
