"""How long a take takes, and how much of the speed is lost between diffusers and the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.painting.crispness import sketch_crispness
from benchmarks.painting.encoding import embedding_cache
from benchmarks.painting.painters import painters_2
from benchmarks.painting.rate import takes_rate_ratio
from benchmarks.painting.sketch import sketch_morph, sketch_takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "embedding_cache": embedding_cache,
    "painters_2": painters_2,
    "morph_12_frames_s": sketch_morph,
    "sketch_crispness": sketch_crispness,
    "sketch_takes": sketch_takes,
    "takes_rate_ratio": takes_rate_ratio,
}
